"""Shows what the background service does, and asks it for folders, pause and second tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

from desktop.tasks import Lane
from desktop.views.failed_dialog import FailedDialog
from desktop.views.folders_dialog import FoldersDialog

if TYPE_CHECKING:
    from desktop.controllers.outside import Outside
    from desktop.indexer_client import IndexerClient
    from desktop.library import PhotoLibrary
    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from indexer.api import PhotoRecord, ServiceStatus

_YES_OR_NO = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No


class ServiceController(QObject):
    """Main thread only."""

    status_changed = Signal(object)

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
        self._outside = outside
        self._status: ServiceStatus | None = None
        self._adding = False
        self._folders: FoldersDialog | None = None
        self._failed: FailedDialog | None = None
        client.status_changed.connect(self._show_status)
        client.folders_changed.connect(self._ask_status)
        client.lost.connect(self._lost)
        window.welcome.folder_chosen.connect(self.add_folder)
        bar = window.gallery.status_bar
        bar.pause_asked.connect(lambda: client.ask("pause", self._ask_status))
        bar.resume_asked.connect(lambda: client.ask("resume", self._ask_status))
        bar.folders_asked.connect(self.open_folders)
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
        question = self.tr("Search the photos in this folder?") + "\n\n" + path
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Add folder"), question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setParent(self._window, box.windowFlags())
        box.setStandardButtons(_YES_OR_NO)
        box.accepted.connect(lambda: self.add_folder(path))
        box.finished.connect(box.deleteLater)
        box.open()

    def open_folders(self) -> None:
        """Open the dialog of the watched folders."""
        dialog = FoldersDialog(self._window)
        self._folders = dialog
        dialog.add_asked.connect(self.add_folder)
        dialog.remove_asked.connect(self._remove_folder)
        dialog.finished.connect(self._forget_folders)
        if self._status is not None:
            dialog.show_folders(self._status.folders)
        dialog.open()

    def open_failed(self) -> None:
        """Open the dialog of the files that failed."""
        dialog = FailedDialog(self._window)
        self._failed = dialog
        dialog.retry_asked.connect(self._retry)
        dialog.reveal_asked.connect(self._outside.show_in_folder)
        dialog.finished.connect(self._forget_failed)
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
        self._tasks.run(Lane.SERVICE, lambda: self._library.service().status(), self._show_status)

    def _lost(self, _message: str) -> None:
        self._window.gallery.status_bar.show_problem(
            self.tr("The background service is not running. Starting it again…")
        )

    def _folder_added(self, _answer: object) -> None:
        self._window.show_gallery()
        self._ask_status()

    def _not_added(self, error: Exception) -> None:
        self._adding = False
        self._window.welcome.show_error(str(error))
        if self._folders is not None:
            self._folders.show_error(error)

    def _remove_folder(self, path: str) -> None:
        failed = self._folders.show_error if self._folders is not None else self._not_added
        self._client.ask("remove_folder", self._ask_status, failed, path=path)

    def _retry(self) -> None:
        self._client.ask("retry_failed", self._ask_status)

    def _fill_failed(self) -> None:
        if self._failed is not None:
            self._tasks.run(Lane.READER, self._library.failed, self._show_failed)

    def _show_failed(self, records: list[PhotoRecord]) -> None:
        if self._failed is not None:
            self._failed.show_records(records)

    def _forget_folders(self) -> None:
        if self._folders is not None:
            self._folders.deleteLater()
            self._folders = None

    def _forget_failed(self) -> None:
        if self._failed is not None:
            self._failed.deleteLater()
            self._failed = None
