"""The sign codes of the spaces that are searched, kept up to date with the index."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.errors import DatabaseDamaged
from indexer.search.code_index import HIDDEN, CodeIndex, Distances, PhotoIds, Places
from indexer.store import sign_codes

if TYPE_CHECKING:
    from indexer.core.types import Space, Vector
    from indexer.store.code_reader import CodePlace
    from indexer.store.index_reader import IndexReader

log = logging.getLogger(__name__)

_SAMPLED = 1_024


@dataclass(frozen=True, slots=True)
class Scan:
    """How far every photo's code is from a query's."""

    distances: Distances
    places: Places
    sample: Sample
    mean: Vector
    """What the codes were made with."""


class Sample:
    """Photos chosen by chance, which tell what the library is like.

    Args:
        vectors: shape (n, dimensions).
        mean: what the codes were made with.
    """

    def __init__(self, vectors: Vector, mean: Vector) -> None:
        self._vectors = vectors
        distances = np.linalg.norm(vectors - mean, axis=1)
        self.reach = float(distances.mean()) if len(vectors) else 1.0
        """How far photos are from the mean."""

    def cosines(self, vector: Vector) -> npt.NDArray[np.float32]:
        """The cosines of a query with these photos, shape (n,)."""
        # Not BLAS: its threads take 8 ms for this when another process uses the cores.
        cosines: npt.NDArray[np.float32] = np.einsum("ij,j->i", self._vectors, vector)
        return cosines


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
            return None if codes is None else codes.scan(vector, among)

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
        code = sign_codes.encode(vector[None], self._place.mean)[0]
        distances = self._index.distances(code, among)
        return Scan(distances, self._index.places(), self._sample, self._place.mean)

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
            self._sample = self._draw_sample(self._place.mean)

    def _draw_sample(self, mean: Vector) -> Sample:
        distances = self._index.distances(sign_codes.encode(mean[None], mean)[0])
        visible = np.flatnonzero(distances != HIDDEN)
        chosen = np.random.default_rng(0).permutation(visible)[:_SAMPLED]
        found = self._reader.vectors.get(
            self._space.id, self._index.places().photo_ids(chosen).tolist()
        )
        blank = np.empty((0, self._space.dimensions), np.float32)
        return Sample(np.stack(list(found.values())) if found else blank, mean)
