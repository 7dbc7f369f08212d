"""Where the cells of a grid with headings lie: arithmetic that no number of rows slows down."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARGIN = 28
GAP = 12
HEADING_HEIGHT = 52
BOTTOM = 28


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive rows under one heading; an empty heading takes no room."""

    first: int
    count: int
    heading: str = ""
    note: str = ""
    """Said more quietly beside the heading: how many there are."""


@dataclass(frozen=True, slots=True)
class _Placed:
    section: Section
    top: int
    cells_top: int


class GridLayout:
    """Even square cells in as many columns as fit, stretched to fill the width."""

    def __init__(self, width: int, wanted_side: int, sections: Sequence[Section]) -> None:
        room = max(width - 2 * MARGIN, wanted_side)
        self.columns = max(1, (room + GAP) // (wanted_side + GAP))
        self.side = (room - GAP * (self.columns - 1)) // self.columns
        self._placed = list(self._place(sections))
        self._firsts = [placed.section.first for placed in self._placed]
        self._tops = [placed.top for placed in self._placed]
        self.height = self._bottom_of(self._placed[-1]) + BOTTOM if self._placed else 0

    @property
    def step(self) -> int:
        """From one line of cells to the next."""
        return self.side + GAP

    def rect(self, row: int) -> QRect:
        """The cell of a row, in content coordinates."""
        placed = self._placed[bisect_right(self._firsts, row) - 1]
        line, column = divmod(row - placed.section.first, self.columns)
        return QRect(
            MARGIN + column * self.step, placed.cells_top + line * self.step, self.side, self.side
        )

    def row_at(self, point: QPoint) -> int:
        """The row whose cell holds the point, or -1."""
        for placed in self._placed_between(point.y(), point.y()):
            line = (point.y() - placed.cells_top) // self.step
            column = (point.x() - MARGIN) // self.step
            row = placed.section.first + line * self.columns + column
            inside = 0 <= column < self.columns and line >= 0
            if inside and row < _end(placed.section) and self.rect(row).contains(point):
                return row
        return -1

    def rows_between(self, top: int, bottom: int) -> Iterator[int]:
        """The rows with a cell between two heights."""
        for placed in self._placed_between(top, bottom):
            first_line = max(0, (top - placed.cells_top) // self.step)
            last_line = (bottom - placed.cells_top) // self.step
            first = placed.section.first + first_line * self.columns
            end = placed.section.first + (last_line + 1) * self.columns
            yield from range(first, max(first, min(end, _end(placed.section))))

    def headings_between(self, top: int, bottom: int) -> Iterator[tuple[Section, QRect]]:
        """The headings between two heights, with their room."""
        for placed in self._placed_between(top, bottom):
            if placed.section.heading:
                width = self.columns * self.step - GAP
                yield placed.section, QRect(MARGIN, placed.top, width, HEADING_HEIGHT)

    def _place(self, sections: Sequence[Section]) -> Iterator[_Placed]:
        top = 0
        for section in sections:
            cells_top = top + (HEADING_HEIGHT if section.heading else 0 if top else MARGIN // 2)
            placed = _Placed(section, top, cells_top)
            yield placed
            top = self._bottom_of(placed)

    def _bottom_of(self, placed: _Placed) -> int:
        lines = -(-placed.section.count // self.columns)
        return placed.cells_top + lines * self.step

    def _placed_between(self, top: int, bottom: int) -> Iterator[_Placed]:
        start = max(0, bisect_right(self._tops, top) - 1)
        for placed in self._placed[start:]:
            if placed.top > bottom:
                return
            yield placed


def _end(section: Section) -> int:
    return section.first + section.count
