"""What hangs at the pointer while photos are dragged: the photo, and how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

if TYPE_CHECKING:
    from desktop.views.photo_grid import PhotoGrid

_SIDE = 96
_BADGE = 26


def drag_picture(grid: PhotoGrid, count: int) -> QPixmap:
    """The current cell of the grid made small, with a number on it for more than one photo."""
    cell = grid.visualRect(grid.currentIndex()).intersected(grid.viewport().rect())
    ratio = grid.devicePixelRatioF()
    if cell.isEmpty():
        cell = QRect(0, 0, 1, 1)  # the list changed, or it was scrolled out of sight
    small = (
        grid.viewport()
        .grab(cell)
        .scaled(
            QSize(_SIDE, _SIDE) * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    )
    if count > 1:
        _paint_number(small, count, ratio)
    return small


def _paint_number(picture: QPixmap, count: int, ratio: float) -> None:
    with QPainter(picture) as painter:
        _paint_badge(painter, picture.width() / ratio, str(count))


def _paint_badge(painter: QPainter, width: float, text: str) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = painter.fontMetrics().horizontalAdvance(text) + 16
    spot = QRectF(width - max(room, _BADGE) - 4, 4, max(room, _BADGE), _BADGE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#d9363e"))
    painter.drawRoundedRect(spot, _BADGE / 2, _BADGE / 2)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)
