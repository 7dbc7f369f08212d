"""Turns raw network output into vectors that may be stored and compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.core.errors import ModelError
from indexer.core.types import Vector

_SHORTEST = 1e-6


def to_unit_length(rows: npt.NDArray[np.floating]) -> Vector:
    """The rows as float32 of length 1.

    Args:
        rows: shape (n, dimensions).

    Raises:
        ModelError: a row is not finite or has no direction.
    """
    lengths = np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or (lengths < _SHORTEST).any():
        raise ModelError(
            "The model answered with numbers that are not a direction (NaN, infinite or zero). "
            "Choose another precision or model."
        )
    vectors: Vector = (rows / lengths).astype(np.float32)
    return vectors
