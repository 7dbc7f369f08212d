"""What comes of reading a field's value: its meaning, or a sentence that says what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.search.grammar.periods import Days


class Misread(Exception):
    """A value that its field cannot take. The text is a sentence for the person."""

    def __init__(self, sentence: str, suggestion: str = "") -> None:
        super().__init__(sentence)
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it is used: in its canonical spelling, with what should be said about it."""

    value: str
    message: str = ""
    period: Days | None = None
