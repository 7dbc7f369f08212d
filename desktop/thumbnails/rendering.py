"""Makes a grid cell's picture from thumbnail bytes. Runs off the main thread: QImage only."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPainterPath

CORNER_FRACTION = 0.045
"""Corner radius of a cell as a fraction of its side."""


def square_cell(thumbnail: bytes, side: int) -> QImage | None:
    """The middle square of a thumbnail, `side` pixels wide, corners rounded; None if unreadable."""
    source = QImage.fromData(thumbnail)
    if source.isNull():
        return None
    filled = source.scaled(
        QSize(side, side),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    left, top = (filled.width() - side) // 2, (filled.height() - side) // 2
    return _rounded(filled.copy(left, top, side, side))


def _rounded(square: QImage) -> QImage:
    side = square.width()
    result = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    radius = side * CORNER_FRACTION
    outline.addRoundedRect(QRectF(0, 0, side, side), radius, radius)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(outline, QBrush(square))
    painter.end()
    return result
