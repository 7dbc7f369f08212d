"""Thumbnails in `thumbnails.db`, keyed by content id: copies of a photo share one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.store.connection import PAGE_SIZE
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

LIMIT_SETTING = "thumbnail_disk_mb"
"""What `thumbnails.db` may take on the disk, in megabytes; 0 or nothing: as much as it needs."""
_ROWS_PER_DELETE = 500
_PAGES_PER_TRIM = 1024
_ROUNDS = 16
"""Of deleting for one batch: a limit that was lowered a lot is reached over several batches."""
_LARGE_BYTES = 256 << 10
"""Larger than thumbnails are: deleting by this measure never deletes too many."""


class ThumbnailWriter:
    """Adds and deletes thumbnails. Belongs to one thread; `open_library` makes it.

    With a limit the oldest give way to new ones; the window then draws them from their photos.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.limit_bytes = 0
        """What the file may take; 0: as much as it needs."""

    def put(self, thumbnails: Mapping[bytes, bytes]) -> None:
        """Store JPEGs by content id in one transaction; write them before the index commits."""
        with self.database.transaction():
            self._make_room(sum(map(_most_bytes, thumbnails.values())), _ROUNDS)
            self.database.run_many(
                "INSERT INTO thumbnail VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET jpeg = excluded.jpeg",
                list(thumbnails.items()),
            )

    def trim(self) -> None:
        """Do a part of what the limit asks for, and give the space of deleted rows back.

        Call again and again when nothing else is to do.
        """
        if self._excess(0) > 0:
            with self.database.transaction():
                self._make_room(0, 1)
        if self.database.value("PRAGMA freelist_count"):
            self.database.rows(f"PRAGMA incremental_vacuum({_PAGES_PER_TRIM})")
            self.database.checkpoint()

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

    def _make_room(self, more: int, rounds: int) -> None:
        """Delete the oldest until `more` bytes fit, in at most so many rounds."""
        for _ in range(rounds):
            excess = self._excess(more)
            if excess <= 0:
                return
            self.database.run(
                "DELETE FROM thumbnail WHERE rowid IN "
                "(SELECT rowid FROM thumbnail ORDER BY rowid LIMIT ?)",
                (min(_ROWS_PER_DELETE, excess // _LARGE_BYTES + 1),),
            )

    def _excess(self, more: int) -> int:
        """How far what is stored passes the limit together with `more` bytes; none: 0 or less."""
        if not self.limit_bytes:
            return 0
        pages = self.database.value("PRAGMA page_count")
        pages -= self.database.value("PRAGMA freelist_count")
        return int(pages) * PAGE_SIZE + more - self.limit_bytes

    def _has(self, content_id: bytes) -> bool:
        found = self.database.row("SELECT 1 FROM thumbnail WHERE content_id = ?", (content_id,))
        return found is not None


def _most_bytes(jpeg: bytes) -> int:
    """What a thumbnail takes at most, in whole pages."""
    return (len(jpeg) // PAGE_SIZE + 2) * PAGE_SIZE


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
