"""What comes into the window from outside: drops, the clipboard, paths on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from desktop.controllers.pictures import DroppedPictures
from desktop.queries import FileQuery
from desktop.tasks import Lane
from indexer.api import format_of

if TYPE_CHECKING:
    from desktop.tasks import Tasks


class Arrivals(QObject):
    """Turns them into queries and folders to add. Main thread only."""

    query_made = Signal(object)
    """By a picture that was dropped or pasted here."""
    query_given = Signal(object)
    """By a photo on the command line."""
    folder_brought = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pictures = DroppedPictures()

    def take(self, mime: QMimeData) -> bool:
        """Search by a dropped or pasted photo, or add a dropped folder; False: it was neither."""
        query = self._pictures.file_query(mime)
        if query is not None:
            self.query_made.emit(query)
            return True
        image = self._pictures.image(mime)
        if image is not None:
            self._tasks.run(
                Lane.QUERY,
                lambda: self._pictures.save(image),
                self.query_made.emit,
                self._tasks.complain,
            )
            return True
        return self._take_folder([url.toLocalFile() for url in mime.urls()])

    def paste(self) -> bool:
        """Take what is on the clipboard."""
        return self.take(QGuiApplication.clipboard().mimeData())

    def take_arguments(self, paths: list[str]) -> None:
        """A photo on the command line is searched by; a folder is offered to be added."""
        for path in paths:
            absolute = str(Path(path).absolute())
            if Path(absolute).is_file() and format_of(absolute) is not None:
                self.query_given.emit(FileQuery(absolute))
                return
        self._take_folder([str(Path(path).absolute()) for path in paths])

    def stop(self) -> None:
        """Delete the pictures that were dropped."""
        self._pictures.close()

    def _take_folder(self, paths: list[str]) -> bool:
        for path in paths:
            if path and Path(path).is_dir():
                self.folder_brought.emit(path)
                return True
        return False
