"""What a person decided about photos that look like duplicates, by content."""

from __future__ import annotations

from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.store.connection import Database


class Verdict(StrEnum):
    """A decision about a pair of contents."""

    DIFFERENT = "different"
    """They are not duplicates: never group them again."""


class Verdicts:
    """The verdicts in `user.db`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[tuple[bytes, bytes], Verdict]:
        """Every verdict by pair, the lesser content id first."""
        rows = self._database.rows("SELECT first, second, kind FROM verdict")
        return {(first, second): Verdict(kind) for first, second, kind in rows}

    def decide(self, content_ids: Sequence[bytes], verdict: Verdict, *, now: float) -> int:
        """Remember the verdict for every pair of these contents; return how many pairs."""
        pairs = list(combinations(sorted(set(content_ids)), 2))
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)",
                [(first, second, verdict.value, now) for first, second in pairs],
            )
        return len(pairs)
