"""Decides what the gallery shows: all photos, a query's answer, or a state with a next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QTimer, Signal

from desktop.controllers.gallery_states import GalleryStates
from desktop.photo_list import PhotoList
from desktop.queries import TextQuery, scope_of, words_of
from desktop.tasks import Lane, Latest
from indexer.api import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.controllers.gallery_states import NextStep
    from desktop.controllers.stacking import Stacking
    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.queries import Query, Scope
    from desktop.tasks import Tasks
    from desktop.views.gallery_page import GalleryPage
    from indexer.api import Parse, PhotoId, ServiceStatus

REFRESH_MS = 700
"""The least time between two refreshes while photos stream in."""
_LOADING_AFTER_MS = 700


class GalleryController(QObject):
    """Owns the current query and the list of photos. Main thread only."""

    query_changed = Signal()
    """Another query is asked; its answer comes with `shown`."""
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
        self._refreshing = self._timer(REFRESH_MS, self.refresh)
        self._slow = self._timer(_LOADING_AFTER_MS, lambda: self._states.show_loading(self._status))
        model.records_wanted.connect(self._fetch)
        stacking.changed.connect(self._fold_again)

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
    def scope(self) -> Scope | None:
        """The part of the library that is searched or shown; None is all of it."""
        return scope_of(self._query)

    @property
    def parse(self) -> Parse:
        """How its words were understood, with what was searched for instead once that is known."""
        found = self._found.parse
        typed = parse(words_of(self._query))
        return found if found is not None and found.text == typed.text else typed

    def search(self, query: Query | None) -> None:
        """Show the answer to `query`."""
        self._page.show_shelf(None)
        self._query = query
        self.query_changed.emit()
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
        rows = [self._model.row_of(photo_id) for photo_id in photo_ids]
        row = min((row for row in rows if row >= 0), default=-1)
        kept = ~np.isin(self._found.ids, list(photo_ids))
        if not kept.all():
            self._found = self._found.only(kept)
            self._fold_again()
            if not len(self._found):
                self._fold(self._found)
                self._states.show_empty(self._query, self._status)
            elif row >= 0 and not self._page.grid.currentIndex().isValid():
                self._page.grid.setCurrentIndex(
                    self._model.index(min(row, self._model.rowCount() - 1))
                )

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
        for timer in (self._refreshing, self._slow):
            timer.stop()

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
        told = any(chip.message == str(error) for chip in self.parse.mistakes)
        self._states.show_error(error, told=told)
        self.shown.emit()

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
