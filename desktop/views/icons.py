"""Icons drawn as SVG, tinted to the look and crisp on every screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from indexer.api import resource_path

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

_SIDES = (16, 20, 24, 32, 40, 48, 64, 96)


def icon(name: str, color: QColor) -> QIcon:
    """The icon `resources/icons/NAME.svg` in `color`."""
    return _icon(name, color.name())


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return _icon("pixlore", "")


def picture(name: str, color: QColor, side: int, ratio: float) -> QPixmap:
    """The icon as a pixmap of `side` logical pixels for a screen with `ratio` pixels to each."""
    return _picture(name, color.name(), side, ratio)


@cache
def _picture(name: str, color: str, side: int, ratio: float) -> QPixmap:
    pixmap = _draw(name, color, round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _icon(name: str, color: str) -> QIcon:
    result = QIcon()
    for side in _SIDES:
        result.addPixmap(_draw(name, color, side))
    return result


def _draw(name: str, color: str, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    svg = _source(name).replace(b"currentColor", color.encode())
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


@cache
def _source(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()
