"""What follows from a photo's row: its date, its city and its texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.store.photo_date import write_dates
from indexer.store.photo_place import write_places
from indexer.store.photo_text import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import PhotoId
    from indexer.store.connection import Database


def write_derived(database: Database, photo_ids: Sequence[PhotoId]) -> None:
    """Bring it up to date; call inside the transaction that changed path, file or metadata."""
    write_places(database, photo_ids)
    write_dates(database, photo_ids)
    write_text(database, photo_ids)
