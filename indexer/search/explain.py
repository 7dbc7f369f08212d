"""Why a photo is among the hits of a query, or why it is not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.core.types import PhotoState, Strength
from indexer.search.filters import photo_test
from indexer.search.named import name_words
from indexer.search.typed import check_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import PhotoRecord
    from indexer.search.grammar.chips import Chip, Parse
    from indexer.search.query import QueryVector
    from indexer.search.typed import Found, TypedSearch
    from indexer.store.compact_index import PhotoIds
    from indexer.store.index_reader import IndexReader


class Cause(StrEnum):
    """What decided about a photo, in the order in which it is looked at."""

    NOT_WATCHED = "not watched"
    EXCLUDED = "excluded"
    NOT_FOUND = "not found"
    MISSING = "missing"
    FAILED = "failed"
    PENDING = "pending"
    FILTERED = "filtered"
    OFFLINE = "offline"
    BELOW = "below the line"
    RESULT = "in the results"


@dataclass(frozen=True, slots=True)
class PartOfAnswer:
    """What one chip said of the photo: whether it fits, or what it adds to the score."""

    text: str
    fits: bool | None = None
    similarity: float | None = None
    """The cosine of the photo with this part alone."""
    contribution: float | None = None
    """What it adds to the photo's score; all of them add up to it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The one cause, in a sentence, with the figures behind it."""

    path: str
    cause: Cause
    sentence: str
    rank: int | None = None
    """From 1, among the photos that the filters left."""
    of: int = 0
    score: float | None = None
    line: float | None = None
    """The score from which a hit counts as likely."""
    full: float | None = None
    """The score from which a hit counts as strong."""
    strength: Strength | None = None
    parts: tuple[PartOfAnswer, ...] = ()
    names: tuple[str, ...] = ()
    """Where the words of the query stand: name, folder, keywords, caption, camera."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains queries on one library.

    Attributes:
        why_absent: the cause and a sentence for a path that the index does not hold.
    """

    reader: IndexReader
    search: TypedSearch
    why_absent: Callable[[str], tuple[Cause, str]]

    def explain(self, parse: Parse, path: str, *, among: PhotoIds | None = None) -> Explanation:
        """Why the photo at an absolute path is, or is not, among the hits of a query.

        `among`: the photos that are searched; all when None.
        """
        check_texts(parse)
        record = self.reader.photo_at(path) if self.reader.exists() else None
        if record is None:
            return Explanation(path, *self.why_absent(path))
        if record.state is PhotoState.MISSING:
            cause, sentence = self.why_absent(path)
            if cause is Cause.EXCLUDED:  # since it was indexed: the index keeps it for a while
                return Explanation(path, cause, sentence)
        if record.state is not PhotoState.INDEXED:
            return _not_indexed(record)
        parts = tuple(self._filter_part(chip, record) for chip in parse.filters)
        refused = [part.text for part in parts if not part.fits]
        if refused:
            sentence = f"It is left out by {_listed(refused)}."
            return Explanation(path, Cause.FILTERED, sentence, parts=parts)
        if among is not None and record.id not in among:
            sentence = "It is not in the place that is searched."
            return Explanation(path, Cause.FILTERED, sentence, parts=parts)
        return self._ranked(self.search.find(parse, among=among), record, parts)

    def _filter_part(self, chip: Chip, record: PhotoRecord) -> PartOfAnswer:
        return PartOfAnswer(chip.text, fits=self.reader.fits(record.id, photo_test(chip)))

    def _ranked(
        self, found: Found, record: PhotoRecord, parts: tuple[PartOfAnswer, ...]
    ) -> Explanation:
        ranking = found.ranking
        position = ranking.position_of(record.id)
        if position is None:
            return Explanation(record.path, *_unranked(found, record), parts=parts)
        score = ranking.score(position)
        strength = ranking.strength_of(score, record.id)
        cause, sentence = _verdict(record, strength, position + 1, len(ranking))
        return Explanation(
            record.path,
            cause,
            sentence,
            rank=position + 1,
            of=len(ranking),
            score=score,
            line=ranking.floors.likely,
            full=ranking.floors.strong,
            strength=strength,
            parts=parts + self._contributions(found, record),
            names=self._names(found.parse, record),
        )

    def _contributions(self, found: Found, record: PhotoRecord) -> tuple[PartOfAnswer, ...]:
        """The part of each chip in the score; they add up since the score is a scalar product."""
        weighted = self.search.balanced(self.search.parts(found.parse))
        texts = [found.parse.meaning] if found.parse.meaning else []
        texts += [chip.text for chip in found.parse.ranked]
        if not weighted:
            return ()
        similar = [self._cosine(part, record) for _, part in weighted]
        whole = self._cosine(found.ranking.query, record)
        total = sum(weight * cosine for (weight, _), cosine in zip(weighted, similar, strict=True))
        scale = whole / total if abs(total) > 1e-9 else 0.0
        return tuple(
            PartOfAnswer(text, similarity=cosine, contribution=weight * cosine * scale)
            for text, (weight, _), cosine in zip(texts, weighted, similar, strict=True)
        )

    def _cosine(self, query: QueryVector, record: PhotoRecord) -> float:
        spaces = self.reader.spaces()
        space = next(
            each for each in spaces if (each.model_id, each.kind) == (query.model_id, query.space)
        )
        vector = self.reader.vectors.get(space.id, [record.id])[record.id]
        return float(vector @ query.vector)

    def _names(self, parse: Parse, record: PhotoRecord) -> tuple[str, ...]:
        found = self.reader.named(name_words(parse.meaning), [record.id])
        return found[0].where if found else ()


def _not_indexed(record: PhotoRecord) -> Explanation:
    cause, sentence = {
        PhotoState.FAILED: (Cause.FAILED, f"It could not be indexed: {record.reason}"),
        PhotoState.MISSING: (Cause.MISSING, "Its file is no longer where it was."),
    }.get(record.state, (Cause.PENDING, "It waits to be indexed."))
    if not record.online and cause is Cause.PENDING:
        sentence = "It waits to be indexed until its drive is connected."
    return Explanation(record.path, cause, sentence)


def _unranked(found: Found, record: PhotoRecord) -> tuple[Cause, str]:
    if record.id in found.ranking.query.leave_out:
        return Cause.FILTERED, "It is the photo that the query compares with."
    return Cause.PENDING, "It has no vector of the model in use yet."


def _verdict(record: PhotoRecord, strength: Strength, rank: int, of: int) -> tuple[Cause, str]:
    place = f"rank {rank:,} of {of:,}"
    if strength is Strength.WEAK:
        return Cause.BELOW, f"It does not fit well enough: {place}, below the line."
    if not record.online:
        return Cause.OFFLINE, f"It is a {strength} hit, {place}, but its drive is not connected."
    return Cause.RESULT, f"It is a {strength} hit, {place}."


def _listed(texts: list[str]) -> str:
    return " and ".join(texts)
