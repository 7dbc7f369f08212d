"""The codes of the spaces that are searched, kept up to date with the index."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import DatabaseDamaged
from indexer.core.memory import give_back
from indexer.core.types import PhotoId
from indexer.store.code_reader import apply_changes
from indexer.store.compact_index import Mask, PhotoIds, Scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import Space, Vector
    from indexer.store.compact_index import CompactIndex
    from indexer.store.index_reader import IndexReader
    from indexer.store.scalar_codes import ScalarCodes

Nearest = Callable[[int, Mask], tuple[PhotoIds, Scores]]
"""So many of these photos, by estimated cosines, and these: best first."""

Closer = Callable[[PhotoIds], tuple[Scores, Scores]]
"""Better estimates for some photos, and the deviations of their errors: see `ScalarCodes.cosines`.
Not a number for those that have none."""

log = logging.getLogger(__name__)

_SAMPLED = 1_024


@dataclass(frozen=True, slots=True)
class Scan:
    """A query that is ready to be compared with codes."""

    among: Mask
    """The photos that may be found."""
    searched: int
    """How many there are, with the query's own."""
    background: Scores
    """Exact cosines of photos chosen by chance from the whole library."""
    nearest: Nearest
    closer: Closer


class CodeCache:
    """The codes of one library in this process. Any thread may call it."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._spaces: dict[int, _SpaceCodes] = {}

    def scan(
        self, space: Space, vector: Vector, kept: PhotoIds | None, left_out: Sequence[PhotoId] = ()
    ) -> Scan | None:
        """Make a query ready, for all photos or those `kept`; None for a space without codes.

        Call within a snapshot of the reader. The first call reads all codes, later ones what
        changed since.
        """
        with self._lock:
            codes = self._fresh(space)
            if codes is None:
                return None
            among = codes.visible(kept)
            searched = int(np.count_nonzero(among))
            among[[photo_id for photo_id in left_out if photo_id < len(among)]] = False
            background = codes.background(vector)
            closer = codes.closer(vector)

        def nearest(limit: int, mask: Mask) -> tuple[PhotoIds, Scores]:
            with self._lock:
                return codes.nearest(vector, limit, mask)

        return Scan(among, searched, background, nearest, closer)

    def _fresh(self, space: Space) -> _SpaceCodes | None:
        codes = self._spaces.setdefault(space.id, _SpaceCodes(self._reader, space))
        try:
            return codes if codes.refresh() else None
        except DatabaseDamaged:
            # The service makes them anew; until then every vector is compared.
            log.warning("The codes of the index are damaged; searching without them")
            del self._spaces[space.id]
            return None


class _SpaceCodes:
    """The codes of one space."""

    def __init__(self, reader: IndexReader, space: Space) -> None:
        self._reader = reader
        self._space = space
        self._index: CompactIndex | None = None
        self._scalar: ScalarCodes | None = None
        self._unwritten: list[tuple[int, PhotoIds]] = []
        """Which photos changed since the rows of `_scalar` were written, and by which revision."""
        self._without_row: PhotoIds = np.empty(0, np.int64)
        self._generation: int | None = None
        self._epoch: int | None = None
        self._revision = 0
        self._missing: PhotoIds = np.empty(0, np.int64)
        self._sample: Vector = np.empty((0, space.dimensions), np.float32)

    def refresh(self) -> bool:
        """Take over what changed; False when the space has no codes (any more)."""
        generation = self._reader.generation()
        if generation != self._generation:
            self._follow()
            self._generation = generation
        return self._index is not None

    def visible(self, kept: PhotoIds | None) -> Mask:
        """The photos that may be found, of all or of those `kept`. A copy."""
        assert self._index is not None
        present = self._index.present
        if kept is None:
            seen = present.copy()
        else:
            held = kept[kept < len(present)]
            seen = np.zeros_like(present)
            seen[held] = present[held]
        seen[self._missing[self._missing < len(seen)]] = False
        return seen

    def nearest(self, vector: Vector, limit: int, among: Mask) -> tuple[PhotoIds, Scores]:
        """See `CompactIndex.nearest`; nothing when the space lost its codes meanwhile."""
        if self._index is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        return self._index.nearest(vector, limit, among)

    def closer(self, vector: Vector) -> Closer:
        """Compares with rows, those of the present revision."""
        scalar, revision, without_row = self._scalar, self._revision, self._without_row

        def compare(photo_ids: PhotoIds) -> tuple[Scores, Scores]:
            if scalar is None:
                unknown = np.full(len(photo_ids), np.nan, np.float32)
                return unknown, unknown
            scores, deviations = scalar.cosines(vector, photo_ids, revision)
            if len(without_row):
                scores[np.isin(photo_ids, without_row)] = np.nan
            return scores, deviations

        return compare

    def background(self, vector: Vector) -> Scores:
        """Exact cosines of the sample."""
        # Not BLAS: its threads take 8 ms for this when another process uses the cores.
        cosines: Scores = np.einsum("ij,j->i", self._sample, vector)
        return cosines

    def _follow(self) -> None:
        reader = self._reader.vectors
        present = reader.code_set(self._space.id)
        if present is None:
            self._index = self._scalar = None
            return
        if self._index is None or present.epoch != self._epoch or self._revision < present.log_from:
            self._index = self._scalar = None  # two at a time would take twice the memory
            self._index = reader.codes(present)
            with suppress(DatabaseDamaged):  # then vectors are read instead
                self._scalar = reader.scalar_codes(self._space.id, present)
            self._unwritten = []
            self._epoch, self._revision = present.epoch, present.revision
            self._sample = reader.sampled(self._space.id, _SAMPLED)
            give_back()
        while changes := reader.code_changes(self._space.id, self._revision):
            apply_changes(self._index, changes)
            self._revision = changes.revision
            self._unwritten.append((changes.revision, changes.photo_ids))
        self._unwritten = [each for each in self._unwritten if each[0] > present.revision]
        nothing = np.empty(0, np.int64)
        self._without_row = np.concatenate([nothing, *(ids for _, ids in self._unwritten)])
        self._missing = reader.missing_ids()
