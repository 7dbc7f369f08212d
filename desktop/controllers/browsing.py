"""Fills the sidebar and follows what is chosen there."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from desktop.library import Shelves
from desktop.queries import FavouritesQuery, FolderQuery, TextQuery, scope_of
from desktop.shelf import Shelf
from desktop.tasks import Lane, Latest
from desktop.views.sidebar import Entry, Group

if TYPE_CHECKING:
    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.queries import Query
    from desktop.tasks import Tasks
    from desktop.views.gallery_page import GalleryPage

_REFRESH_MS = 1500
"""The least time between two looks while photos stream in."""


class Browsing(QObject):
    """Main thread only."""

    query_chosen = Signal(object)
    """A query, or None for all photos."""
    shelf_chosen = Signal(Shelf)

    def __init__(
        self, library: PhotoLibrary, tasks: Tasks, model: PhotoListModel, page: GalleryPage
    ) -> None:
        super().__init__(page)
        self._library = library
        self._model = model
        self._page = page
        self._shelves = Shelves()
        self._latest = Latest(tasks, Lane.READER)
        self._waiting = QTimer(self, singleShot=True, interval=_REFRESH_MS)
        self._waiting.timeout.connect(self.refresh)
        page.sidebar.chosen.connect(self._choose)
        self.retranslate()

    def refresh(self) -> None:
        """Look again at what there is to choose from."""
        self._waiting.stop()
        self._latest.run(self._library.shelves, self._show, self._latest.complain)

    def library_changed(self) -> None:
        """Look again soon, but not at every event."""
        if not self._waiting.isActive():
            self._waiting.start()

    def show_query(self, query: Query | None) -> None:
        """Mark what the gallery shows: its query, else the place that it searches."""
        shelf, scope = self._page.shelf, scope_of(query)
        if shelf is not None:
            self._page.sidebar.show_current(shelf)
        elif scope is not None:
            self._page.sidebar.show_current(query, scope)
        else:
            self._page.sidebar.show_current(query)

    def retranslate(self) -> None:
        """Name everything in the current language."""
        shelves = self._shelves
        photos = Entry(None, self.tr("All photos"), "image", _number(shelves.photos))
        hearts = Entry(
            FavouritesQuery(), self.tr("Favourites"), "heart", _number(len(shelves.favourites))
        )
        duplicates = Entry(Shelf.DUPLICATES, self.tr("Duplicates"), "duplicates")
        places = Entry(Shelf.PLACES, self.tr("Places"), "place")
        folders = tuple(_tree(top, below) for top, below in shelves.folders)
        searches = tuple(
            Entry(TextQuery(text), name, "bookmark", tool_tip=text)
            for name, text in shelves.searches
        )
        concepts = tuple(Entry(TextQuery(f"#{name}"), name, "concept") for name in shelves.concepts)
        self._page.sidebar.show_groups(
            [
                Group("", (photos, hearts, places, duplicates)),
                Group(self.tr("Saved searches"), searches),
                Group(self.tr("Concepts"), concepts),
                Group(self.tr("Folders"), folders),
            ]
        )

    def _choose(self, key: object) -> None:
        if isinstance(key, Shelf):
            self.shelf_chosen.emit(key)
        else:
            self.query_chosen.emit(key)

    def stop(self) -> None:
        """Look no more."""
        self._waiting.stop()
        self._latest.cancel()

    def _show(self, shelves: Shelves) -> None:
        self._shelves = shelves
        self._model.show_favourites(shelves.favourites)
        self.retranslate()


def _tree(top: str, directories: tuple[str, ...]) -> Entry:
    """A watched folder with the folders in it; `directories` relative to it and sorted."""
    children: dict[str, list[str]] = {}
    for directory in directories:
        if directory:
            children.setdefault(directory.rpartition("/")[0], []).append(directory)

    def entry(directory: str) -> Entry:
        path = os.path.join(top, *directory.split("/")) if directory else top  # noqa: PTH118
        below = tuple(entry(child) for child in children.get(directory, ()))
        name = PurePath(path).name or path
        return Entry(FolderQuery(path), name, "folder", tool_tip=path, children=below)

    return entry("")


def _number(count: int) -> str:
    return QLocale().toString(count) if count else ""
