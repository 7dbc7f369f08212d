"""Embeddings from all over a space, which tell what a library is like."""

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
    """Vectors at `count` evenly spread places, shape (n, dimensions); none of an empty space.

    One photo may be drawn twice.
    """
    parts = list(sampled_in_parts(database, space_id, count))
    if len(parts) == 1:
        return parts[0]
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
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        found = (
            database.value(
                "SELECT vector FROM embedding WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1",
                (lowest + (last + 1 - lowest) * (2 * number + 1) // (2 * count), highest),
            )
            for number in numbers
        )
        part = _stacked((blob for blob in found if blob is not None), len(numbers))
        if len(part):
            yield part


def _stacked(blobs: Iterator[bytes], most: int) -> Vector:
    """The vectors of so many blobs at most, put in place one by one to need no memory twice."""
    stack = np.empty((0, 0), np.float32)
    count = 0
    for blob in blobs:
        vector = vectors.from_blob(blob)
        if not count:
            stack = np.empty((most, len(vector)), np.float32)
        stack[count] = vector
        count += 1
    return stack[:count]
