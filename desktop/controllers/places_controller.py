"""Fills the places page, and searches for the place that is chosen there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.queries import TextQuery
from desktop.tasks import Lane, Latest

if TYPE_CHECKING:
    from desktop.library import PhotoLibrary
    from desktop.tasks import Tasks
    from desktop.views.places_page import PlacesPage


class PlacesController(QObject):
    """Main thread only."""

    query_chosen = Signal(object)

    def __init__(self, page: PlacesPage, library: PhotoLibrary, tasks: Tasks) -> None:
        super().__init__(page)
        self._page = page
        self._library = library
        self._latest = Latest(tasks, Lane.READER)
        page.query_chosen.connect(lambda text: self.query_chosen.emit(TextQuery(text)))

    def open(self) -> None:
        """Look where photos were taken, and show it."""
        self._latest.run(self._library.places, self._page.show_places, self._latest.complain)
