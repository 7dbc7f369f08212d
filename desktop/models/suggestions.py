"""What the search field offers while a person thinks: recent searches and ideas."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from indexer.api import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SHOWN = 8
MOST_RECENT = 50


class SuggestionKind(StrEnum):
    """Where a suggestion comes from; the value is the name of its icon."""

    RECENT = "history"
    IDEA = "idea"
    WORD = "search"
    """The word that is being typed, written out: a field or one of its values."""


class Suggestion(NamedTuple):
    """A query that can be taken as it is."""

    text: str
    kind: SuggestionKind


def remembered(recent: Sequence[str], text: str) -> list[str]:
    """`recent`, newest first, with `text` at its beginning."""
    others = [each for each in recent if folded(each) != folded(text)]
    return [text, *others][:MOST_RECENT]


def suggestions(typed: str, recent: Sequence[str], ideas: Sequence[str]) -> list[Suggestion]:
    """What fits the typed text: all that begins with it, then what has a word that does."""
    start = folded(typed.strip())
    found = [Suggestion(text, SuggestionKind.RECENT) for text in recent]
    known = {folded(text) for text in recent}
    found += [Suggestion(i, SuggestionKind.IDEA) for i in ideas if folded(i) not in known]
    if not start:
        recents = [each for each in found if each.kind is SuggestionKind.RECENT][: MOST_SHOWN // 2]
        fresh = [each for each in found if each.kind is SuggestionKind.IDEA]
        return [*recents, *fresh][:MOST_SHOWN]
    fitting = [each for each in found if _fits(folded(each.text), start)]
    fitting.sort(key=lambda each: not folded(each.text).startswith(start))
    return [each for each in fitting if folded(each.text) != start][:MOST_SHOWN]


def _fits(text: str, start: str) -> bool:
    return text.startswith(start) or f" {start}" in text
