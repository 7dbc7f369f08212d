"""Moves a query towards photos that a person marked as right and away from those marked wrong."""

from __future__ import annotations

import numpy as np

from indexer.core.types import Vector

TOWARDS, AWAY = 1.0, 0.5
"""Not fitted: the usual weights. `benchmarks/concepts.py` measures them beside logistic regression,
which did worse with five photos of each kind."""


def rocchio(query: Vector | None, up: Vector, down: Vector) -> Vector:
    """The query plus the mean of the right photos minus half the mean of the wrong ones.

    Rocchio, "Relevance feedback in information retrieval", 1971.

    Args:
        query: a unit vector, or None for a concept that is made of photos alone.
        up: the right photos, shape (n, dimensions); n may be 0.
        down: the wrong ones.
    """
    dimensions = up.shape[1]
    moved = np.zeros(dimensions, np.float32) if query is None else query.astype(np.float32)
    if len(up):
        moved = moved + TOWARDS * up.mean(axis=0)
    if len(down):
        moved = moved - AWAY * down.mean(axis=0)
    return unit(moved)


def unit(vector: Vector) -> Vector:
    """The vector at length 1."""
    length = np.float32(np.linalg.norm(vector))
    found: Vector = (vector / length if length > 0 else vector).astype(np.float32)
    return found
