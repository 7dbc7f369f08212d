"""Folds copies and bursts of every list into stacks, and opens and closes them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.stack_book import StackBook
from desktop.tasks import Lane, Latest
from indexer.api import ServiceState

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.photo_list import PhotoList
    from desktop.settings import WindowSettings
    from desktop.stack_book import Stacks
    from desktop.tasks import Tasks
    from indexer.api import PhotoId, ServiceStatus

log = logging.getLogger(__name__)

_BUSY = (ServiceState.SCANNING, ServiceState.INDEXING)
_REST_MS = 1500
"""So long the indexer rests before the library is compared: a start has better things to do."""


class Stacking(QObject):
    """Knows the stacks of the library. Main thread only; they are found on `Lane.COMPARING`."""

    changed = Signal()
    """Lists fold otherwise from now on."""

    def __init__(
        self,
        library: PhotoLibrary,
        tasks: Tasks,
        model: PhotoListModel,
        settings: WindowSettings,
        stored: Path,
    ) -> None:
        """`stored`: where the stacks are kept, so that the next start shows them at once."""
        super().__init__(model)
        self._model = model
        self._library = library
        self._settings = settings
        self._stored = stored
        self._book = StackBook.read(stored)
        self._opened: set[PhotoId] = set()
        self._latest = Latest(tasks, Lane.COMPARING)
        self._stale = True
        self._idle = False
        self._going = True
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._compare)

    @property
    def on(self) -> bool:
        """Whether stacks are shown as such at all."""
        return self._settings.stacking

    def turn(self, on: bool) -> None:
        """Show stacks, or each photo by itself."""
        self._settings.stacking = on
        self._opened.clear()
        self.changed.emit()

    def fold(self, photos: PhotoList) -> tuple[PhotoList, Stacks]:
        """A list as it is to be shown."""
        book = self._book if self.on else StackBook()
        return book.fold(photos, self._opened)

    def toggle(self, row: int) -> None:
        """Open the stack of a row of the model, or close it."""
        photo_ids = self._model.stacks.photos(row)
        if self._opened.isdisjoint(photo_ids):
            self._opened.update(photo_ids)
        else:
            self._opened.difference_update(photo_ids)
        self.changed.emit()

    def library_changed(self) -> None:
        """Compare again as soon as the indexer rests."""
        self._stale = True
        self._wait_for_rest()

    def show_status(self, status: ServiceStatus) -> None:
        """Compare the library when it changed and nothing else is to do."""
        self._idle = status.state not in _BUSY
        self._wait_for_rest()

    def stop(self) -> None:
        """Compare no more."""
        self._going = False
        self._rest.stop()
        self._latest.cancel()

    def _wait_for_rest(self) -> None:
        if not self._idle:
            self._rest.stop()
        elif self._stale and not self._rest.isActive():
            self._rest.start()

    def _compare(self) -> None:
        self._stale = False
        self._latest.run(self._find, self._show, self._latest.complain)

    def _find(self) -> StackBook:
        """Blocks; runs on the lane."""
        book = StackBook(self._library.stacks(lambda _done: self._going))
        if self._going:
            try:
                book.write(self._stored)
            except OSError:
                log.warning("The stacks could not be stored for the next start", exc_info=True)
        return book

    def _show(self, book: StackBook) -> None:
        if book.equals(self._book):
            return  # laying out a large library again can be felt
        self._book = book
        self.changed.emit()
