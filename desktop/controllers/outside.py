"""What leaves the window: opening a photo elsewhere, its folder, the clipboard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from indexer.api import FileUnavailable, NotAPhoto, format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QImage

_FILE_SERVICE = "org.freedesktop.FileManager1"


class Outside:
    """The system around the window. `open_url` may be replaced in tests."""

    def __init__(self, open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl) -> None:
        self._open_url = open_url

    def open_photo(self, path: str) -> None:
        """Open a photo with the system's own program.

        Opening is running: only the formats that Pixlore indexes are ever handed over.

        Raises:
            FileUnavailable: the file is not there.
            NotAPhoto: the name is not that of a photo.
        """
        if format_of(path) is None:
            raise NotAPhoto("Only photos are opened from here. Open the file in its own program.")
        if not Path(path).is_file():
            raise FileUnavailable("The file is not there. Connect its drive, or look for it again.")
        self._open_url(QUrl.fromLocalFile(path))

    def open_folder(self, path: str) -> None:
        """Open a folder in the file manager."""
        self._open_url(QUrl.fromLocalFile(path))

    def show_in_folder(self, path: str) -> None:
        """Open the file manager with the file selected, where the system can."""
        if sys.platform == "win32":
            subprocess.Popen(["explorer", "/select,", path])
        elif sys.platform == "darwin":
            subprocess.Popen(["open", "-R", path])
        elif not _ask_file_service(path):
            self._open_url(QUrl.fromLocalFile(str(Path(path).parent)))


def copy_paths(paths: Sequence[str]) -> None:
    """Put paths on the clipboard, one a line."""
    QGuiApplication.clipboard().setText("\n".join(paths))


def copy_photos(paths: Sequence[str], image: QImage | None = None) -> None:
    """Put photos on the clipboard: as files, and one also as a picture."""
    mime = mime_of_files(paths)
    if image is not None:
        mime.setImageData(image)
    QGuiApplication.clipboard().setMimeData(mime)


def mime_of_files(paths: Sequence[str]) -> QMimeData:
    """Files as the clipboard and drag and drop carry them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def _ask_file_service(path: str) -> bool:
    """Ask the desktop's file manager over D-Bus; False where there is none."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    place = "/" + _FILE_SERVICE.replace(".", "/")
    message = QDBusMessage.createMethodCall(_FILE_SERVICE, place, _FILE_SERVICE, "ShowItems")
    message.setArguments([[QUrl.fromLocalFile(path).toString()], ""])
    answer = bus.call(message)
    return answer.type() is not QDBusMessage.MessageType.ErrorMessage
