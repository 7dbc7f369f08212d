"""The vector spaces of models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from indexer.core.types import NeutralScores, Space, SpaceId, SpaceKind
from indexer.store import embedding_keys
from indexer.store.generation import advance_generation

if TYPE_CHECKING:
    from collections.abc import Collection

    from indexer.store.connection import Database

_ROWS_PER_DELETE = 4_000
"""Bounds the write-ahead log: an embedding takes about 2 KB of it."""


class SpaceWriter:
    """Makes, lists and deletes vector spaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get_or_create(
        self, model_id: str, model_name: str, kind: SpaceKind, dimensions: int
    ) -> Space:
        """The space of one output of a model, made when it is new."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO space(model_id, model_name, kind, dimensions) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO NOTHING",
                (model_id, model_name, kind.value, dimensions),
            )
            advance_generation(self._database)
        return next(s for s in self.list() if (s.model_id, s.kind) == (model_id, kind))

    def list(self) -> list[Space]:
        """All spaces, oldest first."""
        return list_spaces(self._database)

    def embedded(self, space_id: SpaceId) -> int:
        """How many photos have a vector in this space."""
        return count_embedded(self._database, space_id)

    def set_neutral(self, space_id: SpaceId, neutral: NeutralScores) -> None:
        """Remember what neutral texts score over this space's photos."""
        with self._database.transaction():
            self._database.run(
                "UPDATE space SET neutral_centre = ?, neutral_deviation = ?, neutral_photos = ? "
                "WHERE id = ?",
                (neutral.centre, neutral.deviation, neutral.photos, space_id),
            )
            advance_generation(self._database)

    def delete(self, space_id: SpaceId) -> None:
        """Delete a space with its embeddings and cached queries, in small transactions."""
        with self._database.transaction():
            self._database.run("DELETE FROM space WHERE id = ?", (space_id,))
            self._database.run("DELETE FROM query_vector WHERE space_id = ?", (space_id,))
            self._database.run("DELETE FROM code_set WHERE space_id = ?", (space_id,))
            advance_generation(self._database)
        self._delete_embeddings(space_id)

    def finish_deletions(self) -> None:
        """Delete what an interrupted `delete` left behind."""
        known = [space.id for space in self.list()]
        while (found := self._next_space_above(known)) is not None:
            known.append(found)
            self._delete_embeddings(found)

    def _next_space_above(self, known: Collection[SpaceId]) -> SpaceId | None:
        """A space that has embeddings and no row, found by skipping through the primary key."""
        space_id = self._space_from(SpaceId(0))
        while space_id is not None and space_id in known:
            space_id = self._space_from(SpaceId(space_id + 1))
        return space_id

    def _space_from(self, lowest: SpaceId) -> SpaceId | None:
        """The first space from `lowest` on that has embeddings."""
        space_id: SpaceId | None = self._database.value(
            "SELECT id >> 40 FROM embedding WHERE id >= ? ORDER BY id LIMIT 1",
            (embedding_keys.span(lowest)[0],),
        )
        return space_id

    def _delete_embeddings(self, space_id: SpaceId) -> None:
        deleted = _ROWS_PER_DELETE
        while deleted == _ROWS_PER_DELETE:
            with self._database.transaction():
                deleted = self._database.run(
                    "DELETE FROM embedding WHERE id IN "
                    "(SELECT id FROM embedding WHERE id BETWEEN ? AND ? LIMIT ?)",
                    (*embedding_keys.span(space_id), _ROWS_PER_DELETE),
                )


def list_spaces(database: Database) -> list[Space]:
    """All spaces, oldest first."""
    rows = database.rows(
        "SELECT id, model_id, model_name, kind, dimensions, "
        "neutral_centre, neutral_deviation, neutral_photos FROM space ORDER BY id"
    )
    return [_space(*row) for row in rows]


def count_embedded(database: Database, space_id: SpaceId) -> int:
    """How many photos have a vector in this space; 0 for a space that is not there."""
    return int(database.value("SELECT embedded FROM space WHERE id = ?", (space_id,)) or 0)


def _space(
    space_id: int, model_id: str, model_name: str, kind: str, dimensions: Any, *neutral: Any
) -> Space:
    return Space(
        SpaceId(space_id),
        model_id,
        model_name,
        SpaceKind(kind),
        int(dimensions),
        None if None in neutral else NeutralScores(*neutral),
    )
