"""Vectors as the database keeps them, and the guard that every one passes."""

from __future__ import annotations

import numpy as np

from indexer.core.errors import StoreError
from indexer.core.types import Vector

_NORM_TOLERANCE = 1e-3


def guard(vector: Vector, dimensions: int) -> None:
    """Refuse a vector that would spoil rankings.

    Raises:
        StoreError: not float32 of shape (dimensions,), not finite, or not of unit length.
    """
    if vector.dtype != np.float32 or vector.shape != (dimensions,):
        raise StoreError(
            f"A vector must be float32 of shape ({dimensions},), "
            f"not {vector.dtype} of {vector.shape}."
        )
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or abs(length - 1.0) > _NORM_TOLERANCE:
        raise StoreError(f"A vector must be finite and of unit length; this one has {length}.")


def to_blob(vector: Vector) -> bytes:
    """Little-endian float32, as sqlite-vec reads it."""
    return vector.astype("<f4", copy=False).tobytes()


def from_blob(blob: bytes) -> Vector:
    """A read-only vector over the bytes of the database."""
    return np.frombuffer(blob, dtype="<f4")
