"""The person's saved searches and the history of what they searched for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.store.given_names import stored_name

if TYPE_CHECKING:
    from indexer.store.connection import Database

LONGEST_HISTORY = 500
_SAVED = "saved_search"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name. Photos indexed after `seen_at` are new hits."""

    id: int
    name: str
    query: str
    created_at: float
    seen_at: float


class Searches:
    """The tables `saved_search` and `history`. On a reader's database only reading works."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def saved(self) -> list[SavedSearch]:
        """By name."""
        rows = self._database.rows(
            "SELECT id, name, query, created_at, seen_at FROM saved_search ORDER BY name"
        )
        return [SavedSearch(*row) for row in rows]

    def save(self, name: str, query: str, *, now: float) -> int:
        """Keep a query under a name, in place of the one that had it; return its id."""
        name = stored_name(self._database, _SAVED, name)
        with self._database.transaction():
            self._database.run(
                "INSERT INTO saved_search(name, query, created_at, seen_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET query = excluded.query, seen_at = excluded.seen_at",
                (name, query, now, now),
            )
        return int(self._database.value("SELECT id FROM saved_search WHERE name = ?", (name,)))

    def delete(self, name: str) -> bool:
        """Forget a saved search; return whether there was one of this name."""
        name = stored_name(self._database, _SAVED, name)
        known = self._database.value("SELECT 1 FROM saved_search WHERE name = ?", (name,))
        with self._database.transaction():
            self._database.run("DELETE FROM saved_search WHERE name = ?", (name,))
        return known is not None

    def mark_seen(self, name: str, *, now: float) -> None:
        """The person looked at its hits: none is new any more."""
        name = stored_name(self._database, _SAVED, name)
        with self._database.transaction():
            self._database.run("UPDATE saved_search SET seen_at = ? WHERE name = ?", (now, name))

    def history(self, limit: int) -> list[str]:
        """Queries, the latest first."""
        rows = self._database.rows(
            "SELECT query FROM history ORDER BY searched_at DESC, query LIMIT ?", (limit,)
        )
        return [query for (query,) in rows]

    def remember(self, query: str, *, now: float) -> None:
        """Add to the history, which keeps the latest 500."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO history(query, searched_at) VALUES (?, ?) ON CONFLICT DO UPDATE "
                "SET searched_at = excluded.searched_at, times = times + 1",
                (query, now),
            )
            self._database.run(
                "DELETE FROM history WHERE query NOT IN "
                "(SELECT query FROM history ORDER BY searched_at DESC LIMIT ?)",
                (LONGEST_HISTORY,),
            )

    def forget_history(self) -> None:
        """Delete all of it."""
        with self._database.transaction():
            self._database.run("DELETE FROM history")
