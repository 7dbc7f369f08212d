"""Gives thumbnails as pixmaps: at once when held, else later, the newest request first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.tasks import Lane
from desktop.thumbnails.cache import PixmapCache, ThumbnailKey
from desktop.thumbnails.rendering import CORNER_RADIUS, cell_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.tasks import Tasks

_CACHE_BYTES = 96 << 20
_MOST_WAITING = 256
_BATCH = 6
_MOST_RUNNING = 2

Loaded = list[tuple[ThumbnailKey, QImage | None]]


class ThumbnailProvider(QObject):
    """Thumbnails by content id. Main thread only; reading and decoding run on `Lane.THUMBNAILS`."""

    arrived = Signal()

    def __init__(
        self, tasks: Tasks, read: Callable[[bytes], bytes | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._read = read
        self._cache = PixmapCache(_CACHE_BYTES)
        self._waiting: OrderedDict[ThumbnailKey, None] = OrderedDict()
        self._loading: set[ThumbnailKey] = set()
        self._absent: set[ThumbnailKey] = set()
        self._running = 0

    def pixmap(self, content_id: bytes, size: QSize, ratio: float) -> QPixmap | None:
        """The thumbnail for a cell of `size` logical pixels on a screen of `ratio` pixels to each.

        When it is not there yet `arrived` follows, and the same photo cut for another size may
        stand in for it.
        """
        key = ThumbnailKey(
            content_id,
            round(size.width() * ratio),
            round(size.height() * ratio),
            round(CORNER_RADIUS * ratio),
        )
        held = self._cache.find(key)
        if held is not None:
            return held
        if key not in self._loading and key not in self._absent:
            self._want(key)
        return self._cache.find_any_size(content_id)

    @property
    def idle(self) -> bool:
        """Whether everything that was asked for has come."""
        return not self._waiting and not self._running

    @property
    def bytes_held(self) -> int:
        """What the pixmaps take in memory."""
        return self._cache.bytes_held

    def retry_absent(self) -> None:
        """Look again for thumbnails that were not there: the library changed."""
        self._absent.clear()

    def limit(self, most_bytes: int) -> None:
        """Hold at most this many bytes of pixmaps."""
        self._cache.limit(most_bytes)

    def clear(self) -> None:
        """Forget requests and pixmaps."""
        self._waiting.clear()
        self._cache.clear()

    def _want(self, key: ThumbnailKey) -> None:
        self._waiting[key] = None
        self._waiting.move_to_end(key)
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        self._start_batches()

    def _start_batches(self) -> None:
        while self._waiting and self._running < _MOST_RUNNING:
            batch = [self._waiting.popitem()[0] for _ in range(min(_BATCH, len(self._waiting)))]
            self._loading.update(batch)
            self._running += 1
            self._run(batch)

    def _run(self, batch: list[ThumbnailKey]) -> None:
        self._tasks.run(
            Lane.THUMBNAILS,
            lambda: self._load(batch),
            self._keep,
            lambda _error: self._keep([(key, None) for key in batch]),
        )

    def _load(self, batch: list[ThumbnailKey]) -> Loaded:
        return [(key, self._load_one(key)) for key in batch]

    def _load_one(self, key: ThumbnailKey) -> QImage | None:
        stored = self._read(key.content_id)
        return None if stored is None else cell_picture(stored, key)

    def _keep(self, loaded: Loaded) -> None:
        self._running -= 1
        for key, image in loaded:
            self._loading.discard(key)
            if image is None:
                self._absent.add(key)
            else:
                self._cache.keep(key, QPixmap.fromImage(image))
        self.arrived.emit()
        self._start_batches()
