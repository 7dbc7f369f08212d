"""What the search field offers while a person thinks: recent searches and ideas."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

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
    others = [each for each in recent if each.casefold() != text.casefold()]
    return [text, *others][:MOST_RECENT]


def suggestions(typed: str, recent: Sequence[str], ideas: Sequence[str]) -> list[Suggestion]:
    """What fits the typed text: all that begins with it, then what has a word that does."""
    start = typed.strip().casefold()
    found = [Suggestion(text, SuggestionKind.RECENT) for text in recent]
    known = {text.casefold() for text in recent}
    found += [Suggestion(i, SuggestionKind.IDEA) for i in ideas if i.casefold() not in known]
    if not start:
        recents = [each for each in found if each.kind is SuggestionKind.RECENT][: MOST_SHOWN // 2]
        fresh = [each for each in found if each.kind is SuggestionKind.IDEA]
        return [*recents, *fresh][:MOST_SHOWN]
    fitting = [each for each in found if _fits(each.text.casefold(), start)]
    fitting.sort(key=lambda each: not each.text.casefold().startswith(start))
    return [each for each in fitting if each.text.casefold() != start][:MOST_SHOWN]


def _fits(text: str, start: str) -> bool:
    return text.startswith(start) or f" {start}" in text
