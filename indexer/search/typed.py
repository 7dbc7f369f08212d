"""Runs a typed query: filters first, then the ranking of what they left, then names beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import QueryError
from indexer.core.types import SpaceKind
from indexer.search.concepts import concept_query
from indexer.search.filters import days_test, photo_test
from indexer.search.fusion import balanced, compose, is_mixed, reciprocal_rank_fusion
from indexer.search.grammar.chips import ChipKind
from indexer.search.named import name_words
from indexer.search.query import QuerySource, QueryVector, check_is_text, checked_text
from indexer.search.ranked import Ranking
from indexer.search.ranking import FEWEST_FOR_BACKGROUND, Floors
from indexer.search.spelling import corrected

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indexer.core.types import FolderId
    from indexer.search.engine import SearchEngine
    from indexer.search.fusion import Weighted
    from indexer.search.grammar.chips import Chip, Parse
    from indexer.search.query_vectors import QueryVectors
    from indexer.store.compact_index import PhotoIds
    from indexer.store.index_reader import IndexReader

MINUS = 0.5
"""How much a word with a minus counts against the others: with all its weight, the nearest photos
are those least like it, whatever they show."""

_MOST_LIFTED = 1_000
"""So many of the photos with fitting names are lifted, wherever the meaning ranks them."""


_SAMPLED = 512
"""So many photos tell how widely the scores of a part spread."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a typed query."""

    parse: Parse
    ranking: Ranking
    kept: int | None
    """Photos that the filters left; None without a filter."""
    named: frozenset[int] = frozenset()
    """Photos whose names or texts hold the words of the query."""


class TypedSearch:
    """Search by parsed queries; any thread may call it."""

    def __init__(self, reader: IndexReader, engine: SearchEngine, queries: QueryVectors) -> None:
        self._reader = reader
        self._engine = engine
        self._queries = queries

    def find(
        self,
        parse: Parse,
        *,
        also: Sequence[Weighted] = (),
        folder_ids: Collection[FolderId] | None = None,
        among: PhotoIds | None = None,
    ) -> Found:
        """Photos for a query, best first; without words the newest first.

        Args:
            parse: the query.
            also: vectors to rank by beside the query's own, such as a region of a photo.
            folder_ids: only these watched folders.
            among: only these photos.

        Raises:
            QueryError: nothing in it could be understood, or it holds a minus and nothing else,
                or it is no text.
        """
        check_texts(parse)
        kept = self.kept(parse)
        if kept is not None and not len(kept):
            parse = corrected(parse, self._reader)
            kept = self.kept(parse)
        kept = _both(kept, among)
        parts = list(also)
        if parse.chips or not also:
            parts = [*self.parts(parse, alone=not also), *also]
        if not parts:
            return Found(parse, self._newest(parse, kept, folder_ids), _count(kept))
        parts = self.balanced(parts)
        query = compose(parts, parse.printed) if len(parts) > 1 else _labelled(parts[0], parse)
        ranking = self._engine.rank(query, folder_ids=folder_ids, photo_ids=kept)
        if is_mixed(parts):  # a photo with the word in its name need not look like the other
            return Found(parse, ranking, _count(kept))
        named = self._named(parse)
        ranking = _joined(ranking.with_head(named[:_MOST_LIFTED]), named, self._dated(parse))
        return Found(parse, ranking, _count(kept), frozenset(ranking.named.tolist()))

    def kept(self, parse: Parse) -> PhotoIds | None:
        """The photos that all filters leave; None when there is no filter."""
        if not parse.filters or not self._reader.exists():
            return None
        return self._reader.filtered([photo_test(chip) for chip in parse.filters])

    def parts(self, parse: Parse, *, alone: bool = True) -> list[Weighted]:
        """The weighted vectors of what ranks, the plain words first.

        `alone`: nothing else is ranked by, so a single photo may be compared in its own space.
        """
        chips = parse.ranked
        _check(parse)
        words = [(1.0, self._queries.of_text(parse.meaning))] if parse.meaning else []
        mixed = len(chips) + len(words) > 1 or not alone
        return words + [self._part(chip, mixed=mixed) for chip in chips]

    def balanced(self, parts: list[Weighted]) -> list[Weighted]:
        """The parts, where texts and photos are among them with weights that make them alike."""
        if not is_mixed(parts) or not self._reader.exists():
            return parts
        first = parts[0][1]
        spaces = self._reader.spaces()
        wanted = (first.model_id, first.space)
        space = next((it for it in spaces if (it.model_id, it.kind) == wanted), None)
        if space is None:
            return parts
        sample = self._reader.vectors.sampled(space.id, _SAMPLED)
        return balanced(parts, sample) if len(sample) >= FEWEST_FOR_BACKGROUND else parts

    def _part(self, chip: Chip, *, mixed: bool) -> Weighted:
        weight = -MINUS * chip.weight if chip.negated else chip.weight
        if chip.kind is ChipKind.MEANING:
            return weight, self._queries.of_text(chip.values[0])
        space = SpaceKind.JOINT if mixed else None
        if chip.kind is ChipKind.CONCEPT:
            return weight, concept_query(self._reader, chip.values[0], space)
        return weight, self._queries.of_photo(chip.values[0], space=space)

    def _named(self, parse: Parse) -> PhotoIds:
        """Photos whose names hold the plain words, best first.

        For “paris 2019” also those that hold the other words and were taken then.
        """
        named = self._with_words(parse.meaning)
        dated = self._dated(parse)
        if not len(dated):
            return named
        then = self._with_words(parse.undated_meaning)
        then = then[np.isin(then, dated)]
        return np.concatenate([named, then[~np.isin(then, named)]])

    def _with_words(self, meaning: str) -> PhotoIds:
        words = name_words(meaning)
        if not words or not self._reader.exists():
            return _NONE
        return np.array([it.photo_id for it in self._reader.named(words)], np.int64)

    def _dated(self, parse: Parse) -> PhotoIds:
        """Photos of the dates among the plain words."""
        days = [each for chip in parse.chips if chip.undated for each in chip.periods]
        if not days or not self._reader.exists():
            return _NONE
        return self._reader.filtered([days_test(days)])

    def _newest(
        self, parse: Parse, kept: PhotoIds | None, folder_ids: Collection[FolderId] | None
    ) -> Ranking:
        """All that the filters left, newest first: each fits wholly."""
        newest = self._reader.newest_ids(folder_ids) if self._reader.exists() else _NONE
        total = len(newest)
        if kept is not None:
            newest = newest[np.isin(newest, kept)]
        query = QueryVector("", SpaceKind.JOINT, _NO_VECTOR, QuerySource.TEXT, parse.printed)
        scores = np.ones(len(newest), np.float32)
        return Ranking(query, newest, scores, Floors(1.0, 1.0), len(newest), total)


