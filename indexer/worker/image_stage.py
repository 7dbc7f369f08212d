"""The one thread that embeds photos, in batches as large as what is there."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import ModelError, PixloreError
from indexer.worker.requests import Embedded, Failed, Indexed

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import EmbeddedVectors, Vector
    from indexer.worker.model_holder import ModelHolder
    from indexer.worker.photo_request import PreparedPhoto
    from indexer.worker.requests import Answer

_log = logging.getLogger(__name__)

MAX_BATCH = 16
"""Beyond it a CPU gains nothing, and a query photo would wait longer."""
_GATHER_S = 0.25
"""How long the oldest photo waits for company while others are still being decoded."""
_LOOK_AGAIN_S = 0.02


class ImageStage:
    """Gathers prepared photos and sends their vectors. Queries are embedded first, and alone."""

    def __init__(
        self,
        model: ModelHolder,
        send: Callable[[Answer], None],
        more_is_coming: Callable[[], bool],
    ) -> None:
        """`more_is_coming` tells whether photos are still being decoded."""
        self._model = model
        self._send = send
        self._more_is_coming = more_is_coming
        self._changed = threading.Condition()
        self._queries: deque[PreparedPhoto] = deque()
        self._photos: deque[PreparedPhoto] = deque()
        self._oldest_since = 0.0

    def start(self) -> None:
        """Start the thread; it lives as long as the process."""
        threading.Thread(target=self._run, name="embed-images", daemon=True).start()

    def put(self, photo: PreparedPhoto) -> None:
        """Queue a prepared photo; any thread. The service bounds how many are open."""
        with self._changed:
            if not self._photos:
                self._oldest_since = time.monotonic()
            (self._queries if photo.is_query else self._photos).append(photo)
            self._changed.notify()

    def _run(self) -> None:
        while True:
            self._embed(self._next_batch())

    def _next_batch(self) -> list[PreparedPhoto]:
        with self._changed:
            while not self._is_batch_due():
                self._changed.wait(_LOOK_AGAIN_S if self._photos else None)
            source = self._queries or self._photos
            batch = [source.popleft() for _ in range(min(MAX_BATCH, len(source)))]
            self._oldest_since = time.monotonic()
            return batch

    def _is_batch_due(self) -> bool:
        if self._queries or len(self._photos) >= MAX_BATCH:
            return True
        if not self._photos:
            return False
        waited = time.monotonic() - self._oldest_since
        return waited >= _GATHER_S or not self._more_is_coming()

    def _embed(self, batch: list[PreparedPhoto]) -> None:
        """Embed a batch, in halves where it fails: one photo's trouble costs no other."""
        try:
            vectors = self._vectors(batch)
        except Exception as error:  # noqa: BLE001 - torch raises many kinds; it is answered
            if len(batch) == 1:
                self._send(_failure(batch[0], error))
                return
            _log.warning("a batch of %d failed (%s): halving", len(batch), type(error).__name__)
            middle = len(batch) // 2
            self._embed(batch[:middle])
            self._embed(batch[middle:])
            return
        for photo, one in zip(batch, vectors, strict=True):
            self._send(_answer(photo, one))

    def _vectors(self, batch: list[PreparedPhoto]) -> list[EmbeddedVectors]:
        encoder = self._model.ready("image")
        return encoder.encode_images(np.stack([photo.pixels for photo in batch]))


def _answer(photo: PreparedPhoto, vectors: EmbeddedVectors) -> Answer:
    joint = as_bytes(vectors.joint)
    visual = b"" if vectors.visual is None else as_bytes(vectors.visual)
    if photo.is_query:
        return Embedded(photo.ticket, 1, joint, visual)
    return Indexed(photo.ticket, photo.metadata, photo.suspect, joint, visual, photo.thumbnail)


def _failure(photo: PreparedPhoto, error: Exception) -> Failed:
    if isinstance(error, PixloreError):
        return Failed(photo.ticket, error.kind, str(error))
    _log.error("a photo could not be embedded", exc_info=error)
    return Failed(photo.ticket, ModelError.__name__, "The model failed on this photo.")


def as_bytes(vectors: Vector) -> bytes:
    """Little-endian float32, row after row."""
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()
