"""Where the photos of a grid with headings lie: lines filled from edge to edge.

Line breaks are found once for a width (some 15 ms for 100,000 photos); every question after that
is a binary search. Even cells are the case in which every photo counts as a square.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARGIN = 24
GAP = 6
HEADING_HEIGHT = 52
BOTTOM = 28
NARROWEST, WIDEST = 0.5, 3.0
"""Width to height: photos beyond these are cropped in the grid, so that none becomes a sliver."""
_MOST_STRETCHED = 1.35
"""A line that cannot be filled within this is left ragged instead of growing."""

Aspects = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive rows under one heading; an empty heading takes no room."""

    first: int
    count: int
    heading: str = ""
    note: str = ""
    """Said more quietly beside the heading: how many there are."""
    apart: bool = False
    """Whether a line sets it apart from what comes before."""

    @property
    def end(self) -> int:
        """The row after the last one."""
        return self.first + self.count


class GridLayout:
    """Photos in lines of about equal height. Sections follow each other without holes."""

    def __init__(
        self,
        width: int,
        wanted_height: float,
        sections: Sequence[Section],
        aspects: Aspects | None = None,
        heading_height: int = HEADING_HEIGHT,
    ) -> None:
        """`aspects`: width to height of each row; None makes even squares."""
        self.heading_height = heading_height
        self._sections = [section for section in sections if section.count]
        rows = self._sections[-1].end if self._sections else 0
        self._room = max(width - 2 * MARGIN, round(wanted_height))
        if aspects is None:
            wanted_height = _even_side(self._room, wanted_height)
            aspects = np.ones(rows, np.float32)
        widths = np.clip(aspects[:rows], NARROWEST, WIDEST).astype(np.float64)
        self._edges = np.concatenate(([0.0], np.cumsum(widths)))
        self._break_lines(widths, wanted_height)
        self._place_lines(wanted_height)

    @property
    def step(self) -> int:
        """From one line to the next, on average."""
        return round(self.height / max(1, len(self._firsts)))

    def rect(self, row: int) -> QRect:
        """The cell of a row, in content coordinates; a null rectangle for a row that has none."""
        if not 0 <= row < len(self._edges) - 1 or not self._firsts:
            return QRect()
        line = bisect_right(self._firsts, row) - 1
        first, height = self._firsts[line], self._heights[line]
        left = (self._edges[row] - self._edges[first]) * height + (row - first) * GAP
        right = left + (self._edges[row + 1] - self._edges[row]) * height
        return QRect(
            MARGIN + round(left), self._tops[line], round(right) - round(left), round(height)
        )

    def row_at(self, point: QPoint) -> int:
        """The row whose cell holds the point, or -1."""
        for row in self.rows_between(point.y(), point.y()):
            if self.rect(row).contains(point):
                return row
        return -1

    def rows_between(self, top: int, bottom: int) -> range:
        """The rows with a cell between two heights."""
        if not self._firsts:
            return range(0)
        first = max(0, bisect_right(self._tops, top) - 1)
        if self._tops[first] + self._heights[first] < top:
            first += 1
        end = bisect_right(self._tops, bottom)
        return range(self._ends[first - 1] if first else 0, self._ends[end - 1] if end else 0)

    def row_beside(self, row: int, lines: int) -> int:
        """The row above or below `row` by so many lines, as nearly straight as there is one."""
        if not self._firsts:
            return row
        line = bisect_right(self._firsts, row) - 1
        wanted = min(max(line + lines, 0), len(self._firsts) - 1)
        if wanted == line:
            return row
        middle = self.rect(row).center().x()
        candidates = range(self._firsts[wanted], self._ends[wanted])
        return min(candidates, key=lambda other: abs(self.rect(other).center().x() - middle))

    def headings_between(self, top: int, bottom: int) -> Iterator[tuple[Section, QRect]]:
        """The headings between two heights, with their room."""
        start = max(0, bisect_right(self._section_tops, top) - 1)
        end = bisect_left(self._section_tops, bottom)
        for section, place in zip(
            self._sections[start:end], self._section_tops[start:end], strict=True
        ):
            if section.heading:
                yield section, QRect(MARGIN, place, self._room, self.heading_height)

    def section_at(self, height: int) -> Section | None:
        """The section that lies at a height."""
        place = bisect_right(self._section_tops, height) - 1
        return self._sections[place] if place >= 0 else None

    def section_tops(self) -> list[tuple[Section, int]]:
        """Every section with the height at which it begins."""
        return list(zip(self._sections, self._section_tops, strict=True))

    def _break_lines(self, widths: npt.NDArray[np.float64], height: float) -> None:
        """Find the first row of each line, and the row after its last."""
        stretch = np.concatenate(([0.0], np.cumsum(widths * height + GAP)))
        self._firsts: list[int] = []
        self._ends: list[int] = []
        for section in self._sections:
            ends = list(_line_ends(stretch, section, self._room + GAP))
            self._firsts += [section.first, *ends[:-1]]
            self._ends += ends

    def _room_above(self, place: int) -> int:
        if self._sections[place].heading:
            return self.heading_height
        return 0 if place else MARGIN // 2

    def _place_lines(self, wanted: float) -> None:
        """Stretch each line to fill the room, and stack the lines under their headings."""
        firsts, ends = np.array(self._firsts, np.int64), np.array(self._ends, np.int64)
        sums = self._edges[ends] - self._edges[firsts]
        heights = (self._room - GAP * (ends - firsts - 1)) / np.maximum(sums, NARROWEST)
        last = np.zeros(len(ends), np.bool_)  # np.isin would import numpy.ma: a tenth of the start
        last[np.searchsorted(ends, [section.end for section in self._sections])] = True
        heights = np.minimum(heights, np.where(last, wanted, wanted * _MOST_STRETCHED))
        before = np.zeros(len(firsts), np.int64)
        starts = np.searchsorted(firsts, [section.first for section in self._sections])
        before[starts] = [self._room_above(i) for i in range(len(self._sections))]
        steps = np.rint(heights).astype(np.int64) + GAP
        bottoms = np.cumsum(steps + before)
        tops = bottoms - steps
        self._heights: list[float] = heights.tolist()
        self._tops: list[int] = tops.tolist()
        self._section_tops: list[int] = (tops[starts] - before[starts]).tolist()
        self.height = int(bottoms[-1]) + BOTTOM if len(bottoms) else 0


def _line_ends(edges: npt.NDArray[np.float64], section: Section, room: float) -> Iterator[int]:
    """The row after each line of a section; `edges` are those of one endless line with gaps."""
    own = edges[section.first : section.end + 1]
    # For every row, where a line would end that begins there: a million at once take less time
    # than a bisection for each line.
    limits = own[:-1] + room
    ends = np.searchsorted(own, limits, "right") - 1
    ends = np.maximum(ends, np.arange(1, section.count + 1))
    one_more = np.minimum(ends + 1, section.count)
    nearer = (one_more > ends) & (own[one_more] - limits < limits - own[ends])
    following = np.where(nearer, one_more, ends).tolist()
    row = 0
    while row < section.count:
        row = following[row]
        yield section.first + row


def _even_side(room: int, wanted: float) -> float:
    """The side of squares that fill the room exactly, the nearest one below `wanted`."""
    columns = max(1, int((room + GAP) // (wanted + GAP)))
    return (room - GAP * (columns - 1)) / columns