_PATH_KINDS = (ChipKind.IN, ChipKind.LIKE)
_NONE = np.empty(0, np.int64)
_NO_VECTOR = np.empty(0, np.float32)


def _both(first: PhotoIds | None, second: PhotoIds | None) -> PhotoIds | None:
    """The photos of two filters, each of which may be None."""
    if first is None or second is None:
        return second if first is None else first
    return np.intersect1d(first, second)


def _labelled(part: Weighted, parse: Parse) -> QueryVector:
    return replace(part[1], label=parse.printed) if parse.chips else part[1]


def _count(kept: PhotoIds | None) -> int | None:
    return None if kept is None else len(kept)


def check_texts(parse: Parse) -> None:
    """Refuse parts that are no text, but for paths: a file's name may be any bytes."""
    for chip in parse.chips:
        if chip.kind not in _PATH_KINDS:
            check_is_text(chip.text)


def _check(parse: Parse) -> None:
    """Refuse what would run as another query than the one meant."""
    if not parse.chips:
        checked_text(parse.text)
    if parse.mistakes and len(parse.mistakes) == len(parse.chips):
        raise QueryError(parse.mistakes[0].message)
    ranking = [chip for chip in parse.chips if chip.ranks]
    if ranking and all(chip.negated or chip.weight == 0 for chip in ranking):
        raise QueryError(f"Add what the photo shows: “{parse.printed}” only says what it does not.")


def _joined(ranking: Ranking, named: PhotoIds, dated: PhotoIds) -> Ranking:
    """The ranking with the photos that have the words in their names lifted among the first.

    Of the photos that fit, those of the dates that were named come before the others.
    """
    ids, scores = ranking.head_ids, ranking.head_scores
    # In the order of meaning: which of two names is shorter says nothing of the photos.
    named = ids[np.isin(ids, named)]
    fits = (scores >= ranking.floors.likely) | np.isin(ids, named)
    then = fits & np.isin(ids, dated)
    if not len(named) and not then.any():
        return ranking
    order, _ = reciprocal_rank_fusion([ids, named])
    by_id = np.argsort(ids)
    places = by_id[np.searchsorted(ids, order, sorter=by_id)]
    places = np.concatenate([places[then[places]], places[~then[places]]])
    places = np.concatenate([places[fits[places]], np.flatnonzero(~fits)])
    return replace(ranking, head_ids=ids[places], head_scores=scores[places], named=named)
