"""The full-text rows of photos: names, folders, keywords, captions, cameras and places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.store import path_codec
from indexer.store.photo_place import place_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import PhotoId
    from indexer.store.connection import Database


def write_text(database: Database, photo_ids: Sequence[PhotoId]) -> None:
    """Bring the text of indexed photos up to date; call inside the transaction of their change."""
    rows = database.rows(
        """
        SELECT id, path, keywords, caption, camera_make || ' ' || camera_model || ' ' || lens, city
        FROM photo WHERE id IN (SELECT value FROM json_each(?)) AND indexed_at IS NOT NULL
        """,
        (json.dumps(list(photo_ids)),),
    )
    database.run_many(
        "INSERT OR REPLACE INTO photo_text(rowid, name, folder, keywords, caption, camera, place) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (photo_id, *_split(path), _lines(keywords), caption, camera.strip(), place_names(city))
            for photo_id, path, keywords, caption, camera, city in rows
        ],
    )


def _lines(keywords: str) -> str:
    return "\n".join(json.loads(keywords))


def _split(path: bytes) -> tuple[str, str]:
    folder, _, name = path_codec.display(path).rpartition("/")
    return name, folder
