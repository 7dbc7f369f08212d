"""Embeddings chosen by chance, which tell what a library is like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.store import embedding_keys, vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.core.types import SpaceId, Vector
    from indexer.store.connection import Database

_AT_ONCE = 2_048


def sampled(database: Database, space_id: SpaceId, count: int) -> Vector:
    """Vectors at `count` random places, shape (n, dimensions); none of an empty space.

    One photo may be drawn twice.
    """
    parts = list(sampled_in_parts(database, space_id, count))
    return np.concatenate(parts) if parts else np.empty((0, 0), np.float32)


def sampled_in_parts(database: Database, space_id: SpaceId, count: int) -> Iterator[Vector]:
    """The same in parts of 2,048, in the order of the file: a disk then reads forwards."""
    lowest, highest = embedding_keys.span(space_id)
    last = database.value(
        "SELECT id FROM embedding WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        (lowest, highest),
    )
    if last is None:
        return
    places = np.sort(np.random.default_rng(0).integers(lowest, last + 1, size=count))
    for start in range(0, count, _AT_ONCE):
        found = [
            database.value(
                "SELECT vector FROM embedding WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1",
                (place, highest),
            )
            for place in places[start : start + _AT_ONCE].tolist()
        ]
        there = [blob for blob in found if blob is not None]
        if there:
            yield vectors.from_blob(b"".join(there)).reshape(len(there), -1)
