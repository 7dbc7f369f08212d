"""What the disk holds: known files, the outcome of scans, the removal of folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from indexer.core.types import PhotoId, PhotoState
from indexer.store import path_codec, stat_codec
from indexer.store.derived import write_derived
from indexer.store.generation import advance_generation
from indexer.store.photo_date import write_dates
from indexer.store.records import KnownFile
from indexer.store.rereading import forget_sidecars, have_read_again, write_sidecars

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.core.types import FolderId
    from indexer.store.connection import Database, Rows
    from indexer.store.records import ChangedFile, FoundFile, MovedFile, ScanOutcome, Trace

_KNOWN = "id, path, size, mtime_ns, inode, device, ctime_ns, state, content_id, missing_since"
_TRACE = "path, size, mtime_ns, inode, ctime_ns"
_SET_STAT = "size = ?, mtime_ns = ?, inode = ?, device = ?, ctime_ns = ?"
_ROWS_PER_DELETE = 2_000
"""Bounds the write-ahead log: a photo takes about 3 KB of it."""


class ScanWriter:
    """Keeps the rows of photos equal to the files on disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known_files(
        self, folder_id: FolderId, under: str = "", *, recursive: bool = True
    ) -> list[KnownFile]:
        """Rows of a folder or of its directory `under`, missing ones too.

        Without `recursive` only the files right in that directory.
        """
        files = _known_files(self._rows_under(_KNOWN, folder_id, under))
        if recursive:
            return files
        return [file for file in files if file.path.rpartition("/")[0] == under]

    def traces(self, folder_id: FolderId, under: str = "") -> list[Trace]:
        """What a whole folder, or its directory `under`, should look like on disk."""
        rows = self._rows_under(_TRACE, folder_id, under, "AND missing_since IS NULL")
        return cast("list[Trace]", rows)  # as SQLite gives them: there is one for every photo

    def missing_files(self, folder_id: FolderId, under: str = "") -> list[KnownFile]:
        """Rows of a folder, or of its directory `under`, that are marked missing."""
        rows = self._rows_under(_KNOWN, folder_id, under, "AND missing_since IS NOT NULL")
        return _known_files(rows)

    def files_at(self, folder_id: FolderId, paths: Iterable[bytes]) -> list[KnownFile]:
        """The rows of exactly these files."""
        sql = f"SELECT {_KNOWN} FROM photo WHERE folder_id = ? AND path = ?"  # noqa: S608
        rows = self._database.rows_of_many(sql, ((folder_id, path) for path in paths))
        return _known_files(rows)

    def sidecars(self, folder_id: FolderId, under: str = "") -> list[tuple[bytes, str]]:
        """Path and sidecars of each photo that has some; with `under`, in that directory's tree."""
        rows = self._rows_under("path, sidecars", folder_id, under, "AND sidecars != ''")
        return cast("list[tuple[bytes, str]]", rows)

    def known_directories(self, folder_id: FolderId) -> dict[str, int]:
        """Relative path of each scanned directory to the `mtime_ns` it had."""
        rows = self._database.rows(
            "SELECT path, mtime_ns FROM directory WHERE folder_id = ?", (folder_id,)
        )
        return {path_codec.to_str(path): mtime_ns for path, mtime_ns in rows}

    def vanished_twins(self, content_id: bytes) -> list[KnownFile]:
        """Missing rows of any folder with this content: what a new file may have been."""
        rows = self._database.rows(
            f"SELECT {_KNOWN} FROM photo WHERE content_id = ? AND missing_since IS NOT NULL",  # noqa: S608
            (content_id,),
        )
        return _known_files(rows)

    def apply(self, outcome: ScanOutcome) -> list[PhotoId]:
        """Store the outcome of a scan in one transaction; return the ids of the added photos."""
        with self._database.transaction():
            self._move(outcome.moved)
            self._mark_missing(outcome.missing, outcome.seen_at)
            self._mark_returned(outcome.returned)
            self._mark_modified(outcome.modified)
            self._note_stats((*outcome.touched, *outcome.rewritten))
            have_read_again(self._database, [file.photo_id for file in outcome.rewritten])
            added = [self._add(outcome.folder_id, file) for file in outcome.added]
            write_sidecars(self._database, outcome.folder_id, outcome.beside)
            self._remember_directories(outcome)
            if not outcome.is_empty:
                advance_generation(self._database)
        return added

    def forget_directories(self, folder_id: FolderId, paths: Iterable[str]) -> None:
        """Drop directories that are gone from disk."""
        with self._database.transaction():
            self._database.run_many(
                "DELETE FROM directory WHERE folder_id = ? AND path = ?",
                [(folder_id, path_codec.to_bytes(path)) for path in paths],
            )

    def set_online(self, folder_id: FolderId, *, online: bool) -> None:
        """Tell readers whether a folder's drive is there. Photos of an absent drive stay."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO folder_status VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET online = excluded.online",
                (folder_id, online),
            )
            advance_generation(self._database)

    def adopt_folder(self, child: FolderId, parent: FolderId, prefix: str) -> None:
        """Give a folder's rows to the folder around it, `prefix` being the way from there.

        Rows that the parent has already give way to the child's, which are older.
        """
        start = path_codec.to_bytes(prefix) + b"/"
        with self._database.transaction():
            self._database.run(
                "DELETE FROM photo WHERE folder_id = ?1 AND path IN "
                "(SELECT CAST(?2 || path AS BLOB) FROM photo WHERE folder_id = ?3)",
                (parent, start, child),
            )
            self._database.run(
                "UPDATE photo SET folder_id = ?, path = CAST(? || path AS BLOB) "
                "WHERE folder_id = ?",
                (parent, start, child),
            )
            self._database.run("DELETE FROM directory WHERE folder_id = ?", (child,))
            adopted = self._database.rows(
                "SELECT id FROM photo WHERE folder_id = ? AND path >= ? AND path < ?",
                (parent, *path_codec.subtree_bounds(prefix)),
            )
            write_derived(self._database, [PhotoId(photo_id) for (photo_id,) in adopted])
            advance_generation(self._database)

    def remove_folder(self, folder_id: FolderId) -> int:
        """Delete all rows of a folder, in small transactions; return how many photos went."""
        for table in ("directory", "folder_status"):
            self._database.run(f"DELETE FROM {table} WHERE folder_id = ?", (folder_id,))  # noqa: S608
        return self._delete_in_parts("folder_id = ?", (folder_id,))

    def purge_missing(
        self, *, missing_before: float, folder_ids: Sequence[FolderId] | None = None
    ) -> int:
        """Delete rows that have been missing since before a time; return how many."""
        if folder_ids is None:
            return self._delete_in_parts("missing_since < ?", (missing_before,))
        return self._delete_in_parts(
            "missing_since < ? AND folder_id IN (SELECT value FROM json_each(?))",
            (missing_before, json.dumps(list(folder_ids))),
        )

    def set_aside_unknown_folders(self, folder_ids: Iterable[FolderId], now: float) -> int:
        """Mark photos missing whose folder is in no list; return how many.

        After `user.db` was lost they would belong to nobody; their embeddings still serve the
        same photos when the person adds the folder again.
        """
        with self._database.transaction():
            changed = self._database.run(
                "UPDATE photo SET missing_since = ? WHERE missing_since IS NULL "
                "AND folder_id NOT IN (SELECT value FROM json_each(?))",
                (now, json.dumps(list(folder_ids))),
            )
            if changed:
                advance_generation(self._database)
        return changed

    def highest_folder_id(self) -> int:
        """The highest folder id that any row carries; 0 without rows."""
        return int(self._database.value("SELECT max(folder_id) FROM photo") or 0)

    def _rows_under(
        self, columns: str, folder_id: FolderId, under: str, condition: str = ""
    ) -> Rows:
        sql = f"SELECT {columns} FROM photo WHERE folder_id = ? {condition}"  # noqa: S608
        if not under:
            return self._database.rows(sql, (folder_id,))
        bounds = path_codec.subtree_bounds(under)
        return self._database.rows(f"{sql} AND path >= ? AND path < ?", (folder_id, *bounds))

    def _add(self, folder_id: FolderId, file: FoundFile) -> PhotoId:
        """Insert a row; a row that is there after all is taken as modified."""
        stat = file.stat
        row = self._database.row(
            """
            INSERT INTO photo(folder_id, path, size, mtime_ns, inode, device, ctime_ns)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (folder_id, path) DO UPDATE SET
                size = excluded.size, mtime_ns = excluded.mtime_ns, inode = excluded.inode,
                device = excluded.device, ctime_ns = excluded.ctime_ns, state = 'pending',
                attempts = 0, missing_since = NULL
            RETURNING id
            """,
            (folder_id, path_codec.to_bytes(file.path), *stat_codec.to_columns(stat)),
        )
        assert row is not None
        return PhotoId(row[0])

    def _mark_modified(self, files: Sequence[ChangedFile]) -> None:
        self._database.run_many(
            f"UPDATE photo SET {_SET_STAT}, state = 'pending', attempts = 0, "  # noqa: S608
            "failure_kind = '', reason = '', missing_since = NULL WHERE id = ?",
            [(*stat_codec.to_columns(file.stat), file.photo_id) for file in files],
        )

    def _mark_returned(self, files: Sequence[ChangedFile]) -> None:
        self._database.run_many(
            f"UPDATE photo SET {_SET_STAT}, missing_since = NULL WHERE id = ?",  # noqa: S608
            [(*stat_codec.to_columns(file.stat), file.photo_id) for file in files],
        )
        write_dates(self._database, [file.photo_id for file in files])

    def _note_stats(self, files: Sequence[ChangedFile]) -> None:
        self._database.run_many(
            f"UPDATE photo SET {_SET_STAT} WHERE id = ?",  # noqa: S608
            [(*stat_codec.to_columns(file.stat), file.photo_id) for file in files],
        )

    def _mark_missing(self, photo_ids: Sequence[PhotoId], seen_at: float) -> None:
        self._database.run_many(
            "UPDATE photo SET missing_since = ? WHERE id = ? AND missing_since IS NULL",
            [(seen_at, photo_id) for photo_id in photo_ids],
        )

    def _move(self, files: Sequence[MovedFile]) -> None:
        """Give rows their new paths. They step aside first: two files may have swapped names."""
        self._database.run_many(
            "UPDATE photo SET path = CAST('/aside/' || id AS BLOB) WHERE id = ?",
            [(file.photo_id,) for file in files],
        )
        targets = [(file.folder_id, path_codec.to_bytes(file.path)) for file in files]
        self._database.run_many("DELETE FROM photo WHERE folder_id = ? AND path = ?", targets)
        self._database.run_many(
            f"UPDATE photo SET folder_id = ?, path = ?, {_SET_STAT}, "  # noqa: S608
            "missing_since = NULL WHERE id = ?",
            [
                (*target, *stat_codec.to_columns(file.stat), file.photo_id)
                for target, file in zip(targets, files, strict=True)
            ],
        )
        forget_sidecars(self._database, [file.photo_id for file in files])
        write_derived(self._database, [file.photo_id for file in files])

    def _remember_directories(self, outcome: ScanOutcome) -> None:
        self._database.run_many(
            """
            INSERT INTO directory VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET mtime_ns = excluded.mtime_ns, scanned_at = excluded.scanned_at
            """,
            [
                (outcome.folder_id, path_codec.to_bytes(d.path), d.mtime_ns, outcome.seen_at)
                for d in outcome.directories
            ],
        )

    def _delete_in_parts(self, condition: str, parameters: tuple[Any, ...]) -> int:
        deleted = 0
        while True:
            with self._database.transaction():
                part = self._database.run(
                    "DELETE FROM photo WHERE id IN "  # noqa: S608
                    f"(SELECT id FROM photo WHERE {condition} LIMIT {_ROWS_PER_DELETE})",
                    parameters,
                )
                advance_generation(self._database)
            deleted += part
            if part < _ROWS_PER_DELETE:
                return deleted


def _known_files(rows: Rows) -> list[KnownFile]:
    return [
        KnownFile(
            PhotoId(photo_id),
            path_codec.to_str(path),
            stat_codec.from_columns(*stat),
            PhotoState(state),
            content_id or b"",
            missing_since,
        )
        for photo_id, path, *stat, state, content_id, missing_since in rows
    ]
