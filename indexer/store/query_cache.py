"""Vectors of queries, kept so that a repeated query needs no worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.core.types import SpaceId, Vector
    from indexer.store.connection import Database


class QueryCache:
    """Cached query vectors of every space, bounded; the longest unused go first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, space_id: SpaceId, query: str) -> Vector | None:
        """The vector of a query, shape (dimensions,), or None."""
        raise NotImplementedError

    def put(self, space_id: SpaceId, query: str, vector: Vector, *, now: float) -> None:
        """Remember the vector of a query."""
        raise NotImplementedError
