"""Makes a grid cell's picture from thumbnail bytes. Runs off the main thread: QImage only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath

from desktop.thumbnails.decoding import thumbnail_image

if TYPE_CHECKING:
    from desktop.thumbnails.cache import ThumbnailKey

CORNER_RADIUS = 8
"""Of a photo in the grid, in logical pixels."""


def cell_picture(thumbnail: bytes, key: ThumbnailKey) -> QImage | None:
    """A thumbnail that fills the size of `key`, its corners rounded; None if unreadable.

    What does not fit is cut off evenly at both sides. The result needs no more work to be painted.
    """
    source = thumbnail_image(thumbnail)
    if source.isNull():
        return None
    filled = source.scaled(
        QSize(key.width, key.height),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (filled.width() - key.width) // 2, (filled.height() - key.height) // 2
    return _rounded(filled.copy(left, top, key.width, key.height), key.radius)


def _rounded(picture: QImage, radius: int) -> QImage:
    result = QImage(picture.size(), QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(result.rect()), radius, radius)
    with QPainter(result) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outline, QBrush(picture))
    return result
