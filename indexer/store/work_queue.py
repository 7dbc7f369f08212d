"""What waits for the worker and what is in its hands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from indexer.core.types import FolderId, PhotoId
from indexer.media.version import METADATA_VERSION
from indexer.store import path_codec, stat_codec
from indexer.store.generation import advance_generation
from indexer.store.records import Intent, PendingPhoto, TimelineKey
from indexer.store.rereading import have_read_again

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indexer.core.types import SpaceId
    from indexer.store.connection import Database

_COLUMNS = (
    "id, folder_id, path, size, mtime_ns, inode, device, ctime_ns, attempts, content_id, "
    "shown_at, sidecars"
)


class WorkQueue:
    """The pending photos. Survives a kill between any two calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self,
        folder_ids: Sequence[FolderId],
        *,
        limit: int,
        first: FolderId | None = None,
        skip: Collection[PhotoId] = (),
    ) -> list[PendingPhoto]:
        """The next pending photos of these (online) folders; `skip` names those in flight.

        Order: folder `first`, then photos never tried, then the newest files.
        """
        found = [p for f in folder_ids for p in self._claim_from(f, limit, skip)]
        found.sort(key=lambda p: (p.folder_id != first, p.attempts, -p.stat.mtime_ns, p.photo_id))
        return found[:limit]

    def lacking(
        self,
        space_id: SpaceId,
        folder_ids: Sequence[FolderId],
        *,
        limit: int,
        before: TimelineKey | None = None,
    ) -> list[PendingPhoto]:
        """Indexed photos without a current embedding in a space, newest first, each with its `key`.

        Pass the last `key` as `before` for the next page; start again at None to pick up the rest.
        """
        # '+' keeps SQLite from taking another index than the timeline's and sorting all rows.
        start = (before.shown_at, before.photo_id) if before else (float("inf"), 0)
        rows = self._database.rows(
            f"""
            SELECT {_COLUMNS} FROM photo
            WHERE indexed_at IS NOT NULL AND missing_since IS NULL
                AND (shown_at, id) < (?1, ?2) AND +state = 'indexed'
                AND +folder_id IN (SELECT value FROM json_each(?3))
                AND (NOT EXISTS (SELECT 1 FROM embedding WHERE id = (?4 << 40) + photo.id)
                    OR EXISTS (SELECT 1 FROM outdated_embedding WHERE id = (?4 << 40) + photo.id))
            ORDER BY shown_at DESC, id DESC LIMIT ?5
            """,  # noqa: S608
            (*start, json.dumps(list(folder_ids)), space_id, limit),
        )
        return [_pending_photo(row) for row in rows]

    def stale_metadata(
        self, folder_ids: Sequence[FolderId], *, limit: int, skip: Collection[PhotoId] = ()
    ) -> list[PendingPhoto]:
        """Indexed photos whose metadata an older version read, or that are to be `read_again`."""
        rows = self._database.rows(
            f"""
            SELECT {_COLUMNS} FROM photo
            WHERE metadata_version < ? AND indexed_at IS NOT NULL AND missing_since IS NULL
                AND state = 'indexed' AND +folder_id IN (SELECT value FROM json_each(?))
                AND id NOT IN (SELECT value FROM json_each(?))
            LIMIT ?
            """,  # noqa: S608
            (METADATA_VERSION, json.dumps(list(folder_ids)), json.dumps(list(skip)), limit),
        )
        return [_pending_photo(row) for row in rows]

    def read_again(self, photo_ids: Sequence[PhotoId]) -> None:
        """Have the metadata of these indexed photos read again; their vectors stay."""
        have_read_again(self._database, photo_ids)

    def begin(self, photo_ids: Sequence[PhotoId], started_at: float) -> None:
        """Record, before a worker may open them, that these photos are in its hands."""
        with self._database.transaction():
            self._database.run_many(
                "INSERT OR REPLACE INTO intent VALUES (?, ?)",
                [(photo_id, started_at) for photo_id in photo_ids],
            )

    def intents(self) -> list[Intent]:
        """Photos in a worker's hands; at start, those that the last service left behind."""
        rows = self._database.rows(
            "SELECT photo_id, started_at, attempts FROM intent JOIN photo ON photo.id = photo_id "
            "ORDER BY started_at, photo_id"
        )
        return [Intent(PhotoId(photo_id), at, attempts) for photo_id, at, attempts in rows]

    def give_back(self, photo_ids: Sequence[PhotoId], *, count_attempt: bool) -> None:
        """Clear intents without a result; `count_attempt` adds one to the photos' attempts."""
        ids = [(photo_id,) for photo_id in photo_ids]
        with self._database.transaction():
            self._database.run_many("DELETE FROM intent WHERE photo_id = ?", ids)
            if count_attempt:
                self._database.run_many(
                    "UPDATE photo SET attempts = attempts + 1 WHERE id = ?", ids
                )

    def retry_failed(
        self, *, folder_id: FolderId | None = None, photo_ids: Sequence[PhotoId] | None = None
    ) -> int:
        """Make failed photos pending again with no attempts counted; return how many."""
        chosen = None if photo_ids is None else json.dumps(list(photo_ids))
        return self._make_pending(
            "state = 'failed' AND (?1 IS NULL OR folder_id = ?1) "
            "AND (?2 IS NULL OR id IN (SELECT value FROM json_each(?2)))",
            (folder_id, chosen),
        )

    def suspects(self, limit: int) -> list[PendingPhoto]:
        """Indexed photos that looked half-copied when they were decoded."""
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM photo "  # noqa: S608
            "WHERE suspect = 1 AND state = 'indexed' AND missing_since IS NULL LIMIT ?",
            (limit,),
        )
        return [_pending_photo(row) for row in rows]

    def smaller_than(self, folder_id: FolderId, side: int) -> list[PhotoId]:
        """Indexed photos of a folder whose shorter side has fewer than `side` pixels."""
        rows = self._database.rows(
            "SELECT id FROM photo WHERE folder_id = ? AND state = 'indexed' "
            "AND min(width, height) < ?",
            (folder_id, side),
        )
        return [PhotoId(photo_id) for (photo_id,) in rows]

    def failed_as(self, folder_id: FolderId, kind: str) -> list[PhotoId]:
        """Photos of a folder that failed for this kind of reason."""
        rows = self._database.rows(
            "SELECT id FROM photo WHERE folder_id = ? AND state = 'failed' AND failure_kind = ?",
            (folder_id, kind),
        )
        return [PhotoId(photo_id) for (photo_id,) in rows]

    def look_again(self, photo_ids: Sequence[PhotoId]) -> int:
        """Make these photos pending again whatever came of them before; return how many."""
        return self._make_pending(
            "id IN (SELECT value FROM json_each(?))", (json.dumps(list(photo_ids)),)
        )

    def _claim_from(
        self, folder_id: FolderId, limit: int, skip: Collection[PhotoId]
    ) -> list[PendingPhoto]:
        rows = self._database.rows(
            f"""
            SELECT {_COLUMNS} FROM photo
            WHERE folder_id = ? AND state = 'pending' AND missing_since IS NULL
                AND id NOT IN (SELECT value FROM json_each(?))
            ORDER BY attempts, mtime_ns DESC LIMIT ?
            """,  # noqa: S608
            (folder_id, json.dumps(list(skip)), limit),
        )
        return [_pending_photo(row) for row in rows]

    def _make_pending(self, condition: str, parameters: tuple[Any, ...]) -> int:
        with self._database.transaction():
            changed = self._database.run(
                "UPDATE photo SET state = 'pending', attempts = 0, failure_kind = '', "  # noqa: S608
                f"reason = '', suspect = 0 WHERE {condition}",
                parameters,
            )
            if changed:
                advance_generation(self._database)
        return changed


def _pending_photo(row: tuple[Any, ...]) -> PendingPhoto:
    photo_id, folder_id, path, *stat, attempts, content_id, shown_at, sidecars = row
    return PendingPhoto(
        photo_id=PhotoId(photo_id),
        folder_id=FolderId(folder_id),
        path=path_codec.to_str(path),
        stat=stat_codec.from_columns(*stat),
        attempts=attempts,
        content_id=content_id or b"",
        key=TimelineKey(shown_at, PhotoId(photo_id)),
        sidecars=sidecars,
    )
