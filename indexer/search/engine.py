"""Ranks the photos of a model for one query vector: exact, the whole library, an endless list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.errors import QueryError
from indexer.core.types import Hit, PhotoId, Strength
from indexer.search.ranking import Floors, floors

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indexer.core.types import FolderId, LibraryCounts, Space
    from indexer.search.query import QueryVector
    from indexer.store.index_reader import IndexReader

PhotoIds = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every searchable photo, best first. Cheap to keep: two arrays and two thresholds."""

    query: QueryVector
    photo_ids: PhotoIds
    """Shape (n,), best first; equal scores by id, so that two runs agree."""
    scores: Scores
    """Shape (n,): the cosine of each photo."""
    floors: Floors
    """The scores from which a hit is likely and strong."""
    searched: int
    """Photos that were compared: "searched 1,200 ..."""
    total: int
    """... of 4,800": photos that are or will be in the index, within the folders asked for."""

    def strength(self, position: int) -> Strength:
        """How sure the photo at `position` (from 0) is."""
        score = self.scores[position]
        if score >= self.floors.strong:
            return Strength.STRONG
        return Strength.LIKELY if score >= self.floors.likely else Strength.WEAK

    def count(self, strength: Strength) -> int:
        """How many photos have at least this strength."""
        if strength is Strength.WEAK:
            return len(self.scores)
        floor = self.floors.strong if strength is Strength.STRONG else self.floors.likely
        return int(np.count_nonzero(self.scores >= floor))


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of a ranking. `ranked` is how many hits there are over all pages."""

    query: str
    hits: list[Hit]
    ranked: int
    searched: int
    total: int


class SearchEngine:
    """Exact search over the vectors in the index. Holds nothing; any thread may call it."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader

    def rank(
        self, query: QueryVector, *, folder_ids: Collection[FolderId] | None = None
    ) -> Ranking:
        """Rank all photos (of `folder_ids`); photos of unplugged drives stay in.

        Empty for a library without photos, or without vectors of the query's model yet.
        """
        space = self._space(query)
        if space is None:
            return self._empty(query, folder_ids)
        ids, scores = self._reader.vectors.scores(space.id, query.vector)
        judged = floors(space.model_name, query.source, scores)
        kept = self._kept(ids, folder_ids)
        ids, scores = ids[kept], scores[kept]
        searched = len(ids)
        others = ~np.isin(ids, query.leave_out)
        ids, scores = _best_first(ids[others], scores[others])
        return Ranking(query, ids, scores, judged, searched, self._total(folder_ids))

    def hits(self, ranking: Ranking, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """The hits from `offset` (0 is the best); fewer than `limit` at the end.

        Photos deleted since the ranking was made are left out; ranks do not move.
        """
        if limit < 0 or offset < 0:
            raise QueryError("The number of hits and where they begin cannot be negative.")
        page = [PhotoId(int(photo_id)) for photo_id in ranking.photo_ids[offset : offset + limit]]
        records = {record.id: record for record in self._reader.photos(page)} if page else {}
        return [
            Hit(
                rank=position + 1,
                photo_id=photo_id,
                path=records[photo_id].path,
                score=float(ranking.scores[position]),
                strength=ranking.strength(position),
                online=records[photo_id].online,
            )
            for position, photo_id in enumerate(page, start=offset)
            if photo_id in records
        ]

    def search(
        self,
        query: QueryVector,
        *,
        folder_ids: Collection[FolderId] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """`rank` and one page of its hits."""
        ranking = self.rank(query, folder_ids=folder_ids)
        hits = self.hits(ranking, limit=limit, offset=offset)
        ranked = len(ranking.photo_ids)
        return SearchResult(query.label, hits, ranked, ranking.searched, ranking.total)

    def _space(self, query: QueryVector) -> Space | None:
        if not self._reader.exists():
            return None
        wanted = (query.model_id, query.space)
        spaces = self._reader.spaces()
        return next((space for space in spaces if (space.model_id, space.kind) == wanted), None)

    def _kept(
        self, ids: PhotoIds, folder_ids: Collection[FolderId] | None
    ) -> npt.NDArray[np.bool_]:
        if folder_ids is None:
            return np.ones(len(ids), dtype=np.bool_)
        return np.isin(ids, self._reader.photo_ids(folder_ids=folder_ids))

    def _total(self, folder_ids: Collection[FolderId] | None) -> int:
        if not self._reader.exists():
            return 0
        counts: Sequence[LibraryCounts] = (
            [self._reader.counts()]
            if folder_ids is None
            else [self._reader.counts(folder_id) for folder_id in set(folder_ids)]
        )
        return sum(count.indexed + count.pending for count in counts)

    def _empty(self, query: QueryVector, folder_ids: Collection[FolderId] | None) -> Ranking:
        scores = np.empty(0, dtype=np.float32)
        nothing = Floors(likely=1.0, strong=1.0)
        total = self._total(folder_ids)
        return Ranking(query, np.empty(0, dtype=np.int64), scores, nothing, 0, total)


def _best_first(ids: PhotoIds, scores: Scores) -> tuple[PhotoIds, Scores]:
    """By falling score; `ids` come ascending, and a stable sort keeps them so within ties."""
    order = np.argsort(-scores, kind="stable")
    return ids[order], scores[order]
