"""Pages beside the photos that the sidebar leads to."""

from __future__ import annotations

from enum import Enum, auto


class Shelf(Enum):
    """What is shown in the place of the grid."""

    DUPLICATES = auto()
    PLACES = auto()
