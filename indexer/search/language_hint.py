"""Notices queries in a script that the model in use was never taught, and names one that was.

Scripts are told from the names of Unicode characters. A language in Latin letters cannot be told
from English this way, and no hint is given for it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.embedding.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Collection

EVERY_LANGUAGE = "mul"
_LATIN = "Latin"
_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "BOPOMOFO": "Chinese",
    "CYRILLIC": "Cyrillic",
    "GREEK": "Greek",
    "ARABIC": "Arabic",
    "HEBREW": "Hebrew",
    "THAI": "Thai",
    "DEVANAGARI": "Devanagari",
    "BENGALI": "Bengali",
    "TAMIL": "Tamil",
    "TELUGU": "Telugu",
    "GEORGIAN": "Georgian",
    "ARMENIAN": "Armenian",
    "FULLWIDTH": _LATIN,
    "LATIN": _LATIN,
}
"""The first word of a letter's Unicode name, and how to call its script to a person."""


@dataclass(frozen=True, slots=True)
class LanguageHint:
    """The query's script is none of the active model's; `model` reads it."""

    script: str
    """As a person calls it: “Chinese”, “Cyrillic”."""
    model: str
    """A name of the catalogue."""
    is_installed: bool

    @property
    def sentence(self) -> str:
        """What to tell the person, in English."""
        means = "use it" if self.is_installed else "install it"
        return (
            f"The model in use does not read {self.script} text. {self.model} does: {means} to "
            "search in your language."
        )


def language_hint(text: str, active_model: str, installed: Collection[str]) -> LanguageHint | None:
    """A hint for a query that the active model cannot read; None when it can, or nobody knows.

    Args:
        text: the query.
        active_model: the model that answers; one outside the catalogue is taken to read all.
        installed: names of models on this computer: preferred to one that must be downloaded.
    """
    script = script_of(text)
    entry = load_catalogue().get(active_model)
    if script == _LATIN or entry is None or EVERY_LANGUAGE in entry.languages:
        return None
    able = [name for name, one in load_catalogue().items() if EVERY_LANGUAGE in one.languages]
    ready = [name for name in able if name in installed]
    if not able:
        return None
    return LanguageHint(script, (ready or able)[0], bool(ready))


def script_of(text: str) -> str:
    """The script of most letters; Latin for a text without letters. Kana make it Japanese."""
    scripts = Counter(_script(letter) for letter in text if letter.isalpha())
    if scripts["Japanese"]:
        scripts["Japanese"] += scripts.pop("Chinese", 0)
    return scripts.most_common(1)[0][0] if scripts else _LATIN


def _script(letter: str) -> str:
    first_word = unicodedata.name(letter, _LATIN.upper()).partition(" ")[0]
    return _SCRIPTS.get(first_word, first_word.title())
