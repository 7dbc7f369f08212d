"""Vectors of queries, kept so that a repeated query needs no worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.store import vectors

if TYPE_CHECKING:
    from indexer.core.types import SpaceId, Vector
    from indexer.store.connection import Database

CAPACITY = 2_000
"""Queries kept, over all spaces: 4 MB of 512-dimensional vectors."""


class QueryCache:
    """Cached query vectors of every space, bounded; the oldest go first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, space_id: SpaceId, query: str) -> Vector | None:
        """The vector of a query, shape (dimensions,), or None."""
        return cached_query(self._database, space_id, query)

    def put(self, space_id: SpaceId, query: str, vector: Vector, *, now: float) -> None:
        """Remember the vector of a query in a space that exists."""
        with self._database.transaction():
            dimensions = self._database.value(
                "SELECT dimensions FROM space WHERE id = ?", (space_id,)
            )
            vectors.guard(vector, dimensions or 0)
            self._database.run(
                "INSERT OR REPLACE INTO query_vector VALUES (?, ?, ?, ?)",
                (space_id, query, vectors.to_blob(vector), now),
            )
            self._database.run(
                "DELETE FROM query_vector WHERE (space_id, query) IN (SELECT space_id, query "
                "FROM query_vector ORDER BY used_at DESC LIMIT -1 OFFSET ?)",
                (CAPACITY,),
            )

    def forget(self) -> None:
        """Delete all of it, in a way that leaves none of the texts in free pages."""
        before = self._database.value("PRAGMA secure_delete")
        self._database.rows("PRAGMA secure_delete=ON")
        try:
            with self._database.transaction():
                self._database.run("DELETE FROM query_vector")
        finally:
            self._database.rows(f"PRAGMA secure_delete={before}")


def cached_query(database: Database, space_id: SpaceId, query: str) -> Vector | None:
    """The remembered vector of a query, or None."""
    blob = database.value(
        "SELECT vector FROM query_vector WHERE space_id = ? AND query = ?", (space_id, query)
    )
    return None if blob is None else vectors.from_blob(blob)
