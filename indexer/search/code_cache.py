"""The codes of the spaces that are searched, kept up to date with the index."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.errors import DatabaseDamaged
from indexer.core.memory import give_back
from indexer.search.code_index import (
    HIDDEN,
    CodeIndex,
    Distances,
    PhotoIds,
    Places,
    Positions,
    distances_to,
)
from indexer.search.code_query import CodedQuery
from indexer.search.sharing import shared
from indexer.store import sign_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.types import Space, Vector
    from indexer.store.code_reader import CodePlace
    from indexer.store.index_reader import IndexReader
    from indexer.store.sign_codes import Frame

Scores = npt.NDArray[np.float32]

log = logging.getLogger(__name__)

_SAMPLED = 1_024
_DRAWN = 16 * _SAMPLED  # places may be empty, where photos were deleted
_AT_ONCE = 4_096  # codes that fit the processor's nearer caches
_WORTH_SHARING = 3


@dataclass(frozen=True, slots=True)
class Scan:
    """How far every photo's code is from a query's."""

    distances: Distances
    places: Places
    sample: SampledScan
    estimates: Callable[[Positions], Scores]
    """The cosines that the codes at these positions stand for."""


@dataclass(frozen=True, slots=True)
class SampledScan:
    """What a scan tells of photos whose cosines are known: how far it can be trusted."""

    cosines: Scores
    distances: npt.NDArray[np.float64]
    estimates: Scores


class Sample:
    """Photos chosen by chance, which tell what the library is like.

    Args:
        vectors: shape (n, dimensions).
        frame: what the codes are made with.
    """

    def __init__(self, vectors: Vector, frame: Frame) -> None:
        self._vectors = vectors
        self._codes = sign_codes.encode(vectors, frame)

    def scan(self, vector: Vector, query: CodedQuery) -> SampledScan:
        """Compare a query with the sample, exactly and by codes."""
        # Not BLAS: its threads take 8 ms for this when another process uses the cores.
        cosines = np.einsum("ij,j->i", self._vectors, vector)
        distances = distances_to(query, self._codes.signs).astype(np.float64)
        return SampledScan(cosines, distances, query.estimates(self._codes))


class CodeCache:
    """The codes of one library in this process. Any thread may call it."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._spaces: dict[int, _SpaceCodes] = {}

    def scan(self, space: Space, vector: Vector, among: PhotoIds | None) -> Scan | None:
        """Compare the query with all photos, or with `among`; None for a space without codes.

        Call within a snapshot of the reader. The first call reads all codes, later ones what
        changed since.
        """
        with self._lock:
            codes = self._fresh(space)
            scan = None if codes is None else codes.scan(vector, among)
        return scan and replace(scan, estimates=self._locked(scan.estimates))

    def _locked(self, estimates: Callable[[Positions], Scores]) -> Callable[[Positions], Scores]:
        def while_locked(positions: Positions) -> Scores:
            with self._lock:
                return estimates(positions)

        return while_locked

    def _fresh(self, space: Space) -> _SpaceCodes | None:
        codes = self._spaces.setdefault(space.id, _SpaceCodes(self._reader, space))
        try:
            return codes if codes.refresh() else None
        except DatabaseDamaged:
            # The service makes them anew; until then every vector is compared.
            log.warning("The sign codes in the index are damaged; searching without them")
            del self._spaces[space.id]
            return None


class _SpaceCodes:
    """The codes of one space."""

    def __init__(self, reader: IndexReader, space: Space) -> None:
        self._reader = reader
        self._space = space
        self._generation: int | None = None
        self._place: CodePlace | None = None
        self._index = CodeIndex(0)
        self._sample: Sample | None = None

    def refresh(self) -> bool:
        """Take over what changed; False when the space has no codes (any more)."""
        generation = self._reader.generation()
        if generation != self._generation:
            self._follow()
            self._generation = generation
        return self._place is not None

    def scan(self, vector: Vector, among: PhotoIds | None) -> Scan:
        assert self._place is not None
        assert self._sample is not None
        query, index = CodedQuery(vector, self._place.frame), self._index
        if among is None:
            distances, places = index.distances(query), index.places()
        else:
            distances, places = index.distances_among(query, among)

        def estimates(positions: Positions) -> Scores:
            return _estimated(query, index, places.at(positions))

        return Scan(distances, places, self._sample.scan(vector, query), estimates)

    def _follow(self) -> None:
        begin = self._reader.vectors.code_place(self._space.id)
        is_new = begin is None or self._place is None or begin.epoch != self._place.epoch
        if is_new:
            self._place = begin
            self._index = CodeIndex(sign_codes.words_of(self._space.dimensions))
        if self._place is None:
            return
        while news := self._reader.vectors.code_news(self._space.id, self._place):
            self._index.apply(news.photo_ids, news.codes)
        self._index.set_missing(self._reader.vectors.missing_ids())
        if is_new:
            self._sample = self._draw_sample(self._place.frame)
            give_back()  # a tenth of what the codes take, left over from reading them

    def _draw_sample(self, frame: Frame) -> Sample:
        distances = self._index.distances(CodedQuery(frame.mean, frame))
        drawn = np.random.default_rng(0).integers(len(distances), size=_DRAWN)
        chosen = np.unique(drawn[distances[drawn] != HIDDEN][:_SAMPLED])
        found = self._reader.vectors.get(
            self._space.id, self._index.places().photo_ids(chosen).tolist()
        )
        blank = np.empty((0, self._space.dimensions), np.float32)
        return Sample(np.stack(list(found.values())) if found else blank, frame)


def _estimated(query: CodedQuery, index: CodeIndex, places: Positions) -> Scores:
    """The cosines that the codes at these places stand for, a few thousand at a time."""
    found = np.empty(len(places), np.float32)

    def estimate(parts: Sequence[slice]) -> None:
        for part in parts:
            found[part] = query.estimates(index.codes_at(places[part]))

    starts = range(0, len(places), _AT_ONCE)
    shared(estimate, [slice(it, it + _AT_ONCE) for it in starts], fewest=_WORTH_SHARING)
    return found
