"""Icons drawn as SVG, tinted to the look and crisp on every screen."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from indexer.api import resource_path

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

_APP_SIDES = (16, 20, 24, 32, 40, 48, 64, 96)
_SIDES = (14, 16, 20, 24)
"""Of buttons and menus, in logical pixels; each is drawn for the sharpest screen there is."""
_LARGE = 64
"""Scaled down where another side is asked for, or a sharper screen is plugged in later."""


def icon(name: str, color: QColor) -> QIcon:
    """The icon `resources/icons/NAME.svg` in `color`."""
    ratio = max([screen.devicePixelRatio() for screen in QGuiApplication.screens()], default=1.0)
    return _icon(name, color.name(), (*(round(side * ratio) for side in _SIDES), _LARGE))


def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    return _icon("pixlore", "", _APP_SIDES)


def picture(name: str, color: QColor, side: int, ratio: float) -> QPixmap:
    """The icon as a pixmap of `side` logical pixels for a screen with `ratio` pixels to each."""
    return _picture(name, color.name(), side, ratio)


@cache
def _picture(name: str, color: str, side: int, ratio: float) -> QPixmap:
    pixmap = _draw(_drawing(name, color), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def _icon(name: str, color: str, sides: tuple[int, ...]) -> QIcon:
    drawing = _drawing(name, color)
    result = QIcon()
    for side in sides:
        result.addPixmap(_draw(drawing, side))
    return result


def _draw(drawing: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        drawing.render(painter, QRectF(0, 0, side, side))
    return pixmap


def _drawing(name: str, color: str) -> QSvgRenderer:
    svg = _source(name).replace(b"currentColor", color.encode())
    return QSvgRenderer(QByteArray(svg))


@cache
def _source(name: str) -> bytes:
    return resource_path("icons", f"{name}.svg").read_bytes()
