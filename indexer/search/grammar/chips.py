"""The parts of a typed query, as the window shows them: each can be read, explained and removed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.search.grammar.periods import Days


class ChipKind(StrEnum):
    """What a part asks for; the kinds with a field are named like it."""

    MEANING = "meaning"
    TEXT = "text"
    IN = "in"
    CAMERA = "camera"
    LENS = "lens"
    DATE = "date"
    AFTER = "after"
    BEFORE = "before"
    TYPE = "type"
    ORIENTATION = "orientation"
    IS = "is"
    RATING = "rating"
    NEAR = "near"
    PLACE = "place"
    LIKE = "like"
    CONCEPT = "concept"
    MISTAKE = "mistake"


RANKING_KINDS = frozenset({ChipKind.MEANING, ChipKind.LIKE, ChipKind.CONCEPT})
"""Parts that order photos; the others, but mistakes, keep some and leave out the rest."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a query."""

    kind: ChipKind
    start: int
    """Where it stands in `Parse.text`; `end` is behind it."""
    end: int
    text: str
    """As it is written back: parsing it gives the same chip."""
    values: tuple[str, ...] = ()
    """What it looks for; a photo that has one of them fits."""
    negated: bool = False
    weight: float = 1.0
    message: str = ""
    """How it was understood, or what is wrong with it, where the text alone does not say it."""
    suggestion: str = ""
    """What may be meant instead, to stand in place of `text`: for a mistake, and for plain words
    that hold a date, with the date as a filter."""
    periods: tuple[Days, ...] = ()
    """The days of a date; of plain words, those of the dates among them, such as “1960s car”."""
    undated: str = ""
    """Plain words with dates among them: the words without these."""

    @property
    def understood(self) -> bool:
        """Whether it takes part in the search; a mistake is left out and shown."""
        return self.kind is not ChipKind.MISTAKE

    @property
    def corrected(self) -> bool:
        """Whether other words are searched for than those in the quotes; the message says which."""
        return self.kind is ChipKind.TEXT and self.values[0] not in self.text.replace('""', '"')

    @property
    def ranks(self) -> bool:
        """Whether it orders photos rather than filtering them."""
        return self.kind in RANKING_KINDS


@dataclass(frozen=True, slots=True)
class Parse:
    """A typed text and its parts in order. Every character but white space is in one of them."""

    text: str
    """What was typed, in Unicode's NFC form: chips count their places here."""
    chips: tuple[Chip, ...]

    @property
    def printed(self) -> str:
        """The query written anew; parsing that gives the same chips."""
        return " ".join(chip.text for chip in self.chips)

    @property
    def mistakes(self) -> tuple[Chip, ...]:
        """The parts that could not be understood."""
        return tuple(chip for chip in self.chips if not chip.understood)

    @property
    def filters(self) -> tuple[Chip, ...]:
        """The parts that keep some photos."""
        return tuple(chip for chip in self.chips if chip.understood and not chip.ranks)

    @property
    def meaning(self) -> str:
        """The plain words of all parts together: one sentence, however a filter divides it."""
        plain = (chip for chip in self.chips if _is_plain_meaning(chip))
        return " ".join(chip.values[0] for chip in plain)

    @property
    def undated_meaning(self) -> str:
        """`meaning` without the dates among the words."""
        plain = (chip for chip in self.chips if _is_plain_meaning(chip))
        return " ".join(chip.undated if chip.periods else chip.values[0] for chip in plain)

    @property
    def ranked(self) -> tuple[Chip, ...]:
        """The parts that order photos, beside the plain words of `meaning`."""
        return tuple(chip for chip in self.chips if chip.ranks and not _is_plain_meaning(chip))

    def with_suggestion(self, place: int) -> str:
        """The query with the chip at `place` as its suggestion says."""
        return " ".join(
            chip.suggestion if each == place and chip.suggestion else chip.text
            for each, chip in enumerate(self.chips)
        )

    def without(self, place: int) -> str:
        """The query after the chip at `place` was removed."""
        return " ".join(chip.text for each, chip in enumerate(self.chips) if each != place)


def _is_plain_meaning(chip: Chip) -> bool:
    return chip.kind is ChipKind.MEANING and not chip.negated and chip.weight == 1.0
