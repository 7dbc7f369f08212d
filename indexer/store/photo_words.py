"""Finds photos by the words in their names, folders, keywords, captions, cameras and places."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.core.normal import plain
from indexer.store.photo_text import COLUMNS, plain_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.store.connection import Database

_TRIGRAM = 3
_MOST_CANDIDATES = 5_000
_MOST_SIMILAR = 200
_FEWEST_TRIGRAMS = 2
_WORD = re.compile(r"[^\W\d_]+")
_WEIGHTS = "4.0, 2.0, 4.0, 6.0, 6.0, 4.0, 1.0, 2.0"
"""Of the fields of `photo_text`, in their order: what a person wrote tells most."""


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """A photo whose words hold all those asked for; `where` names the places."""

    photo_id: int
    where: tuple[str, ...]


def phrase_condition(phrase: str) -> tuple[str, list[Any]]:
    """SQL on `photo` for an exact part of its names and texts, whatever the letter case."""
    wanted = plain(phrase)
    if len(wanted) >= _TRIGRAM:
        chosen = "id IN (SELECT rowid FROM photo_text WHERE photo_text MATCH ?)"
        return chosen, [_phrase(wanted)]
    # Too short for the trigram index, as most Chinese words are: every photo's texts are looked at.
    return "id IN (SELECT id FROM photo_words WHERE instr(words, ?) > 0)", [wanted]


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
        where = _places(patterns, plain_texts(texts))
        if where is not None:
            found.append(NamedPhoto(photo_id, where))
    return found


def similar_words(database: Database, word: str) -> list[str]:
    """Words of names and texts that share trigrams with `word`, in lower case, the nearest first.

    Words of fewer than four letters have too few trigrams to tell.
    """
    letters = plain(word)
    trigrams = [letters[at : at + _TRIGRAM] for at in range(len(letters) - _TRIGRAM + 1)]
    if len(trigrams) < _FEWEST_TRIGRAMS:
        return []
    rows = database.rows(
        f"SELECT {COLUMNS} FROM photo_text JOIN photo ON photo.id = photo_text.rowid "  # noqa: S608
        f"WHERE photo_text MATCH ? AND missing_since IS NULL ORDER BY rank LIMIT {_MOST_SIMILAR}",
        (" OR ".join(_phrase(trigram) for trigram in dict.fromkeys(trigrams)),),
    )
    texts = (text for row in rows for text in plain_texts(row).values())
    return list(dict.fromkeys(found for text in texts for found in _WORD.findall(text)))


def _candidates(
    database: Database, words: Sequence[str], photo_ids: Sequence[int] | None
) -> list[tuple[Any, ...]]:
    words = [plain(word) for word in words]
    long = [word for word in words if len(word) >= _TRIGRAM]
    conditions = [phrase_condition(word) for word in words if len(word) < _TRIGRAM]
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
        f"SELECT id, {COLUMNS} FROM {source} WHERE {where} "  # noqa: S608
        f"AND missing_since IS NULL ORDER BY {order} LIMIT {_MOST_CANDIDATES}",
        [value for _, values in conditions for value in values],
    )


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
    letters = plain(word)
    if not letters.isascii():
        return re.compile(re.escape(letters))
    return re.compile(rf"(?<![a-z]){re.escape(letters)}(?:e?s)?(?![a-z])")


def _phrase(text: str) -> str:
    """A phrase in FTS5's own quotes. A NUL would end it, and no text in the index has one."""
    return '"' + text.replace("\0", " ").replace('"', '""') + '"'
