"""Ranks the photos of a model for one query vector: the whole library, as an endless list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import QueryError
from indexer.core.types import Hit, PhotoId
from indexer.search.code_cache import CodeCache
from indexer.search.concepts import moved_query
from indexer.search.narrowing import best_of
from indexer.search.ranked import Ranking, Tail, best_first
from indexer.search.ranking import Floors, floors

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indexer.core.types import FolderId, LibraryCounts, Space
    from indexer.search.code_cache import Scan
    from indexer.search.query import QueryVector
    from indexer.store.compact_index import PhotoIds, Scores
    from indexer.store.index_reader import IndexReader


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of a ranking. `ranked` is how many hits there are over all pages."""

    query: str
    hits: list[Hit]
    ranked: int
    searched: int
    total: int


class SearchEngine:
    """Search over the vectors in the index; any thread may call it.

    A small library is compared vector by vector. A large one has codes, which this process
    keeps in memory: they choose the candidates, whose vectors are then read and compared.
    """

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._codes = CodeCache(reader)

    def rank(
        self,
        query: QueryVector,
        *,
        folder_ids: Collection[FolderId] | None = None,
        photo_ids: PhotoIds | None = None,
    ) -> Ranking:
        """Rank all photos (of `folder_ids`, among `photo_ids`); those of unplugged drives stay in.

        Filters come first: what they leave is ranked, and nothing else. Empty for a library without
        photos, or without vectors of the query's model yet.
        """
        if not self._reader.exists():
            return _empty(query, 0)
        with self._reader.snapshot():
            total = self._total(folder_ids)
            space = self._space(query)
            if space is None:
                return _empty(query, total)
            kept = self._kept(folder_ids, photo_ids)
            scan = self._codes.scan(space, query.vector, kept, query.leave_out)
            if scan is None:
                return self._rank_all(query, space, kept, total)
            return self._rank_coded(query, space, scan, total)

    def rerank(
        self,
        ranking: Ranking,
        *,
        up: Sequence[PhotoId] = (),
        down: Sequence[PhotoId] = (),
        folder_ids: Collection[FolderId] | None = None,
        photo_ids: PhotoIds | None = None,
    ) -> Ranking:
        """The ranking after thumbs up and down on photos, with the filters of the first one."""
        query = moved_query(self._reader, ranking.query, up, down)
        return self.rank(query, folder_ids=folder_ids, photo_ids=photo_ids)

    def hits(self, ranking: Ranking, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """The hits from `offset` (0 is the best); fewer than `limit` at the end.

        Photos deleted since the ranking was made are left out; ranks do not move.
        """
        if limit < 0 or offset < 0:
            raise QueryError("The number of hits and where they begin cannot be negative.")
        ids, scores = ranking.page(offset, offset + limit)
        page = [PhotoId(photo_id) for photo_id in ids.tolist()]
        places = self._reader.photo_places(page) if page else {}
        return [
            Hit(
                rank=rank,
                photo_id=photo_id,
                path=places[photo_id][0],
                score=score,
                strength=ranking.strength_of(score, photo_id),
                online=places[photo_id][1],
            )
            for rank, (photo_id, score) in enumerate(
                zip(page, scores.tolist(), strict=True), start=offset + 1
            )
            if photo_id in places
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
        return SearchResult(query.label, hits, len(ranking), ranking.searched, ranking.total)

    def _rank_all(
        self, query: QueryVector, space: Space, kept: PhotoIds | None, total: int
    ) -> Ranking:
        """Compare every vector."""
        ids, scores = self._reader.vectors.scores(space.id, query.vector)
        judged = floors(space.model_name, query.source, scores, neutral=space.neutral)
        if kept is not None:
            among = np.isin(ids, kept)
            ids, scores = ids[among], scores[among]
        searched = len(ids)
        others = ~np.isin(ids, query.leave_out)
        ids, scores = best_first(ids[others], scores[others])
        return Ranking(query, ids, scores, judged, searched, total)

    def _rank_coded(self, query: QueryVector, space: Space, scan: Scan, total: int) -> Ranking:
        """Compare the photos with the nearest codes; the others wait until they are looked at."""
        judged = floors(
            space.model_name,
            query.source,
            scan.background,
            photos=scan.searched,
            neutral=space.neutral,
        )

        def compare(photo_ids: PhotoIds) -> tuple[PhotoIds, Scores]:
            return self._reader.vectors.cosines(space.id, query.vector, photo_ids)

        best = best_of(scan, compare)
        rest = scan.among.copy()
        rest[best.ids] = False
        tail = Tail(rest, scan.nearest, compare, best.next_ids, best.next_scores)
        return Ranking(query, best.ids, best.scores, judged, scan.searched, total, tail)

    def _space(self, query: QueryVector) -> Space | None:
        wanted = (query.model_id, query.space)
        spaces = self._reader.spaces()
        return next((space for space in spaces if (space.model_id, space.kind) == wanted), None)

    def _kept(
        self, folder_ids: Collection[FolderId] | None, photo_ids: PhotoIds | None
    ) -> PhotoIds | None:
        """The photos that both filters leave; None for all."""
        if folder_ids is None:
            return photo_ids
        in_folders = self._reader.photo_ids(folder_ids=folder_ids)
        return in_folders if photo_ids is None else np.intersect1d(in_folders, photo_ids)

    def _total(self, folder_ids: Collection[FolderId] | None) -> int:
        counts: Sequence[LibraryCounts] = (
            [self._reader.counts()]
            if folder_ids is None
            else [self._reader.counts(folder_id) for folder_id in set(folder_ids)]
        )
        return sum(count.indexed + count.pending for count in counts)


def _empty(query: QueryVector, total: int) -> Ranking:
    nothing = Floors(likely=1.0, strong=1.0)
    return Ranking(query, np.empty(0, np.int64), np.empty(0, np.float32), nothing, 0, total)
