"""Turns a stored thumbnail into an image, without Qt's guessing at what kind of file it is.

Qt would ask every image plugin, also that of SVG, which connects a signal while Python's lock is
held: when the main thread disconnects one at that moment and waits for the lock, both wait for
ever.
"""

from __future__ import annotations

from PySide6.QtGui import QImage

_FORMATS = {b"\xff\xd8": "JPG", b"P6": "PPM"}
"""How thumbnails are stored, and how those made from a photo arrive, by their first two bytes."""


def thumbnail_image(stored: bytes) -> QImage:
    """The image, null when it cannot be read. Any thread."""
    kind = _FORMATS.get(stored[:2])
    if kind is None:
        return QImage()
    return QImage.fromData(stored, kind)  # type: ignore[arg-type]  # PySide's stub says bytes
