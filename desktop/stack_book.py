"""Which photos of the library are shown as one, and how a list looks with them folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from indexer.api import PhotoId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from desktop.photo_list import PhotoList

Ids = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]
_ALONE = -1


def _none() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Stacks:
    """The stacks of one list of photos. Arrays have one entry for each row shown."""

    counts: Ids = field(default_factory=_none)
    """How many photos a row stands for: all of a closed stack, else 1."""
    firsts: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    """Rows that a stack begins with, closed or open."""
    opened: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))
    """Rows of open stacks."""
    _photos: Ids = field(default_factory=_none)
    """The photos of all stacks, those of one stack together."""
    _begins: Ids = field(default_factory=_none)
    """Where in `_photos` the stack of each row begins; -1 for a photo alone."""
    _sizes: Ids = field(default_factory=_none)

    def is_first(self, row: int) -> bool:
        """Whether a stack begins with this row."""
        return row < len(self.firsts) and bool(self.firsts[row])

    def is_open(self, row: int) -> bool:
        """Whether the row is one of an open stack."""
        return row < len(self.opened) and bool(self.opened[row])

    def size(self, row: int) -> int:
        """How many photos the stack of this row has; 1 for a photo alone."""
        return int(self._sizes[row]) if row < len(self._sizes) else 1

    def photos(self, row: int) -> list[PhotoId]:
        """The photos of this row's stack, in the order of the list; none for a photo alone."""
        if row >= len(self._begins) or self._begins[row] == _ALONE:
            return []
        begin = int(self._begins[row])
        return [PhotoId(each) for each in self._photos[begin : begin + self.size(row)].tolist()]


class StackBook:
    """The stacks of the library. Never changes; a new one is made when the library changed."""

    def __init__(self, stacks: Iterable[Sequence[PhotoId]] = ()) -> None:
        known = list(stacks)
        members = np.array([photo_id for stack in known for photo_id in stack], np.int64)
        sizes = np.array([len(stack) for stack in known], np.int64)
        order = np.argsort(members, kind="stable")
        self._members = members[order]
        self._numbers = np.repeat(np.arange(len(known), dtype=np.int64), sizes)[order]

    def equals(self, other: StackBook) -> bool:
        """Whether both have the same stacks."""
        return np.array_equal(self._members, other._members) and np.array_equal(
            self._numbers, other._numbers
        )

    @classmethod
    def read(cls, path: Path) -> StackBook:
        """The book that `write` left there; an empty one if none is, or it cannot be read."""
        book = cls()
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                members, numbers = stored["members"], stored["numbers"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return book
        if members.dtype == numbers.dtype == np.int64 and members.shape == numbers.shape:
            book._members, book._numbers = members, numbers
        return book

    def write(self, path: Path) -> None:
        """Store the book for the next start, whole or not at all."""
        fresh = path.with_name(path.name + ".new")
        with fresh.open("wb") as file:
            np.savez(file, members=self._members, numbers=self._numbers)
        fresh.replace(path)

    def fold(self, photos: PhotoList, opened: Collection[PhotoId] = ()) -> tuple[PhotoList, Stacks]:
        """The list with each stack as its first photo alone, unless a photo of it is in `opened`.

        The photos of an open stack follow its first one.
        """
        rows = np.arange(len(photos))
        numbers = self._numbers_of(photos.ids)
        grouped = np.flatnonzero(numbers != _ALONE)
        grouped = grouped[np.argsort(numbers[grouped], kind="stable")]
        begins = np.flatnonzero(np.diff(numbers[grouped], prepend=_ALONE))
        sizes = np.diff(np.append(begins, len(grouped)))
        several = sizes > 1
        lead, begin, size = rows.copy(), np.full(len(rows), _ALONE), np.ones(len(rows), np.int64)
        lead[grouped] = np.repeat(grouped[begins], sizes)
        begin[grouped] = np.repeat(np.where(several, begins, _ALONE), sizes)
        size[grouped] = np.repeat(sizes, sizes)
        is_open = np.zeros(len(rows), np.bool_)
        if opened:
            chosen = np.isin(photos.ids, list(opened)) & (size > 1)
            is_open = np.isin(lead, lead[chosen]) & (size > 1)
        shown = rows[(lead == rows) | is_open]
        shown = shown[np.lexsort((shown, lead[shown]))]
        first = (lead[shown] == shown) & (size[shown] > 1)
        counts = np.where(first & ~is_open[shown], size[shown], 1)
        stacks = Stacks(
            counts, first, is_open[shown], photos.ids[grouped], begin[shown], size[shown]
        )
        return photos.folded(shown, lead[shown], counts), stacks

    def _numbers_of(self, ids: Ids) -> Ids:
        """The number of each photo's stack, or -1."""
        if not len(self._members):
            return np.full(len(ids), _ALONE)
        places = np.searchsorted(self._members, ids)
        places[places == len(self._members)] = 0
        return np.where(self._members[places] == ids, self._numbers[places], _ALONE)
