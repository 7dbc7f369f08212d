"""Divides photos that are newest first into months, for headings and for the scrubber."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QDate

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Month:
    """Consecutive rows whose photos were taken in one month."""

    first: int
    count: int
    date: QDate
    """The first day of the month; that of the year 1 where nobody knows the date."""

    @property
    def is_known(self) -> bool:
        """Whether the photos have a date."""
        return self.date.year() > 1


def months(taken: npt.NDArray[np.float64]) -> Iterator[Month]:
    """The months of photos in the order newest first; `taken` in seconds since 1970."""
    if not len(taken):
        return
    numbers = taken.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    firsts = np.concatenate(([0], np.flatnonzero(np.diff(numbers)) + 1))
    ends = np.append(firsts[1:], len(taken))
    for first, end in zip(firsts.tolist(), ends.tolist(), strict=True):
        years, month = divmod(int(numbers[first]), 12)
        yield Month(first, end - first, QDate(1970 + years, month + 1, 1))
