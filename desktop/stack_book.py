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
_STORED = ("members", "numbers", "covers")


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
        """The photos of this row's stack, its cover first; none for a photo alone."""
        if row >= len(self._begins) or self._begins[row] == _ALONE:
            return []
        begin = int(self._begins[row])
        return [PhotoId(each) for each in self._photos[begin : begin + self.size(row)].tolist()]


class StackBook:
    """The stacks of the library. Never changes; a new one is made when the library changed."""

    def __init__(self, stacks: Iterable[Sequence[PhotoId]] = ()) -> None:
        """`stacks`: the first photo of each is its cover."""
        known = list(stacks)
        members = np.array([photo_id for stack in known for photo_id in stack], np.int64)
        sizes = np.array([len(stack) for stack in known], np.int64)
        order = np.argsort(members, kind="stable")
        self._members = members[order]
        self._numbers = np.repeat(np.arange(len(known), dtype=np.int64), sizes)[order]
        self._covers = np.array([stack[0] for stack in known if stack], np.int64)

    def equals(self, other: StackBook) -> bool:
        """Whether both have the same stacks."""
        return (
            np.array_equal(self._members, other._members)
            and np.array_equal(self._numbers, other._numbers)
            and np.array_equal(self._covers, other._covers)
        )

    @classmethod
    def read(cls, path: Path) -> StackBook:
        """The book that `write` left there; an empty one if none is, or it cannot be read."""
        book = cls()
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                members, numbers, covers = (stored[name] for name in _STORED)
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            return book
        kinds = {members.dtype, numbers.dtype, covers.dtype}
        if kinds == {np.dtype(np.int64)} and members.shape == numbers.shape:
            book._members, book._numbers, book._covers = members, numbers, covers
        return book

    def write(self, path: Path) -> None:
        """Store the book for the next start, whole or not at all."""
        fresh = path.with_name(path.name + ".new")
        with fresh.open("wb") as file:
            np.savez(file, members=self._members, numbers=self._numbers, covers=self._covers)
        fresh.replace(path)

    def fold(self, photos: PhotoList, opened: Collection[PhotoId] = ()) -> tuple[PhotoList, Stacks]:
        """The list with each stack as its cover alone, unless a photo of it is in `opened`.

        It stands where the first photo of the stack would be; where its cover is not in the list,
        that first one is shown instead. The photos of an open stack follow its cover.
        """
        rows = np.arange(len(photos))
        numbers = self._numbers_of(photos.ids)
        grouped = np.flatnonzero(numbers != _ALONE)
        behind = ~np.isin(photos.ids[grouped], self._covers)
        grouped = grouped[np.lexsort((grouped, behind, numbers[grouped]))]
        begins = np.flatnonzero(np.diff(numbers[grouped], prepend=_ALONE))
        sizes = np.diff(np.append(begins, len(grouped)))
        lead, cover, place = rows.copy(), rows.copy(), np.zeros(len(rows), np.int64)
        begin, size = np.full(len(rows), _ALONE), np.ones(len(rows), np.int64)
        if len(grouped):
            lead[grouped] = np.repeat(np.minimum.reduceat(grouped, begins), sizes)
        cover[grouped] = np.repeat(grouped[begins], sizes)
        place[grouped] = np.arange(len(grouped))
        begin[grouped] = np.repeat(np.where(sizes > 1, begins, _ALONE), sizes)
        size[grouped] = np.repeat(sizes, sizes)
        is_open = np.zeros(len(rows), np.bool_)
        if opened:
            chosen = np.isin(photos.ids, list(opened)) & (size > 1)
            is_open = np.isin(lead, lead[chosen]) & (size > 1)
        shown = rows[(cover == rows) | is_open]
        shown = shown[np.lexsort((place[shown], lead[shown]))]
        first = (cover[shown] == shown) & (size[shown] > 1)
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
