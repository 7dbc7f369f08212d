"""The person's favourites, by content, so that they outlive moves and a rebuilt index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.store import path_codec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.core.types import PhotoRecord
    from indexer.store.connection import Database


class Favourites:
    """The table `favourite`. On a reader's database only `content_ids` works."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def content_ids(self) -> frozenset[bytes]:
        """The content of every favourite."""
        rows = self._database.rows("SELECT content_id FROM favourite")
        return frozenset(content_id for (content_id,) in rows)

    def add(self, records: Iterable[PhotoRecord], *, added_at: float) -> None:
        """Make photos favourites; those that are stay as they are, and unread ones are skipped."""
        rows = [
            (record.content_id, path_codec.to_bytes(record.path), added_at)
            for record in records
            if record.content_id
        ]
        with self._database.transaction():
            self._database.run_many(
                "INSERT INTO favourite VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows
            )

    def remove(self, records: Iterable[PhotoRecord]) -> None:
        """Make photos favourites no more."""
        with self._database.transaction():
            self._database.run_many(
                "DELETE FROM favourite WHERE content_id = ?",
                [(record.content_id,) for record in records],
            )
