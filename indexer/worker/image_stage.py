"""Embeds batches of prepared photos."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import ModelError, PixloreError
from indexer.worker.requests import Embedded, Failed, Indexed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.types import EmbeddedVectors, Vector
    from indexer.worker.model_holder import ModelHolder
    from indexer.worker.photo_request import PreparedPhoto
    from indexer.worker.requests import Answer

_log = logging.getLogger(__name__)


class ImageStage:
    """What a thread of the crew does with prepared photos."""

    def __init__(self, model: ModelHolder, send: Callable[[Answer], None]) -> None:
        self._model = model
        self._send = send

    def embed(self, batch: Sequence[PreparedPhoto]) -> None:
        """Answer a batch, in halves where it fails: one photo's trouble costs no other."""
        try:
            vectors = self._vectors(batch)
        except Exception as error:  # noqa: BLE001 - torch raises many kinds; it is answered
            if len(batch) == 1:
                self._send(_failure(batch[0], error))
                return
            _log.warning("a batch of %d failed (%s): halving", len(batch), type(error).__name__)
            middle = len(batch) // 2
            self.embed(batch[:middle])
            self.embed(batch[middle:])
            return
        for photo, one in zip(batch, vectors, strict=True):
            self._send(_answer(photo, one))

    def _vectors(self, batch: Sequence[PreparedPhoto]) -> list[EmbeddedVectors]:
        encoder = self._model.ready("image")
        return encoder.encode_images([photo.pixels for photo in batch])


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
