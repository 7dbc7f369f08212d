"""Finds photos by the words in their names, folders, keywords, captions, cameras and places."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.store import path_codec
from indexer.store.photo_place import cities_named_like, place_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.store.connection import Database

_TRIGRAM = 3
_MOST_CANDIDATES = 5_000
_COLUMNS = ", ".join(
    f"photo.{name}"
    for name in ("path", "keywords", "caption", "camera_make", "camera_model", "lens", "city")
)
_ALL_TEXT = (
    "concat_ws(char(10), CAST(path AS TEXT), keywords, caption, camera_make, camera_model, lens)"
)
_WEIGHTS = "4.0, 2.0, 6.0, 4.0, 1.0, 2.0"
"""Of name, folder, keywords, caption, camera and place: what a person wrote tells most."""


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """A photo whose words hold all those asked for; `where` names the places."""

    photo_id: int
    where: tuple[str, ...]


def phrase_condition(database: Database, phrase: str) -> tuple[str, list[Any]]:
    """SQL on `photo` for an exact part of its names and texts, whatever the letter case."""
    if len(phrase) >= _TRIGRAM:
        chosen = "id IN (SELECT rowid FROM photo_text WHERE photo_text MATCH ?)"
        return chosen, [_phrase(phrase)]
    # Too short for the trigram index, as most Chinese words are: every photo's texts are looked at.
    cities = json.dumps(cities_named_like(database, phrase))
    held = f"instr(lower({_ALL_TEXT}), lower(?)) > 0"
    placed = "city IN (SELECT value FROM json_each(?))"
    return f"({held} OR {placed})", [phrase, cities]


def named_photos(
    database: Database, words: Sequence[str], photo_ids: Sequence[int] | None = None
) -> list[NamedPhoto]:
    """Photos that have every word as a whole word (a Latin one also in the plural), best first.

    `photo_ids`: only these.
    """
    if not words:
        return []
    rows = _candidates(database, words, photo_ids)
    patterns = [_whole_word(word) for word in words]
    found = []
    for photo_id, *texts in rows:
        where = _places(patterns, _readable(texts))
        if where is not None:
            found.append(NamedPhoto(photo_id, where))
    return found


def _candidates(
    database: Database, words: Sequence[str], photo_ids: Sequence[int] | None
) -> list[tuple[Any, ...]]:
    long = [word for word in words if len(word) >= _TRIGRAM]
    conditions = [phrase_condition(database, word) for word in words if len(word) < _TRIGRAM]
    order, source = "id", "photo"
    if long:
        source = "photo_text JOIN photo ON photo.id = photo_text.rowid"
        conditions.insert(0, ("photo_text MATCH ?", [" ".join(_phrase(word) for word in long)]))
        order = f"bm25(photo_text, {_WEIGHTS}), id"
    if photo_ids is not None:
        chosen = json.dumps([int(photo_id) for photo_id in photo_ids])
        conditions.append(("id IN (SELECT value FROM json_each(?))", [chosen]))
    where = " AND ".join(sql for sql, _ in conditions)
    return database.rows(
        f"SELECT id, {_COLUMNS} FROM {source} WHERE {where} "  # noqa: S608
        f"AND missing_since IS NULL ORDER BY {order} LIMIT {_MOST_CANDIDATES}",
        [value for _, values in conditions for value in values],
    )


def _readable(texts: Sequence[Any]) -> dict[str, str]:
    path, keywords, caption, *camera, city = texts
    folder, _, name = path_codec.display(path).rpartition("/")
    written = {
        "name": name,
        "folder": folder,
        "keywords": " ".join(json.loads(keywords)),
        "caption": caption,
        "camera": " ".join(camera),
        "place": place_names(city),
    }
    return {place: _plain(text) for place, text in written.items()}


def _places(patterns: Sequence[re.Pattern[str]], texts: dict[str, str]) -> tuple[str, ...] | None:
    """Where the words stand; None unless each stands somewhere."""
    where: dict[str, None] = {}
    for pattern in patterns:
        places = [place for place, text in texts.items() if pattern.search(text)]
        if not places:
            return None
        where.update(dict.fromkeys(places))
    return tuple(where)


def _whole_word(word: str) -> re.Pattern[str]:
    """A word by itself: digits and underscores end it too, as in cat_2.jpg."""
    plain = re.escape(_plain(word))
    if not word.isascii():
        return re.compile(plain)
    return re.compile(rf"(?<![a-z]){plain}(?:e?s)?(?![a-z])")


def _plain(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(it for it in apart if not unicodedata.combining(it))
    )


def _phrase(text: str) -> str:
    """A phrase in FTS5's own quotes. A NUL would end it, and no text in the index has one."""
    return '"' + text.replace("\0", " ").replace('"', '""') + '"'
