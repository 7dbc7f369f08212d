"""Keeps the pixmaps used last, within a limit of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap


class ThumbnailKey(NamedTuple):
    """One thumbnail cut to one size; all measures in device pixels."""

    content_id: bytes
    width: int
    height: int
    radius: int
    """How far the corners are rounded."""


class PixmapCache:
    """Least recently used out first. Main thread only."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pixmaps: OrderedDict[ThumbnailKey, QPixmap] = OrderedDict()
        self._newest: dict[bytes, ThumbnailKey] = {}

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

    def find_any_size(self, content_id: bytes) -> QPixmap | None:
        """The same photo cut to another size: a stand-in while the right one is made."""
        key = self._newest.get(content_id)
        return None if key is None else self._pixmaps.get(key)

    def keep(self, key: ThumbnailKey, pixmap: QPixmap) -> None:
        """Hold a pixmap and let go of the oldest ones beyond the limit."""
        self._drop(key)
        self._pixmaps[key] = pixmap
        self._newest[key.content_id] = key
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
        self._newest.clear()
        self._bytes = 0

    def _drop(self, key: ThumbnailKey) -> None:
        pixmap = self._pixmaps.pop(key, None)
        if pixmap is not None:
            self._bytes -= _bytes_of(pixmap)
        if self._newest.get(key.content_id) == key:
            del self._newest[key.content_id]


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * pixmap.depth() // 8
