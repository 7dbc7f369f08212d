"""Decides what the gallery shows: all photos, a query's answer, or a state with a next step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from desktop.controllers.gallery_states import GalleryStates
from desktop.photo_list import PhotoList
from desktop.queries import FileQuery, PictureQuery, Query, RegionQuery, SimilarQuery, TextQuery
from desktop.tasks import Lane, Latest
from indexer.api import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.controllers.gallery_states import NextStep
    from desktop.controllers.stacking import Stacking
    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.tasks import Tasks
    from desktop.views.gallery_page import GalleryPage
    from indexer.api import Parse, PhotoId, ServiceStatus

DEBOUNCE_MS = 180
REFRESH_MS = 700
"""The least time between two refreshes while photos stream in."""
_LOADING_AFTER_MS = 700


class GalleryController(QObject):
    """Owns the current query and the list of photos. Main thread only."""

    shown = Signal()

    def __init__(
        self,
        library: PhotoLibrary,
        tasks: Tasks,
        model: PhotoListModel,
        page: GalleryPage,
        stacking: Stacking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stacking = stacking
        self._found = PhotoList()
        self._library = library
        self._tasks = tasks
        self._model = model
        self._page = page
        self._states = GalleryStates(page)
        self._query: Query | None = None
        self._shown_query: Query | None = None
        self._status: ServiceStatus | None = None
        self._failed = False
        self._latest = Latest(tasks, Lane.QUERY)
        self._typing = self._timer(DEBOUNCE_MS, self._search_typed)
        self._refreshing = self._timer(REFRESH_MS, self.refresh)
        self._slow = self._timer(_LOADING_AFTER_MS, lambda: self._states.show_loading(self._status))
        model.records_wanted.connect(self._fetch)
        stacking.changed.connect(self._fold_again)
        bar = page.search_bar
        bar.text_edited.connect(lambda: self._typing.start())
        bar.submitted.connect(self._submit)
        bar.cleared.connect(lambda: self.search(None))
        bar.picture_removed.connect(self._leave_picture)

    @property
    def query(self) -> Query | None:
        """What is searched for; None shows all photos."""
        return self._query

    @property
    def failed(self) -> bool:
        """Whether the last query ended in an error."""
        return self._failed

    @property
    def next_step(self) -> NextStep:
        """What the button that is shown instead of photos does."""
        return self._states.next_step

    @property
    def text(self) -> str:
        """The text of the query, if it is one."""
        return self._query.text if isinstance(self._query, TextQuery) else ""

    @property
    def parse(self) -> Parse:
        """How its text was understood, with what was searched for instead once that is known."""
        found = self._found.parse
        typed = parse(self.text)
        return found if found is not None and found.text == typed.text else typed

    def search(self, query: Query | None) -> None:
        """Show the answer to `query`."""
        self._typing.stop()
        self._page.show_shelf(None)
        self._query = query
        self._page.search_bar.show_picture(self._picture_name(query))
        text = _words(query)
        if self._page.search_bar.text.strip() != text:
            self._page.search_bar.set_text(text)
        self.refresh()

    def refresh(self) -> None:
        """Ask again for what is shown."""
        self._refreshing.stop()
        query = self._query
        if query != self._shown_query:
            self._slow.start()
        work = self._library.newest_first if query is None else lambda: self._library.search(query)
        self._latest.run(work, self._show, self._fail)

    def drop_photos(self, photo_ids: Sequence[PhotoId]) -> None:
        """Take photos out of the list: they are in the trash now."""
        kept = ~np.isin(self._found.ids, list(photo_ids))
        if not kept.all():
            self._found = self._found.only(kept)
            self._fold_again()
            if not len(self._found):
                self._fold(self._found)
                self._states.show_empty(self._query, self._status)

    def library_changed(self) -> None:
        """Photos came or went: refresh soon, but not at every event; an empty gallery at once."""
        if self._query is None and not len(self._model.photos):
            self.refresh()
        elif not self._refreshing.isActive():
            self._refreshing.start()

    def show_status(self, status: ServiceStatus) -> None:
        """Keep what an empty gallery says up to date."""
        self._status = status
        if self._shown_query is None and self._query is None and not len(self._model.photos):
            self._states.show_empty(self._query, self._status)

    def retranslate(self) -> None:
        """Say an empty gallery's words in the current language."""
        if not len(self._model.photos):
            self.refresh()

    def stop(self) -> None:
        """Drop whatever is under way."""
        self._latest.cancel()
        for timer in (self._typing, self._refreshing, self._slow):
            timer.stop()

    def _search_typed(self) -> None:
        """Search for what stands in the field, beside the picture if there is one."""
        text = self._page.search_bar.text.strip()
        if isinstance(self._query, PictureQuery):
            self.search(replace(self._query, words=text))
        elif text:
            self.search(TextQuery(text))
        elif isinstance(self._query, TextQuery):
            self.search(None)

    def _leave_picture(self) -> None:
        """Search for the words alone, or show all photos."""
        text = self._page.search_bar.text.strip()
        self.search(TextQuery(text) if text else None)

    def _submit(self) -> None:
        self._search_typed()
        self._page.search_bar.left_downwards.emit()

    def _show(self, photos: PhotoList) -> None:
        self._slow.stop()
        self._failed = False
        same = self._shown_query == self._query
        self._shown_query = self._query
        kept = self._current_photos() if same else []
        self._model.forget_records()
        self._fold(photos)
        if not len(photos):
            self._states.show_empty(self._query, self._status)
        else:
            self._page.show_photos(self._model.photos, same_query=same)
            self._choose(kept)
        self.shown.emit()

    def _fold(self, photos: PhotoList) -> None:
        self._found = photos
        self._model.show_photos(*self._stacking.fold(photos))
        self._page.status_bar.show_photos(self._model.photos)

    def _fold_again(self) -> None:
        """Show the same photos with other stacks, or with one open or closed."""
        if len(self._found):
            kept = self._current_photos()
            self._fold(self._found)
            self._page.show_photos(self._model.photos, same_query=True)
            self._choose(kept)

    def _current_photos(self) -> list[PhotoId]:
        """The current photo, and those of its stack that can stand for it when it is folded."""
        row = self._page.grid.currentIndex().row()
        if row < 0:
            return []
        return [self._model.photo_id(row), *self._model.stacks.photos(row)]

    def _choose(self, photo_ids: list[PhotoId]) -> None:
        """Make the first of these photos that has a row the current one."""
        rows = (self._model.row_of(photo_id) for photo_id in photo_ids)
        row = next((row for row in rows if row >= 0), -1)
        self._page.grid.setCurrentIndex(self._model.index(row) if row >= 0 else QModelIndex())

    def _fail(self, error: Exception) -> None:
        self._slow.stop()
        self._failed = True
        self._shown_query = self._query
        self._fold(PhotoList())
        self._states.show_error(error)
        self.shown.emit()

    def _picture_name(self, query: Query | None) -> str:
        match query:
            case FileQuery(temporary=True):
                return self.tr("Pasted picture")
            case SimilarQuery() | FileQuery() | RegionQuery():
                return PurePath(query.path).name
            case _:
                return ""

    def _fetch(self, ids: list[PhotoId]) -> None:
        self._tasks.run(
            Lane.READER,
            lambda: self._library.photos(ids),
            self._model.add_records,
            self._tasks.complain,
        )

    def _timer(self, interval_ms: int, callback: object) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval_ms)
        timer.timeout.connect(callback)
        return timer


def _words(query: Query | None) -> str:
    """What stands in the search field beside the picture."""
    match query:
        case TextQuery(text):
            return text
        case SimilarQuery() | FileQuery() | RegionQuery():
            return query.words
        case _:
            return ""
