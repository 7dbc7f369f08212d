"""Puts the indexer's explanation of a hit into the person's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from desktop.sentences import sentence
from desktop.views.match_card import Match, Reason
from indexer.api import Cause, Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.api import Explanation


class MatchWords(QObject):
    """A QObject for its translations."""

    def of(self, explanation: Explanation) -> Match:
        """What the card shows."""
        return Match(
            self._verdict(explanation),
            self._figures(explanation),
            tuple(self._reasons(explanation)),
            self._names(explanation.names),
        )

    def ranked(self, score: float, strength: Strength) -> Match:
        """The same of a list without a typed query."""
        return Match(
            self._strength(strength), self.tr("Score {score}").format(score=_figure(score))
        )

    def _strength(self, strength: Strength) -> str:
        return {
            Strength.STRONG: self.tr("A strong match"),
            Strength.LIKELY: self.tr("A likely match"),
            Strength.WEAK: self.tr("Too weak to count as a match"),
        }[strength]

    def _verdict(self, explanation: Explanation) -> str:
        causes = {
            Cause.NOT_WATCHED: self.tr("Not found: it is in no watched folder"),
            Cause.EXCLUDED: self.tr("Not found: it is left out of the library"),
            Cause.NOT_FOUND: self.tr("Not found: there is no such file"),
            Cause.MISSING: self.tr("Not found: its file is no longer there"),
            Cause.FAILED: self.tr("Not found: it could not be read"),
            Cause.PENDING: self.tr("Not found yet: it waits to be indexed"),
            Cause.FILTERED: self.tr("Not found: a filter leaves it out"),
        }
        if explanation.strength is not None:
            return self._strength(explanation.strength)
        return causes.get(explanation.cause, sentence(explanation.sentence))

    def _figures(self, explanation: Explanation) -> str:
        if explanation.rank is None or explanation.score is None:
            return ""
        locale = QLocale()
        place = self.tr("Number {rank} of {total}").format(
            rank=locale.toString(explanation.rank), total=locale.toString(explanation.of)
        )
        line = explanation.line or 0.0
        words = self.tr("score {score}, likely from {line}")
        if explanation.strength is Strength.LIKELY and explanation.score < line:
            words = self.tr("score {score} alone would be too low, but your words name it")
        score = words.format(score=_figure(explanation.score), line=_figure(line))
        ranked = any(part.contribution is not None for part in explanation.parts)
        return f"{place}  ·  {score}" if ranked else place

    def _reasons(self, explanation: Explanation) -> list[Reason]:
        """A bar is full at the score of a strong match, whatever the photo reaches."""
        return [
            Reason(part.text, self._fit(fits=part.fits))
            if part.contribution is None
            else Reason(
                part.text, f"{part.contribution:+.2f}", _share(part.contribution, explanation.full)
            )
            for part in explanation.parts
        ]

    def _fit(self, *, fits: bool | None) -> str:
        return self.tr("✓ fits") if fits else self.tr("✗ does not fit")

    def _names(self, names: Sequence[str]) -> str:
        if not names:
            return ""
        known = {
            "name": self.tr("file name"),
            "folder": self.tr("folder"),
            "keywords": self.tr("keywords"),
            "caption": self.tr("caption"),
            "title": self.tr("title"),
            "people": self.tr("people"),
            "camera": self.tr("camera"),
        }
        places = QLocale().createSeparatedList([known.get(name, name) for name in names])
        return self.tr("Your words also stand in: {places}").format(places=places)


def _figure(value: float) -> str:
    return QLocale().toString(value, "f", 2)


def _share(contribution: float, full: float | None) -> float:
    return min(max(contribution, 0.0) / full, 1.0) if full and full > 0 else 0.0
