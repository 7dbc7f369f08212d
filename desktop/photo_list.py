"""Photos in an order, as the grid shows them: one array a column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.api import Strength

if TYPE_CHECKING:
    from indexer.api import Parse

Ids = npt.NDArray[np.int64]
Aspects = npt.NDArray[np.float32]


def _no_ids() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoList:
    """Photos in the order to show them; `scores` is None without a query.

    The first `strong` are strong hits, from there to `likely` they are likely, the rest is weak.
    """

    ids: Ids = field(default_factory=_no_ids)
    scores: npt.NDArray[np.float32] | None = None
    strong: int = 0
    likely: int = 0
    searched: int = 0
    total: int = 0
    aspects: Aspects | None = None
    """Width to height of each photo; None where it is not known."""
    taken: npt.NDArray[np.float64] | None = None
    """Seconds since 1970 of each photo, newest first; None for an order that is not by time."""
    counts: Ids | None = None
    """How many photos each row stands for, see `stack_book`; None for one each."""
    parse: Parse | None = None
    """How the typed query was understood in the end; None for other lists."""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ranked(self) -> bool:
        """Whether the order is that of a query."""
        return self.scores is not None

    @property
    def photo_count(self) -> int:
        """How many photos the rows stand for together."""
        return self.photos_between(0, len(self))

    def photos_between(self, first: int, end: int) -> int:
        """How many photos the rows from `first` to before `end` stand for."""
        return end - first if self.counts is None else int(self.counts[first:end].sum())

    def folded(self, rows: Ids, leads: Ids, counts: Ids) -> PhotoList:
        """These rows in this order, each in the place of its lead among strengths and times."""
        return PhotoList(
            self.ids[rows],
            None if self.scores is None else self.scores[rows],
            int(np.count_nonzero(leads < self.strong)),
            int(np.count_nonzero(leads < self.likely)),
            self.searched,
            self.total,
            None if self.aspects is None else self.aspects[rows],
            None if self.taken is None else self.taken[leads],
            counts,
            self.parse,
        )

    def only(self, kept: npt.NDArray[np.bool_]) -> PhotoList:
        """The rows for which `kept` (one truth for each) holds, in the same order."""
        return PhotoList(
            self.ids[kept],
            None if self.scores is None else self.scores[kept],
            int(np.count_nonzero(kept[: self.strong])),
            int(np.count_nonzero(kept[: self.likely])),
            self.searched,
            self.total,
            None if self.aspects is None else self.aspects[kept],
            None if self.taken is None else self.taken[kept],
            parse=self.parse,
        )

    def strength(self, row: int) -> Strength:
        """How sure a ranked row is."""
        if row < self.strong:
            return Strength.STRONG
        return Strength.LIKELY if row < self.likely else Strength.WEAK
