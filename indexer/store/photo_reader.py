"""Rows of `photo` as records."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.core.folder_names import placed
from indexer.core.types import FolderId, PhotoId, PhotoRecord, PhotoState
from indexer.store import path_codec, photo_metadata
from indexer.store.id_list import id_list
from indexer.store.photo_date import UNDATED
from indexer.store.records import PhotoShapes, TimelineKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt

    from indexer.core.types import WatchedFolder
    from indexer.store.connection import Database

_RECORD = f"""
SELECT id, photo.folder_id, path, iif(missing_since IS NULL, state, 'missing'), size, mtime_ns,
    coalesce(online, 1), reason, attempts, content_id, indexed_at, shown_at, shown_within,
    suspect, {photo_metadata.COLUMNS}
FROM photo LEFT JOIN folder_status USING (folder_id)
"""  # noqa: S608
_ON_SHOW = "indexed_at IS NOT NULL AND missing_since IS NULL"
_SHAPE = np.dtype([("id", np.int64), ("shown_at", np.float64), ("aspect", np.float32)])
_SHAPES_A_PART = 4096


def records(
    database: Database,
    folders: Sequence[WatchedFolder],
    condition: str,
    parameters: Sequence[Any],
) -> list[PhotoRecord]:
    """Records of the photos for which `condition` (SQL of this package) holds."""
    paths = {folder.id: folder.path for folder in folders}
    rows = database.rows(f"{_RECORD} WHERE {condition}", parameters)
    return [_record(row, paths) for row in rows]


def records_by_id(
    database: Database, folders: Sequence[WatchedFolder], photo_ids: Sequence[PhotoId]
) -> list[PhotoRecord]:
    """Records in the order asked; ids that are gone are left out."""
    asked = json.dumps([int(photo_id) for photo_id in photo_ids])
    found = records(database, folders, "id IN (SELECT value FROM json_each(?))", (asked,))
    by_id = {record.id: record for record in found}
    return [by_id[photo_id] for photo_id in photo_ids if photo_id in by_id]


def places_by_id(
    database: Database, folders: Sequence[WatchedFolder], photo_ids: Sequence[PhotoId]
) -> dict[PhotoId, tuple[str, bool]]:
    """The path of each photo and whether its drive is connected; ids that are gone are left out."""
    paths = {folder.id: folder.path for folder in folders}
    rows = database.rows(
        "SELECT id, photo.folder_id, path, coalesce(online, 1) FROM photo "
        "LEFT JOIN folder_status USING (folder_id) WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([int(photo_id) for photo_id in photo_ids]),),
    )
    return {
        PhotoId(photo_id): (path_codec.absolute(paths.get(folder_id, ""), path), bool(online))
        for photo_id, folder_id, path, online in rows
    }


def record_at(
    database: Database, folders: Sequence[WatchedFolder], path: str
) -> PhotoRecord | None:
    """The photo at an absolute path, or None."""
    place = placed(path, folders)
    if place is None:
        return None
    folder, relative = place
    found = records(
        database,
        folders,
        "photo.folder_id = ? AND path = ?",
        (folder.id, path_codec.to_bytes(relative)),
    )
    return found[0] if found else None


def photo_ids(
    database: Database, folder_ids: Iterable[FolderId] | None, state: PhotoState | None
) -> npt.NDArray[np.int64]:
    """Ids in ascending order, shape (n,); without a state, of every photo that is not missing."""
    parameters: list[str] = []
    if state is PhotoState.MISSING:
        shown = "missing_since IS NOT NULL"
    elif state is None:
        shown = "missing_since IS NULL"
    else:
        shown = "state = ? AND missing_since IS NULL"
        parameters.append(state.value)
    where, folder_parameters = _in_folders(folder_ids)
    found = id_list(
        database,
        f"SELECT id FROM photo WHERE {shown} {where}",  # noqa: S608
        [*parameters, *folder_parameters],
    )
    return np.sort(found)


def timeline(
    database: Database,
    *,
    limit: int,
    before: TimelineKey | None,
    folder_ids: Iterable[FolderId] | None,
) -> list[TimelineKey]:
    """A page of photos newest first."""
    start = (before.shown_at, before.photo_id) if before else (float("inf"), 0)
    where, parameters = _in_folders(folder_ids, "+folder_id")
    rows = database.rows(
        f"SELECT shown_at, id FROM photo WHERE {_ON_SHOW} AND (shown_at, id) < (?, ?) {where} "  # noqa: S608
        "ORDER BY shown_at DESC, id DESC LIMIT ?",
        (*start, *parameters, limit),
    )
    return [TimelineKey(shown_at, PhotoId(photo_id)) for shown_at, photo_id in rows]


def newest_ids(database: Database, folder_ids: Iterable[FolderId] | None) -> npt.NDArray[np.int64]:
    """Ids of all photos on show, newest first, shape (n,)."""
    where, parameters = _in_folders(folder_ids, "+folder_id")
    return id_list(
        database,
        f"SELECT id FROM photo WHERE {_ON_SHOW} {where} ORDER BY shown_at DESC, id DESC",  # noqa: S608
        parameters,
    )


def shapes(database: Database) -> PhotoShapes:
    """When each photo on show was taken and how wide it is for its height, by id."""
    rows = database.rows(
        f"SELECT id, shown_at, iif(height > 0, 1.0 * width / height, 1.0) FROM photo "  # noqa: S608
        f"WHERE {_ON_SHOW} ORDER BY id"
    )
    # In parts: one array of 100,000 rows would keep every other thread of a window waiting.
    parts = [
        np.fromiter(rows[start : start + _SHAPES_A_PART], _SHAPE)
        for start in range(0, len(rows), _SHAPES_A_PART)
    ]
    columns = np.concatenate([*parts, np.empty(0, _SHAPE)])
    ids, shown_at, aspects = (np.ascontiguousarray(columns[name]) for name in _SHAPE.fields or ())
    return PhotoShapes(ids, shown_at, aspects)


def ids_with_content(database: Database, content_ids: Iterable[bytes]) -> npt.NDArray[np.int64]:
    """Photos on show with one of these contents, in no order, shape (n,)."""
    chosen = json.dumps([content_id.hex() for content_id in content_ids])
    return id_list(
        database,
        "SELECT photo.id FROM json_each(?) JOIN photo ON content_id = unhex(value) "  # noqa: S608
        f"WHERE {_ON_SHOW}",
        (chosen,),
    )


def ids_below(
    database: Database, folders: Sequence[WatchedFolder], path: str
) -> npt.NDArray[np.int64]:
    """Photos on show in a folder (absolute path) and those in it, in no order, shape (n,)."""
    for folder in folders:
        root = folder.path.rstrip(os.sep)
        if (path + os.sep).startswith(root + os.sep):
            inside = path[len(root) :].strip(os.sep).replace(os.sep, "/")
            return _ids_in_directory(database, folder.id, inside)
    return np.empty(0, np.int64)


def count_newer(database: Database, photo_ids: npt.NDArray[np.int64], moment: float) -> int:
    """How many of these photos were indexed after a moment."""
    newer = id_list(database, "SELECT id FROM photo WHERE indexed_at > ?", (moment,))
    return int(np.isin(newer, photo_ids).sum())


def directories(database: Database) -> dict[FolderId, list[str]]:
    """The directories that hold photos, themselves or below, by watched folder; '' is its top."""
    found: dict[FolderId, list[str]] = {}
    for folder_id, path in database.rows("SELECT folder_id, path FROM directory ORDER BY 1, 2"):
        directory = path_codec.to_str(path)
        where, bounds = _in_directory(directory)
        if database.value(
            f"SELECT EXISTS (SELECT 1 FROM photo WHERE folder_id = ? {where} AND {_ON_SHOW})",  # noqa: S608
            (folder_id, *bounds),
        ):
            found.setdefault(FolderId(folder_id), []).append(directory)
    return found


def _ids_in_directory(
    database: Database, folder_id: FolderId, directory: str
) -> npt.NDArray[np.int64]:
    where, bounds = _in_directory(directory)
    return id_list(
        database,
        f"SELECT id FROM photo WHERE folder_id = ? {where} AND {_ON_SHOW}",  # noqa: S608
        (folder_id, *bounds),
    )


def _in_directory(directory: str) -> tuple[str, tuple[bytes, ...]]:
    """A condition on `path`, with its parameters; '' is the whole watched folder."""
    if not directory:
        return "", ()
    return "AND path >= ? AND path < ?", path_codec.subtree_bounds(directory)


def identical_photos(database: Database) -> dict[bytes, list[PhotoId]]:
    """Photos on show with the same content, by content, the oldest row first."""
    # Contents that come twice are found in their index alone: a million takes 0.14 s, not 7.
    twice = (
        "SELECT content_id FROM photo WHERE content_id IS NOT NULL "
        "GROUP BY content_id HAVING count(*) > 1"
    )
    rows = database.rows(
        f"SELECT content_id, json_group_array(id ORDER BY id) FROM photo WHERE {_ON_SHOW} "  # noqa: S608
        f"AND content_id IN ({twice}) GROUP BY content_id HAVING count(*) > 1 ORDER BY min(id)"
    )
    return {content_id: json.loads(photo_ids) for content_id, photo_ids in rows}


def raw_beside_photos(database: Database) -> list[list[PhotoId]]:
    """Photos on show that differ only in their ending, one of them RAW; the oldest row first."""
    any_raw = f"SELECT EXISTS (SELECT 1 FROM photo WHERE format = 'RAW' AND {_ON_SHOW})"  # noqa: S608
    if not database.value(any_raw):
        return []
    groups: dict[tuple[int, bytes], list[PhotoId]] = {}
    with_raw: set[tuple[int, bytes]] = set()
    for photo_id, folder_id, path, kind in database.rows(
        f"SELECT id, folder_id, path, format FROM photo WHERE {_ON_SHOW} ORDER BY id"  # noqa: S608
    ):
        stem = (folder_id, os.path.splitext(path)[0].lower())  # noqa: PTH122 - bytes, not text
        groups.setdefault(stem, []).append(PhotoId(photo_id))
        if kind == "RAW":
            with_raw.add(stem)
    return [photo_ids for stem, photo_ids in groups.items() if stem in with_raw and photo_ids[1:]]


def _in_folders(
    folder_ids: Iterable[FolderId] | None, column: str = "folder_id"
) -> tuple[str, list[str]]:
    """A condition on folders; the column `+folder_id` keeps SQLite on the timeline's index."""
    if folder_ids is None:
        return "", []
    chosen = json.dumps([int(folder_id) for folder_id in folder_ids])
    return f"AND {column} IN (SELECT value FROM json_each(?))", [chosen]  # noqa: S608


def _record(row: tuple[Any, ...], folders: Mapping[FolderId, str]) -> PhotoRecord:
    photo_id, folder_id, path, state, size, mtime_ns, online, reason, attempts = row[:9]
    content_id, indexed_at, shown_at, shown_within, suspect, *metadata = row[9:]
    return PhotoRecord(
        id=PhotoId(photo_id),
        folder_id=FolderId(folder_id),
        path=path_codec.absolute(folders.get(folder_id, ""), path),
        state=PhotoState(state),
        size=size,
        mtime_ns=mtime_ns,
        online=bool(online),
        reason=reason,
        attempts=attempts,
        content_id=content_id or b"",
        metadata=photo_metadata.from_columns(metadata),
        indexed_at=indexed_at,
        shown_at=None if shown_at <= UNDATED else shown_at,
        shown_within=shown_within,
        is_damaged=bool(suspect),
    )
