"""Checks what a worker answers and turns it into the types the service uses.

A worker may have been taken over by a hostile photo: sizes, types and numbers are looked at here,
before anything reaches a database.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from indexer.core.errors import PixloreError, error_by_kind
from indexer.core.types import EmbeddedVectors, PhotoResult, Vector
from indexer.worker.events import WorkerDescription
from indexer.worker.frames import FrameError
from indexer.worker.requests import Described, Rendered

if TYPE_CHECKING:
    from indexer.worker.ledger import Verdict
    from indexer.worker.requests import Answer, Embedded, Failed, Indexed

Expected = TypeVar("Expected")

_MAX_SENTENCE = 500
_MAX_THUMBNAIL_BYTES = 1 << 20
_JPEG_START = b"\xff\xd8"


@dataclass(frozen=True, slots=True)
class EmbeddedRows:
    """Vectors of several texts or of one photo: `joint` has shape (rows, dimensions)."""

    joint: Vector
    visual: Vector | None

    @property
    def single(self) -> EmbeddedVectors:
        """The first row as the vectors of one photo."""
        return EmbeddedVectors(self.joint[0], None if self.visual is None else self.visual[0])


def expect(answer: Answer, kind: type[Expected]) -> Expected:
    """`answer` if it is of `kind`; raises `FrameError` otherwise."""
    if not isinstance(answer, kind):
        raise FrameError(f"{type(answer).__name__} is no answer to this request")
    return answer


def embedded(answer: Embedded) -> EmbeddedRows:
    """The vectors of an answer; raises `FrameError` when they cannot be vectors."""
    return EmbeddedRows(
        _vectors(answer.joint, answer.rows),
        _vectors(answer.visual, answer.rows) if answer.visual else None,
    )


def photo_result(answer: Indexed) -> PhotoResult:
    """What became of one photo; raises `FrameError` when vectors or thumbnail are none."""
    if not answer.thumbnail.startswith(_JPEG_START) or len(answer.thumbnail) > _MAX_THUMBNAIL_BYTES:
        raise FrameError("the thumbnail is not a small JPEG")
    visual = _vectors(answer.visual, 1)[0] if answer.visual else None
    vectors = EmbeddedVectors(_vectors(answer.joint, 1)[0], visual)
    return PhotoResult(answer.metadata, vectors, answer.thumbnail, answer.suspect)


def rendered(answer: Answer) -> Rendered:
    """A picture whose bytes are as many as its size says; raises `FrameError`."""
    picture = expect(answer, Rendered)
    if picture.width * picture.height * 3 != len(picture.rgb):
        raise FrameError("the picture's bytes do not fit its size")
    return picture


def described(reply: Answer) -> WorkerDescription:
    """The description without its ticket; raises `FrameError`."""
    answer = expect(reply, Described)
    return WorkerDescription(
        model_id=answer.model_id,
        model_name=answer.model_name,
        dimensions=answer.dimensions,
        visual_dimensions=answer.visual_dimensions,
        logit_scale=answer.logit_scale,
        logit_bias=answer.logit_bias,
        device=answer.device,
        precision=answer.precision,
        versions=answer.versions,
    )


def error_of(answer: Failed) -> PixloreError:
    """The error a worker reports, its sentence cut to a length a list can show."""
    return error_by_kind(answer.kind, answer.message[:_MAX_SENTENCE].replace("\x00", ""))


def end_sentence(verdict: Verdict | None, exit_code: int) -> str:
    """Why a worker that was not asked to stop has ended."""
    if verdict is not None:
        return verdict.reason
    if exit_code == -signal.SIGTERM:
        return "it was ended from outside"
    if exit_code < 0:
        what = signal.strsignal(-exit_code) or "unknown"
        hint = ", perhaps for want of memory" if exit_code == -9 else ""
        return f"signal {-exit_code} ({what}{hint})"
    return f"exit code {exit_code}"


def _vectors(raw: bytes, rows: int) -> Vector:
    if rows < 0 or (rows == 0) != (not raw) or (rows and len(raw) % (4 * rows)):
        raise FrameError("vector bytes do not fit their number")
    vectors = np.frombuffer(raw, dtype="<f4").astype(np.float32).reshape(rows, -1 if rows else 0)
    if not np.isfinite(vectors).all():
        raise FrameError("a vector is not finite")
    return vectors
