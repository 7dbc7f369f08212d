"""Turns what is typed and taken away in the search field into queries, and shows what is asked."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.queries import (
    FavouritesQuery,
    FileQuery,
    FolderQuery,
    RegionQuery,
    SimilarQuery,
    scope_of,
    widened,
    with_words,
    without_picture,
    words_of,
)

if TYPE_CHECKING:
    from desktop.controllers.gallery_controller import GalleryController
    from desktop.queries import Query, Scope
    from desktop.views.search_bar import SearchBar

DEBOUNCE_MS = 180


class SearchField(QObject):
    """Words, a picture and a place are shown apart, and each can be taken away alone.

    Main thread only.
    """

    def __init__(self, bar: SearchBar, gallery: GalleryController) -> None:
        super().__init__(bar)
        self._bar = bar
        self._gallery = gallery
        self._typing = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._typing.timeout.connect(self._search_typed)
        bar.text_edited.connect(lambda: self._typing.start())
        bar.submitted.connect(self._submit)
        bar.cleared.connect(lambda: gallery.search(with_words(gallery.query, "")))
        bar.picture_removed.connect(lambda: gallery.search(without_picture(self._typed())))
        bar.scope_removed.connect(lambda: gallery.search(widened(self._typed())))
        gallery.query_changed.connect(self._show)

    def search_words(self, text: str) -> None:
        """Search for other words, beside the same picture and in the same place."""
        self._gallery.search(with_words(self._gallery.query, text))

    def begin_anew(self) -> None:
        """Be ready for a search of the whole library: what is typed next replaces the words.

        A picture or a place of the search before would narrow the next one unasked, so that
        whole search goes.
        """
        query = self._gallery.query
        if query is not None and (query != without_picture(query) or scope_of(query)):
            self._gallery.search(None)
        self._bar.select_all()

    def retranslate(self) -> None:
        """Name the picture and the place in the current language."""
        self._show_chips(self._gallery.query)

    def stop(self) -> None:
        """Search for nothing more."""
        self._typing.stop()

    def _typed(self) -> Query | None:
        return with_words(self._gallery.query, self._bar.text.strip())

    def _search_typed(self) -> None:
        typed = self._typed()
        if words_of(typed) or typed != self._gallery.query:
            self._gallery.search(typed)

    def _submit(self) -> None:
        self._search_typed()
        self._bar.left_downwards.emit()

    def _show(self) -> None:
        self._typing.stop()
        query = self._gallery.query
        self._show_chips(query)
        if self._bar.text.strip() != words_of(query):
            self._bar.set_text(words_of(query))

    def _show_chips(self, query: Query | None) -> None:
        self._bar.show_picture(self._picture_name(query))
        self._bar.show_scope(*self._scope_look(scope_of(query)))

    def _picture_name(self, query: Query | None) -> str:
        match query:
            case FileQuery(temporary=True):
                return self.tr("Pasted picture")
            case SimilarQuery() | FileQuery() | RegionQuery():
                return PurePath(query.path).name
            case _:
                return ""

    def _scope_look(self, scope: Scope | None) -> tuple[str, str, str]:
        """Icon, name and full name of a place; empty for the whole library."""
        match scope:
            case FolderQuery(path):
                return "folder", PurePath(path).name or path, path
            case FavouritesQuery():
                return "heart", self.tr("Favourites"), ""
            case None:
                return "", "", ""
