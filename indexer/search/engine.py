"""Ranks the photos of the active model for one query vector: exact, whole library, endless list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.types import Hit, PhotoId, Strength

if TYPE_CHECKING:
    from collections.abc import Collection

    from indexer.core.types import FolderId
    from indexer.search.query import QueryVector
    from indexer.store.index_reader import IndexReader


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every searchable photo, best first. Cheap to keep: two arrays and two thresholds."""

    query: QueryVector
    photo_ids: npt.NDArray[np.int64]
    """Shape (n,), best first; equal scores by id, so that two runs agree."""
    scores: npt.NDArray[np.float32]
    """Shape (n,): the cosine of each photo."""
    strong: int
    """The first `strong` photos are strong hits ..."""
    likely: int
    """... from there to `likely` they are likely, the rest is weak."""
    searched: int
    """Photos that were compared: "searched 1,200 ..."""
    total: int
    """... of 4,800": photos that are or will be in the index, within the folders asked for."""

    def strength(self, position: int) -> Strength:
        """How sure the photo at `position` (from 0) is."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of a ranking. `ranked` is how many hits there are over all pages."""

    query: str
    hits: list[Hit]
    ranked: int
    searched: int
    total: int


class SearchEngine:
    """Exact search over the active model's vectors, kept in memory and reloaded when they change.

    Methods may be called from any thread; calls run one after another.
    """

    def __init__(self, reader: IndexReader) -> None:
        raise NotImplementedError

    def rank(
        self, query: QueryVector, *, folder_ids: Collection[FolderId] | None = None
    ) -> Ranking:
        """Rank all photos (of `folder_ids`); photos of unplugged drives stay in.

        Raises:
            QueryError: the query was made for another model than the active one.
        """
        raise NotImplementedError

    def hits(self, ranking: Ranking, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """The hits from `offset` (0 is the best); fewer than `limit` at the end.

        Photos deleted since the ranking was made are left out; ranks do not move.
        """
        raise NotImplementedError

    def search(
        self,
        query: QueryVector,
        *,
        folder_ids: Collection[FolderId] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """`rank` and one page of its hits."""
        raise NotImplementedError
