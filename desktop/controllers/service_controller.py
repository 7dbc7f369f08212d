"""Shows what the background service does, and asks it for folders, pause and second tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.sentences import error_sentence
from desktop.tasks import Lane
from desktop.views.failed_page import FailedPage
from desktop.views.folders_page import FoldersPage
from desktop.views.preferences.window import Chapter
from desktop.views.question import Question
from desktop.views.table_page import TableDialog

if TYPE_CHECKING:
    from desktop.controllers.outside import Outside
    from desktop.indexer_client import IndexerClient
    from desktop.library import PhotoLibrary
    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from indexer.api import PhotoRecord, ServiceStatus


class ServiceController(QObject):
    """Main thread only."""

    status_changed = Signal(object)
    settings_asked = Signal(Chapter)

    def __init__(
        self,
        window: MainWindow,
        client: IndexerClient,
        library: PhotoLibrary,
        tasks: Tasks,
        outside: Outside,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._client = client
        self._library = library
        self._tasks = tasks
        self.outside = outside
        self._status: ServiceStatus | None = None
        self._adding = False
        self._folders: FoldersPage | None = None
        self._failed: FailedPage | None = None
        client.status_changed.connect(self._show_status)
        client.folders_changed.connect(self._ask_status)
        client.lost.connect(self._lost)
        window.welcome.folder_chosen.connect(self.add_folder)
        bar = window.gallery.status_bar
        bar.pause_asked.connect(self.pause)
        bar.resume_asked.connect(self.resume)
        bar.folders_asked.connect(self.open_folders)
        bar.details_asked.connect(lambda: self.settings_asked.emit(Chapter.INDEXING))
        bar.failed_asked.connect(self.open_failed)

    @property
    def status(self) -> ServiceStatus | None:
        """What the service last said."""
        return self._status

    @property
    def needs_folder(self) -> bool:
        """Whether no folder is watched, and none is being added."""
        return self._status is not None and not self._status.folders and not self._adding

    def add_folder(self, path: str) -> None:
        """Watch a folder and begin to index it."""
        self._adding = True
        self._window.welcome.show_error("")
        self._client.ask("add_folder", self._folder_added, self._not_added, path=path)

    def offer_folder(self, path: str) -> None:
        """Ask whether to watch a folder that was dropped or named on the command line."""
        question = Question(
            self._window,
            self.tr("Search the photos in this folder?"),
            path,
            self.tr("Search this folder"),
            self.tr("Not now"),
        )
        question.accepted.connect(lambda: self.add_folder(path))
        question.open()

    def pause(self) -> None:
        """Let no further photo be indexed."""
        self._client.ask("pause", self._ask_status)

    def resume(self) -> None:
        """Go on indexing."""
        self._client.ask("resume", self._ask_status)

    def open_folders(self) -> None:
        """Show the watched folders in the settings window."""
        self.settings_asked.emit(Chapter.FOLDERS)

    def make_folders_page(self) -> FoldersPage:
        """A page of the watched folders, kept filled until it is destroyed."""
        page = FoldersPage()
        self._folders = page
        page.add_asked.connect(self.add_folder)
        page.remove_asked.connect(self._remove_folder)
        page.missing_accepted.connect(self._accept_missing)
        page.excludes_chosen.connect(self._choose_excludes)
        page.destroyed.connect(self._forget_folders)
        if self._status is not None:
            page.show_folders(self._status.folders)
        return page

    def open_failed(self) -> None:
        """Open the dialog of the files that failed."""
        page = FailedPage()
        self._failed = page
        page.retry_asked.connect(self._retry)
        page.retry_chosen.connect(self._retry_chosen)
        page.reveal_asked.connect(self.outside.show_in_folder)
        dialog = TableDialog(self._window, page)
        dialog.finished.connect(dialog.deleteLater)
        page.destroyed.connect(self._forget_failed)
        self._fill_failed()
        dialog.open()

    def _show_status(self, status: ServiceStatus) -> None:
        failed_before = self._status.counts.failed if self._status else 0
        self._status = status
        self._adding = self._adding and not status.folders
        self._window.gallery.status_bar.show_status(status)
        if self._folders is not None:
            self._folders.show_folders(status.folders)
        if status.counts.failed != failed_before:
            self._fill_failed()
        self.status_changed.emit(status)

    def _ask_status(self, _answer: object = None) -> None:
        self._tasks.run(
            Lane.SERVICE,
            lambda: self._library.service().status(),
            self._show_status,
            self._tasks.complain,
        )

    def _lost(self, _message: str) -> None:
        self._window.gallery.status_bar.show_problem(
            self.tr("The background service is not running. Starting it again…")
        )

    def _folder_added(self, _answer: object) -> None:
        self._window.left_photo.emit()  # a photo may be open: it is closed, not only covered
        self._window.show_gallery()
        self._ask_status()

    def _not_added(self, error: Exception) -> None:
        self._adding = False
        self._window.welcome.show_error(error_sentence(error))
        if self._folders is not None:
            self._folders.show_error(error)

    def _remove_folder(self, path: str) -> None:
        self._client.ask("remove_folder", self._ask_status, self._not_changed, path=path)

    def _accept_missing(self, path: str) -> None:
        self._client.ask("accept_missing", self._ask_status, self._not_changed, path=path)

    def _choose_excludes(self, path: str, patterns: list[str]) -> None:
        self._client.ask(
            "set_folder", self._ask_status, self._not_changed, path=path, excludes=patterns
        )

    def _not_changed(self, error: Exception) -> None:
        if self._folders is not None:
            self._folders.show_error(error)

    def _retry(self) -> None:
        self._client.ask("retry_failed", self._ask_status)

    def _retry_chosen(self, paths: list[str]) -> None:
        for path in paths:
            self._client.ask("retry_failed", self._ask_status, path=path)

    def _fill_failed(self) -> None:
        if self._failed is not None:
            self._tasks.run(
                Lane.READER, self._library.failed, self._show_failed, self._tasks.complain
            )

    def _show_failed(self, records: list[PhotoRecord]) -> None:
        if self._failed is not None:
            self._failed.show_records(records)

    def _forget_folders(self) -> None:
        self._folders = None

    def _forget_failed(self) -> None:
        self._failed = None
