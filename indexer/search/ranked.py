"""All photos in the order of a query: the first ones compared exactly, the rest when looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.types import Strength
from indexer.search.code_cache import Nearest
from indexer.store.compact_index import Mask, PhotoIds, Scores

if TYPE_CHECKING:
    from indexer.core.types import PhotoId
    from indexer.search.query import QueryVector
    from indexer.search.ranking import Floors

Compare = Callable[[PhotoIds], tuple[PhotoIds, Scores]]
"""Photos to (photos, cosines), in any order; photos that are gone are left out."""

_WINDOW = 1_024


class Tail:
    """The photos beyond the first ones, by what their codes estimate.

    Within each window of 1,024 they are compared and ordered exactly as soon as one is looked at.

    Args:
        among: the photos.
        nearest: ranks photos by their codes.
        compare: gives exact cosines.
        first_ids, first_scores: the first of them and their estimated cosines, where known.
    """

    def __init__(
        self,
        among: Mask,
        nearest: Nearest,
        compare: Compare,
        first_ids: PhotoIds,
        first_scores: Scores,
    ) -> None:
        self._among = among
        self._nearest = nearest
        self._compare = compare
        self._first_ids = first_ids
        self._first_scores = first_scores
        self._length = int(np.count_nonzero(among))
        self._windows: dict[int, tuple[PhotoIds, Scores]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._length

    def page(self, start: int, stop: int) -> tuple[PhotoIds, Scores]:
        """Photos and cosines of these positions; a photo that is gone has the cosine -1."""
        stop = min(stop, self._length)
        if start >= stop:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        first, last = start // _WINDOW, (stop - 1) // _WINDOW
        windows = [self._window(number) for number in range(first, last + 1)]
        skipped = first * _WINDOW
        ids = np.concatenate([ids for ids, _ in windows])
        scores = np.concatenate([scores for _, scores in windows])
        return ids[start - skipped : stop - skipped], scores[start - skipped : stop - skipped]

    def taken(self, photo_ids: PhotoIds) -> tuple[PhotoIds, Scores, Tail]:
        """Those of the photos that are in it, with their cosines, and the tail without them."""
        known = photo_ids[(photo_ids >= 0) & (photo_ids < len(self._among))]
        ids, scores = self._compare(known[self._among[known]])
        among = self._among.copy()
        among[known] = False
        stay = among[self._first_ids]
        first = self._first_ids[stay], self._first_scores[stay]
        return ids, scores, Tail(among, self._nearest, self._compare, *first)

    @property
    def photo_ids(self) -> PhotoIds:
        """All of them, best first."""
        return self._ordered[0]

    @property
    def estimates(self) -> Scores:
        """Estimated cosines of `photo_ids`, falling."""
        return self._ordered[1]

    def count_from(self, floor: float) -> int:
        """About how many have at least this cosine."""
        known = self._first_scores
        if len(known) < self._length and (not len(known) or known[-1] >= floor):
            known = self.estimates
        return int(np.count_nonzero(known >= floor))

    @cached_property
    def _ordered(self) -> tuple[PhotoIds, Scores]:
        ids, scores = self._nearest(self._length, self._among)
        # Of those that were deleted since there are no codes: positions must not move.
        waiting = self._among.copy()
        waiting[ids] = False
        gone = np.flatnonzero(waiting)
        lowest = np.full(len(gone), -1, np.float32)
        return np.concatenate([ids, gone]), np.concatenate([scores, lowest])

    def _window(self, number: int) -> tuple[PhotoIds, Scores]:
        with self._lock:
            if number not in self._windows:
                asked = self.photo_ids[number * _WINDOW : (number + 1) * _WINDOW]
                self._windows[number] = _complete(asked, *self._compare(asked))
            return self._windows[number]


@dataclass(slots=True)
class Ranking:
    """Every searchable photo, best first: an endless list of `len(ranking)` positions from 0.

    `head_ids` and `head_scores` are the best ones, compared exactly: all photos of a small library,
    some thousands of a large one. What lies behind is ordered by code and compared page by page.
    """

    query: QueryVector
    head_ids: PhotoIds
    """Shape (n,), best first; equal scores by id, so that two runs agree."""
    head_scores: Scores
    """Shape (n,): the cosine of each photo."""
    floors: Floors
    """The scores from which a hit is likely and strong."""
    searched: int
    """Photos that were compared: "searched 1,200 ..."""
    total: int
    """... of 4,800": photos that are or will be in the index, within the folders asked for."""
    tail: Tail | None = field(default=None, repr=False)
    named: PhotoIds = field(default_factory=lambda: np.empty(0, np.int64), repr=False)
    """Photos of the head whose names or texts hold the words searched for: at least likely."""

    def __len__(self) -> int:
        return len(self.head_ids) + (len(self.tail) if self.tail else 0)

    def with_head(self, photo_ids: PhotoIds) -> Ranking:
        """The same ranking, with these photos compared exactly where they are among it."""
        if self.tail is None:
            return self
        ids, scores, tail = self.tail.taken(photo_ids)
        head_ids, head_scores = best_first(
            np.concatenate([self.head_ids, ids]), np.concatenate([self.head_scores, scores])
        )
        return replace(self, head_ids=head_ids, head_scores=head_scores, tail=tail)

    def page(self, start: int, stop: int) -> tuple[PhotoIds, Scores]:
        """Photos and exact scores of the positions from `start` to before `stop`.

        Looking far behind the head reads vectors: up to 10 ms for each thousand positions.
        """
        ids, scores = self.head_ids[start:stop], self.head_scores[start:stop]
        behind = len(self.head_ids)
        if self.tail is None or stop <= behind:
            return ids, scores
        more_ids, more_scores = self.tail.page(max(start - behind, 0), stop - behind)
        return np.concatenate([ids, more_ids]), np.concatenate([scores, more_scores])

    @property
    def photo_ids(self) -> PhotoIds:
        """All photos, shape (len,). Orders the whole tail: 0.1 s for a million."""
        if self.tail is None:
            return self.head_ids
        return np.concatenate([self.head_ids, self.tail.photo_ids])

    @property
    def scores(self) -> Scores:
        """Scores of `photo_ids`; estimated from the codes behind the head, and never rising."""
        if self.tail is None:
            return self.head_scores
        lowest = self.head_scores[-1] if len(self.head_scores) else np.float32(1)
        return np.concatenate([self.head_scores, np.minimum(self.tail.estimates, lowest)])

    def score(self, position: int) -> float:
        """The exact score at `position`."""
        return float(self.page(position, position + 1)[1][0])

    def strength(self, position: int) -> Strength:
        """How sure the photo at `position` is."""
        ids, scores = self.page(position, position + 1)
        return self.strength_of(float(scores[0]), int(ids[0]))

    def strength_of(self, score: float, photo_id: int | None = None) -> Strength:
        """How sure a photo with this score is; one with fitting names is at least likely."""
        if score >= self.floors.strong:
            return Strength.STRONG
        is_named = photo_id is not None and photo_id in self.named
        return Strength.LIKELY if score >= self.floors.likely or is_named else Strength.WEAK

    def count(self, strength: Strength) -> int:
        """How many photos have at least this strength; behind the head, estimated from codes."""
        if strength is Strength.WEAK:
            return len(self)
        floor = self.floors.strong if strength is Strength.STRONG else self.floors.likely
        fits = self.head_scores >= floor
        if strength is Strength.LIKELY:
            fits |= np.isin(self.head_ids, self.named)
        found = int(np.count_nonzero(fits))
        return found + (self.tail.count_from(floor) if self.tail else 0)

    def position_of(self, photo_id: PhotoId) -> int | None:
        """Where a photo is; behind the head, to within its window of 1,024."""
        found = np.flatnonzero(self.photo_ids == photo_id)
        return int(found[0]) if len(found) else None


def best_first(ids: PhotoIds, scores: Scores) -> tuple[PhotoIds, Scores]:
    """By falling score, then by id."""
    order = np.lexsort((ids, -scores))
    return ids[order], scores[order]


def _complete(asked: PhotoIds, ids: PhotoIds, scores: Scores) -> tuple[PhotoIds, Scores]:
    """Best first, with the photos that are gone at the end: positions must not move."""
    gone = np.setdiff1d(asked, ids)
    ids, scores = best_first(ids, scores)
    lowest = np.full(len(gone), -1, np.float32)
    return np.concatenate([ids, gone]), np.concatenate([scores, lowest])
