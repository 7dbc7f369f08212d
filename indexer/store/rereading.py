"""What makes the metadata of indexed photos be read again, without new vectors.

A row says by its `metadata_version` which version read it; 0 is none. Its `sidecars` say which
files beside it belong to what was read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.store import path_codec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.core.types import FolderId, PhotoId
    from indexer.store.connection import Database
    from indexer.store.records import FilesBeside


def have_read_again(database: Database, photo_ids: Sequence[PhotoId]) -> None:
    """Have the metadata of these photos read again."""
    database.run(
        "UPDATE photo SET metadata_version = 0 WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(photo_ids)),),
    )


def write_sidecars(database: Database, folder_id: FolderId, photos: Iterable[FilesBeside]) -> None:
    """Note the sidecars of photos, and have those read again that had others."""
    database.run_many(
        "UPDATE photo SET sidecars = ?1, metadata_version = 0 "
        "WHERE folder_id = ?2 AND path = ?3 AND sidecars != ?1",
        [(photo.sidecars, folder_id, path_codec.to_bytes(photo.path)) for photo in photos],
    )


def forget_sidecars(database: Database, photo_ids: Iterable[PhotoId]) -> None:
    """Photos moved: what lay beside them has stayed behind, or is noted anew."""
    database.run_many(
        "UPDATE photo SET sidecars = '', metadata_version = 0 WHERE id = ? AND sidecars != ''",
        [(photo_id,) for photo_id in photo_ids],
    )
