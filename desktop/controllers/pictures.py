"""Turns what is dropped or pasted into a query: a photo file, or a picture from another program."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from desktop.queries import FileQuery
from indexer.api import format_of

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

_LONGEST_SIDE = 1600


class DroppedPictures:
    """Keeps pictures without a file in a folder of its own until `close`."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def file_query(self, mime: QMimeData) -> FileQuery | None:
        """The first photo file among the dropped ones."""
        for url in mime.urls():
            path = url.toLocalFile()
            if path and format_of(path) is not None and Path(path).is_file():
                return FileQuery(path)
        return None

    def image(self, mime: QMimeData) -> QImage | None:
        """The picture itself, such as a browser gives it."""
        image = mime.imageData() if mime.hasImage() else None
        return image if isinstance(image, QImage) and not image.isNull() else None

    def save(self, image: QImage) -> FileQuery:
        """Write the picture where the service can read it. Slow: not on the main thread."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="pixlore-pictures-")
        self._count += 1
        path = Path(self._folder.name) / f"picture-{self._count}.png"
        longest = max(image.width(), image.height())
        if longest > _LONGEST_SIDE:
            image = image.scaled(
                image.size() * (_LONGEST_SIDE / longest),
            )
        image.save(str(path))
        return FileQuery(str(path), temporary=True)

    def close(self) -> None:
        """Delete the pictures."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None
