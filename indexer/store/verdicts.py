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
    KEPT = "kept"
    """They are duplicates, and all of them are wanted: offer them no more."""


ANY_COPY = b""
"""Stands in a pair for the other copies of a content: all files of one content are meant."""


class Verdicts:
    """The verdicts in `user.db`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[tuple[bytes, bytes], Verdict]:
        """Every verdict by pair, the lesser content id first."""
        rows = self._database.rows("SELECT first, second, kind FROM verdict")
        return {(first, second): Verdict(kind) for first, second, kind in rows}

    def decide(self, content_ids: Sequence[bytes], verdict: Verdict, *, now: float) -> int:
        """Remember the verdict for every pair of these contents; return how many pairs.

        Of files that all have one content, it is remembered for that content.
        """
        contents = sorted(set(content_ids))
        pairs = list(combinations(contents if len(contents) > 1 else [ANY_COPY, *contents], 2))
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?)",
                [(first, second, verdict.value, now) for first, second in pairs],
            )
        return len(pairs)
