"""Makes a grid cell's picture from thumbnail bytes. Runs off the main thread: QImage only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath

from desktop.thumbnails.decoding import thumbnail_image

if TYPE_CHECKING:
    from desktop.thumbnails.cache import ThumbnailKey

CORNER_RADIUS = 8
"""Of a photo in the grid, in logical pixels."""
_SLIVER = 12.0
"""Longer to shorter side of a picture that need not fill its cell ..."""
_MOST_ENLARGED = 2
"""... where it would have to be enlarged by more than this."""


def cell_picture(thumbnail: bytes, key: ThumbnailKey) -> QImage | None:
    """A thumbnail that fills the size of `key`, its corners rounded.

    None if it is unreadable, or if a very small window leaves the cell no room.

    What does not fit is cut off evenly at both sides; a sliver lies in the middle
    instead. The result needs no more work to be painted.
    """
    source = thumbnail_image(thumbnail)
    cell = QSize(key.width, key.height)
    if source.isNull() or cell.isEmpty():
        return None
    room = _room(source.size(), cell)
    filled = source.copy(_middle(source.size(), room)).scaled(
        room, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return _rounded(filled, cell, key.radius)


def _middle(source: QSize, shape: QSize) -> QRect:
    """The largest part in the middle of a picture that has the shape."""
    size = shape.scaled(source, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    left, top = (source.width() - size.width()) // 2, (source.height() - size.height()) // 2
    return QRect(left, top, size.width(), size.height())


def is_sliver(width: int, height: int) -> bool:
    """Whether a picture of this size may leave a part of its cell free."""
    return max(width, height) >= _SLIVER * min(width, height)


def _room(source: QSize, cell: QSize) -> QSize:
    """What a picture takes of its cell: a sliver would only be a blur if it filled the cell."""
    enlarged = cell.height() / _middle(source, cell).height()
    if not is_sliver(source.width(), source.height()) or enlarged <= _MOST_ENLARGED:
        return cell
    return (source * _MOST_ENLARGED).boundedTo(cell)


def _rounded(picture: QImage, cell: QSize, radius: int) -> QImage:
    result = QImage(cell, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    left, top = (cell.width() - picture.width()) // 2, (cell.height() - picture.height()) // 2
    room = QRectF(left, top, picture.width(), picture.height())
    outline.addRoundedRect(room, radius, radius)
    with QPainter(result) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrushOrigin(room.topLeft())
        painter.fillPath(outline, QBrush(picture))
    return result
