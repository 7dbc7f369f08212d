"""From all photos to the best ones in three steps, each as wide as its errors in this library.

The scan's distances choose candidates, the codes' estimates choose among these, and what is left is
compared exactly. How wrong distances and estimates are is measured for each query on a sample of
the library's own photos. A step keeps what lies beyond its bound by an error that one photo in a
hundred exceeds, and most of the best lie well within: an easy query compares some hundred
vectors, and one whose best photos hardly differ some thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from indexer.search.code_index import PhotoIds, nearest
from indexer.search.ranked import best_first

if TYPE_CHECKING:
    from indexer.search.code_cache import SampledScan, Scan
    from indexer.search.code_index import Distances, Positions
    from indexer.search.ranked import Compare, Scores

SETTLED = 50
"""So many best photos are the right ones; those behind are nearly."""

_ERRORS = 2.33  # of a normal distribution, one in a hundred lies farther out on one side
_SEEDS = 1_024
_FIRST = 128
_ROUND = 512
_MOST_CANDIDATES = 49_152
"""Of a million photos in the hardest clusters, 16,384 gave a recall of 0.970 and 32,768 0.990."""
_MOST_COMPARED = 4_096


@dataclass(frozen=True, slots=True)
class Best:
    """Photos that were compared exactly, best first, and their positions in the scan."""

    ids: PhotoIds
    scores: Scores
    positions: Positions


def best_of(scan: Scan, distances: Distances, compare: Compare) -> Best:
    """The best photos of a scan.

    Args:
        scan: the comparison of codes.
        distances: the scan's, some hidden.
        compare: gives exact cosines.
    """
    trust = _Trust.measured(scan.sample)
    compared = _Compared(scan, compare)
    seeds = nearest(distances, _SEEDS)
    compared.add(seeds[np.argsort(-scan.estimates(seeds), kind="stable")][:_FIRST])
    reach = trust.distance_of(compared.floor)
    candidates = nearest(distances, _MOST_CANDIDATES, up_to=reach)
    estimates = scan.estimates(candidates) - trust.bias
    order = np.argsort(-estimates, kind="stable")
    candidates, estimates = candidates[order], estimates[order]
    is_new = ~np.isin(candidates, compared.positions)
    candidates, estimates = candidates[is_new], estimates[is_new]
    for start in range(0, min(len(candidates), _MOST_COMPARED), _ROUND):
        bound = compared.floor - trust.margin
        end = start + int(np.count_nonzero(estimates[start : start + _ROUND] >= bound))
        compared.add(candidates[start:end])
        if end < start + _ROUND:
            break
    return Best(compared.ids, compared.scores, compared.positions)


@dataclass(frozen=True, slots=True)
class _Trust:
    """How distances and estimates stand to cosines, and how far they err."""

    at_zero: float
    slope: float
    """A distance is about `at_zero + slope * cosine`."""
    reach: float
    """How much farther a photo may seem."""
    bias: float
    margin: float
    """How much less a photo may be estimated, beyond the common bias."""

    @classmethod
    def measured(cls, sample: SampledScan) -> _Trust:
        cosines = sample.cosines.astype(np.float64)
        variance = float(np.var(cosines))
        shared = float(np.mean((cosines - cosines.mean()) * sample.distances)) if variance else 0.0
        slope = shared / variance if variance else 0.0
        at_zero = float(sample.distances.mean()) - slope * float(cosines.mean())
        errors = sample.distances - (at_zero + slope * cosines)
        wrong = sample.estimates - cosines
        return cls(
            at_zero,
            slope,
            _ERRORS * float(errors.std()),
            float(wrong.mean()),
            _ERRORS * float(wrong.std()),
        )

    def distance_of(self, cosine: float) -> float:
        """Up to where photos of this cosine lie."""
        return self.at_zero + self.slope * cosine + self.reach


class _Compared:
    """Photos compared so far."""

    def __init__(self, scan: Scan, compare: Compare) -> None:
        self._scan = scan
        self._compare = compare
        self.ids = np.empty(0, np.int64)
        self.scores: Scores = np.empty(0, np.float32)
        self.positions: Positions = np.empty(0, np.int64)

    def add(self, positions: Positions) -> None:
        ids, scores = self._compare(self._scan.places.photo_ids(positions))
        self.ids, self.scores = best_first(
            np.concatenate([self.ids, ids]), np.concatenate([self.scores, scores])
        )
        self.positions = np.concatenate([self.positions, positions])

    @property
    def floor(self) -> float:
        """What the worst of the best 50 scores; below every cosine while there are fewer."""
        return float(self.scores[SETTLED - 1]) if len(self.scores) >= SETTLED else -2.0
