"""Renders the one SVG of the program into every size and format that the systems want."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from project import APP_ID, BUILD, PROJECT

SVG = PROJECT / "resources" / "icons" / "pixlore.svg"
LINUX_SIDES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
WINDOWS_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
MACOS_SIDES = (16, 32, 64, 128, 256, 512, 1024)


def render_all(folder: Path = BUILD / "icons") -> Path:
    """Write hicolor PNGs, `pixlore.ico` and `pixlore.icns` into `folder`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    images = _render({*LINUX_SIDES, *WINDOWS_SIDES, *MACOS_SIDES})
    for side in LINUX_SIDES:
        place = folder / "hicolor" / f"{side}x{side}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        images[side].save(place / f"{APP_ID}.png", optimize=True)
    _save(images, folder / "pixlore.ico", WINDOWS_SIDES)
    _save(images, folder / "pixlore.icns", MACOS_SIDES)
    return folder


def _save(images: dict[int, Image.Image], path: Path, sides: tuple[int, ...]) -> None:
    """One file of several sizes, each drawn from the vector and not scaled from another."""
    largest, *others = sorted((images[side] for side in sides), key=lambda image: -image.width)
    sizes = [(side, side) for side in sides]
    largest.save(path, sizes=sizes, append_images=others)


def _render(sides: set[int]) -> dict[int, Image.Image]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication([])
    images = {side: _render_one(side) for side in sorted(sides)}
    del application
    return images


def _render_one(side: int) -> Image.Image:
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(SVG))
    if not renderer.isValid():
        raise SystemExit(f"{SVG} is not an SVG that Qt can draw.")
    canvas = QImage(side, side, QImage.Format.Format_RGBA8888)
    canvas.fill(0)
    painter = QPainter(canvas)
    renderer.render(painter)
    painter.end()
    pixels = bytes(canvas.constBits())
    return Image.frombuffer("RGBA", (side, side), pixels, "raw", "RGBA", canvas.bytesPerLine(), 1)
