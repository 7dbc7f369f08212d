"""How many photos are in each state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.core.types import FolderId, LibraryCounts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.store.connection import Database


def counts_by_folder(database: Database) -> dict[FolderId, LibraryCounts]:
    """Photos in each state, for each folder that has rows; triggers keep the table."""
    rows = database.rows("SELECT folder_id, shown, photos FROM photo_count WHERE photos > 0")
    found: dict[FolderId, dict[str, int]] = {}
    for folder_id, state, count in rows:
        found.setdefault(FolderId(folder_id), {})[state] = count
    return {folder_id: LibraryCounts(**states) for folder_id, states in found.items()}


def total(counts: Iterable[LibraryCounts]) -> LibraryCounts:
    """The sum of several counts."""
    counts = list(counts)
    return LibraryCounts(
        indexed=sum(c.indexed for c in counts),
        pending=sum(c.pending for c in counts),
        failed=sum(c.failed for c in counts),
        missing=sum(c.missing for c in counts),
    )
