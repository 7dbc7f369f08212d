"""What the gallery says instead of photos, each time with a next step where there is one."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.queries import FavouritesQuery, FolderQuery, scope_of
from desktop.sentences import error_sentence
from indexer.api import QueryError, ServiceState, ServiceUnavailable

if TYPE_CHECKING:
    from desktop.queries import Query
    from desktop.views.gallery_page import GalleryPage
    from indexer.api import ServiceStatus

_WORKING = (ServiceState.SCANNING, ServiceState.INDEXING)


class NextStep(Enum):
    """What the button of a state does."""

    FOLDERS = auto()
    RETRY = auto()
    ALL_PHOTOS = auto()
    WIDEN = auto()
    """The same search in the whole library."""


class GalleryStates(QObject):
    """Main thread only."""

    def __init__(self, page: GalleryPage) -> None:
        super().__init__(page)
        self._page = page
        self.next_step = NextStep.FOLDERS
        """What the button offered last does."""

    def show_loading(self, status: ServiceStatus | None) -> None:
        """A search that takes its time."""
        loaded = status is not None and status.worker_running
        slow = self.tr("The first search takes a few seconds: the model is being loaded.")
        self._page.show_state("search", self.tr("Searching…"), "" if loaded else slow)

    def show_empty(self, query: Query | None, status: ServiceStatus | None) -> None:
        """Nothing found, or nothing there yet."""
        indexed = status.counts.indexed if status is not None else 0
        if query is not None and indexed:
            self._show_without_hits(query)
        elif status is None or status.state in _WORKING:
            self._page.show_state(
                "image",
                self.tr("Your photos appear here"),
                self.tr("Pixlore is looking through your folders. You can search while it does."),
            )
        else:
            self._show_without_photos(query)

    def show_error(self, error: Exception, *, told: bool) -> None:
        """A search that failed. `told`: the chips of the query say why."""
        if isinstance(error, QueryError):
            self.next_step = NextStep.ALL_PHOTOS
            text = "" if told else error_sentence(error)
            title, step = self.tr("This search did not work"), self.tr("Show all photos")
            self._page.show_state("warning", title, text, step)
            return
        self.next_step = NextStep.RETRY
        lost = isinstance(error, ServiceUnavailable)
        title = (
            self.tr("The background service does not answer")
            if lost
            else self.tr("This search did not work")
        )
        self._page.show_state("warning", title, error_sentence(error), self.tr("Try again"))

    def _show_without_photos(self, query: Query | None) -> None:
        self.next_step = NextStep.FOLDERS
        if query is not None:
            self._page.show_state(
                "search",
                self.tr("There is nothing to search yet"),
                self.tr("No photo has been read so far."),
                self.tr("Folders…"),
            )
            return
        self._page.show_state(
            "folder",
            self.tr("No photos in your folders"),
            self.tr("Add a folder that has photos in it, or copy some into a watched one."),
            self.tr("Folders…"),
        )

    def _show_without_hits(self, query: Query) -> None:
        self.next_step = NextStep.ALL_PHOTOS
        everything = self.tr("Show all photos")
        match query:
            case FavouritesQuery():
                self._page.show_state(
                    "heart",
                    self.tr("No favourites yet"),
                    self.tr("Press the heart of a photo, and it is found here."),
                    everything,
                )
            case FolderQuery():
                self._page.show_state(
                    "folder",
                    self.tr("No photos in this folder"),
                    self.tr("Photos that are copied into it appear here by themselves."),
                    everything,
                )
            case _ if scope_of(query) is not None:
                self.next_step = NextStep.WIDEN
                self._page.show_state(
                    "search",
                    self.tr("No photo here fits this search"),
                    self.tr("Only a part of your photos was searched."),
                    self.tr("Search all photos"),
                )
            case _:
                self._page.show_state(
                    "search",
                    self.tr("No photo fits this search"),
                    self.tr("Take one of its parts away, or say it in other words."),
                    everything,
                )
