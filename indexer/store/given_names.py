"""The names that a person gave to saved searches and concepts, told apart in the normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.core.normal import composed, folded

if TYPE_CHECKING:
    from indexer.store.connection import Database


def stored_name(database: Database, table: str, name: str) -> str:
    """The name as a row of `table` has it, however it is typed now; else as it is to be stored."""
    rows = database.rows(f"SELECT name FROM {table} ORDER BY id")  # noqa: S608
    wanted = folded(name)
    return next((known for (known,) in rows if folded(known) == wanted), composed(name))
