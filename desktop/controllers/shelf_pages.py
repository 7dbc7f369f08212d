"""Composes the pages that stand in the place of the photos, and opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop.controllers.duplicates_controller import DuplicatesController
from desktop.controllers.places_controller import PlacesController
from desktop.shelf import Shelf
from desktop.views.duplicates.page import DuplicatesPage
from desktop.views.places_page import PlacesPage

if TYPE_CHECKING:
    from desktop.controllers.file_jobs import FileJobs
    from desktop.indexer_client import IndexerClient
    from desktop.library import PhotoLibrary
    from desktop.tasks import Tasks
    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.gallery_page import GalleryPage
    from desktop.views.theme import Theme


class Decisions(NamedTuple):
    """Whom the pages tell what a person decided: the service, and who handles files."""

    client: IndexerClient
    files: FileJobs


class ShelfPages(QObject):
    """Main thread only."""

    query_chosen = Signal(object)

    def __init__(
        self,
        gallery: GalleryPage,
        theme: Theme,
        thumbnails: ThumbnailProvider,
        library: PhotoLibrary,
        tasks: Tasks,
        decisions: Decisions,
    ) -> None:
        super().__init__(gallery)
        self._gallery = gallery
        self.duplicates_page = DuplicatesPage(theme, thumbnails)
        self.duplicates = DuplicatesController(
            self.duplicates_page, library, tasks, decisions.client, decisions.files
        )
        self.places_page = PlacesPage(theme)
        self.places = PlacesController(self.places_page, library, tasks)
        gallery.add_shelf(Shelf.DUPLICATES, self.duplicates_page)
        gallery.add_shelf(Shelf.PLACES, self.places_page)
        self.places.query_chosen.connect(self.query_chosen)

    def open(self, shelf: Shelf) -> None:
        """Show a page in the place of the photos."""
        self._gallery.show_shelf(shelf)
        match shelf:
            case Shelf.DUPLICATES:
                self.duplicates.open()
            case Shelf.PLACES:
                self.places.open()

    def stop(self) -> None:
        """Drop what is under way."""
        self.duplicates.stop()
