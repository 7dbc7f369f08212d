"""The texts of photos as they are searched: names, folders, words of people, cameras and places."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from indexer.core.normal import plain
from indexer.store import path_codec
from indexer.store.photo_place import place_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import PhotoId
    from indexer.store.connection import Database

FIELDS = ("name", "folder", "title", "keywords", "people", "caption", "camera", "place")
"""Where a word can stand: the columns of `photo_text`."""
COLUMNS = (
    "photo.path, photo.title, photo.keywords, photo.people, photo.caption, "
    "photo.camera_make, photo.camera_model, photo.lens, photo.places, photo.city"
)
"""What `plain_texts` takes."""


def plain_texts(row: Sequence[Any]) -> dict[str, str]:
    """The texts of a row of `COLUMNS` by field, in the form in which words are compared."""
    path, title, keywords, people, caption, *camera, places, city = row
    folder, _, name = path_codec.display(path).rpartition("/")
    named = place_names(city)
    written = {
        "name": name,
        "folder": folder,
        "title": title,
        "keywords": _lines(keywords),
        "people": _lines(people),
        "caption": caption,
        "camera": " ".join(filter(None, camera)),
        "place": "\n".join(filter(None, (_lines(places), named))),
    }
    return {field: plain(text) for field, text in written.items()}


def write_text(database: Database, photo_ids: Sequence[PhotoId]) -> None:
    """Bring the texts of indexed photos up to date; call inside the transaction of their change."""
    rows = database.rows(
        f"SELECT id, {COLUMNS} FROM photo "  # noqa: S608
        "WHERE id IN (SELECT value FROM json_each(?)) AND indexed_at IS NOT NULL",
        (json.dumps(list(photo_ids)),),
    )
    texts = [(photo_id, plain_texts(row)) for photo_id, *row in rows]
    marks = ", ".join("?" for _ in FIELDS)
    database.run_many(
        f"INSERT OR REPLACE INTO photo_text(rowid, {', '.join(FIELDS)}) VALUES (?, {marks})",  # noqa: S608
        [(photo_id, *(text[field] for field in FIELDS)) for photo_id, text in texts],
    )
    database.run_many(
        "INSERT OR REPLACE INTO photo_words VALUES (?, ?)",
        [(photo_id, "\n".join(filter(None, text.values()))) for photo_id, text in texts],
    )


def delete_text(database: Database, photo_id: PhotoId) -> None:
    """Nothing of this photo is found by words any more."""
    database.run("DELETE FROM photo_text WHERE rowid = ?", (photo_id,))
    database.run("DELETE FROM photo_words WHERE id = ?", (photo_id,))


def _lines(words: str) -> str:
    return "\n".join(json.loads(words))
