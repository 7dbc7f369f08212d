"""A counter in `index.db` that tells readers of every process that photos changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.store.connection import Database


def read_generation(database: Database) -> int:
    """The present number."""
    return int(database.value("SELECT value FROM meta WHERE name = 'generation'"))


def advance_generation(database: Database) -> None:
    """Count one change; call inside the transaction that makes it."""
    database.run("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
