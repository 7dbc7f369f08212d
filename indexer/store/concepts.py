"""Concepts a person taught by thumbs up and down.

Photos are named by content: a concept survives moves, a rebuilt index and another model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.store import path_codec
from indexer.store.given_names import stored_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.store.connection import Database


_CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept's name and how many photos show what it is and what it is not."""

    name: str
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Example:
    """A photo that a concept was taught with. `path` is where it was then (absolute)."""

    content_id: bytes
    path: str
    positive: bool


class Concepts:
    """The concepts in `user.db`. Names are compared without regard to case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[Concept]:
        """All concepts by name."""
        rows = self._database.rows(
            "SELECT name, total(positive), total(1 - positive) FROM concept "
            "LEFT JOIN concept_example ON concept_id = id GROUP BY id ORDER BY name"
        )
        return [Concept(name, int(up), int(down)) for name, up, down in rows]

    def examples(self, name: str) -> Sequence[Example] | None:
        """The photos of a concept, oldest first; None when it was never taught."""
        concept_id = self._id(name)
        if concept_id is None:
            return None
        rows = self._database.rows(
            "SELECT content_id, path, positive FROM concept_example WHERE concept_id = ? "
            "ORDER BY added_at, content_id",
            (concept_id,),
        )
        return [Example(content, path_codec.to_str(path), bool(up)) for content, path, up in rows]

    def teach(self, name: str, examples: Sequence[Example], *, now: float) -> Concept:
        """Add photos to a concept, made when it is new; a photo's latest thumb is what counts."""
        name = stored_name(self._database, _CONCEPT, name)
        with self._database.transaction():
            self._database.run(
                "INSERT INTO concept(name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (name, now),
            )
            concept_id = self._id(name)
            self._database.run_many(
                "INSERT OR REPLACE INTO concept_example VALUES (?, ?, ?, ?, ?)",
                [
                    (concept_id, it.content_id, path_codec.to_bytes(it.path), it.positive, now)
                    for it in examples
                ],
            )
        return next(it for it in self.list() if it.name == name)

    def forget(self, name: str) -> bool:
        """Delete a concept; whether there was one."""
        name = stored_name(self._database, _CONCEPT, name)
        with self._database.transaction():
            return bool(self._database.run("DELETE FROM concept WHERE name = ?", (name,)))

    def _id(self, name: str) -> int | None:
        name = stored_name(self._database, _CONCEPT, name)
        found: int | None = self._database.value("SELECT id FROM concept WHERE name = ?", (name,))
        return found
