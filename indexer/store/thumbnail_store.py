"""Thumbnails in `thumbnails.db`, keyed by content id: copies of a photo share one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.store.migrations import Step
from indexer.store.reader_pool import ReaderPool

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from indexer.core.paths import LibraryPaths
    from indexer.store.connection import Database

THUMBNAIL_STEPS = (
    Step(
        "thumbnails",
        "CREATE TABLE thumbnail(content_id BLOB NOT NULL UNIQUE, jpeg BLOB NOT NULL) STRICT;",
    ),
)
"""A table with rowids: JPEGs of some 20 KB would make a tree keyed by content id deep and slow."""

_ROWS_PER_DELETE = 500


class ThumbnailWriter:
    """Adds and deletes thumbnails. Belongs to one thread; `open_library` makes it."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def put(self, thumbnails: Mapping[bytes, bytes]) -> None:
        """Store JPEGs by content id in one transaction; write them before the index commits."""
        with self.database.transaction():
            self.database.run_many(
                "INSERT INTO thumbnail VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET jpeg = excluded.jpeg",
                list(thumbnails.items()),
            )

    def missing(self, content_ids: Collection[bytes]) -> set[bytes]:
        """Those of `content_ids` without a thumbnail."""
        return set(content_ids) - {c for c in content_ids if self._has(c)}

    def delete_orphans(self, wanted: Collection[bytes]) -> int:
        """Delete thumbnails whose content id is not in `wanted`; return how many."""
        keep = frozenset(wanted)
        stored = [c for (c,) in self.database.rows("SELECT content_id FROM thumbnail")]
        orphans = [(c,) for c in stored if c not in keep]
        for start in range(0, len(orphans), _ROWS_PER_DELETE):
            with self.database.transaction():
                self.database.run_many(
                    "DELETE FROM thumbnail WHERE content_id = ?",
                    orphans[start : start + _ROWS_PER_DELETE],
                )
        return len(orphans)

    def close(self) -> None:
        """Checkpoint and close."""
        self.database.checkpoint()
        self.database.close()

    def _has(self, content_id: bytes) -> bool:
        found = self.database.row("SELECT 1 FROM thumbnail WHERE content_id = ?", (content_id,))
        return found is not None


class ThumbnailReader:
    """Reads thumbnails from any thread."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._pool = ReaderPool(paths.thumbnails_db, THUMBNAIL_STEPS)

    def get(self, content_ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """JPEGs by content id; unknown ids are left out."""
        names = json.dumps([content_id.hex() for content_id in content_ids])
        with self._pool.borrow() as database:
            rows = database.rows(
                "SELECT content_id, jpeg FROM thumbnail "
                "WHERE content_id IN (SELECT unhex(value) FROM json_each(?))",
                (names,),
            )
        return dict(rows)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
