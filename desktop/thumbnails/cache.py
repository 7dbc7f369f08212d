"""Keeps the pixmaps used last, within a limit of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap


class ThumbnailKey(NamedTuple):
    """One thumbnail at one size: `side` in device pixels."""

    content_id: bytes
    side: int


class PixmapCache:
    """Least recently used out first. Main thread only."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pixmaps: OrderedDict[ThumbnailKey, QPixmap] = OrderedDict()

    @property
    def bytes_held(self) -> int:
        """What the pixmaps take in memory."""
        return self._bytes

    def find(self, key: ThumbnailKey) -> QPixmap | None:
        """The pixmap, now the most recently used; None if it is not held."""
        pixmap = self._pixmaps.get(key)
        if pixmap is not None:
            self._pixmaps.move_to_end(key)
        return pixmap

    def keep(self, key: ThumbnailKey, pixmap: QPixmap) -> None:
        """Hold a pixmap and let go of the oldest ones beyond the limit."""
        self._drop(key)
        self._pixmaps[key] = pixmap
        self._bytes += _bytes_of(pixmap)
        self.limit(self._most_bytes)

    def limit(self, most_bytes: int) -> None:
        """Hold at most this much from now on."""
        self._most_bytes = most_bytes
        while self._bytes > self._most_bytes and len(self._pixmaps) > 1:
            self._drop(next(iter(self._pixmaps)))

    def clear(self) -> None:
        """Let go of everything."""
        self._pixmaps.clear()
        self._bytes = 0

    def _drop(self, key: ThumbnailKey) -> None:
        pixmap = self._pixmaps.pop(key, None)
        if pixmap is not None:
            self._bytes -= _bytes_of(pixmap)


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8
