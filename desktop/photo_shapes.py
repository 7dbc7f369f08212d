"""Widths, heights and times of all photos, kept for laying out whatever list comes next."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from indexer.api import IndexReader, PhotoShapes

Ids = npt.NDArray[np.int64]


class ShapeBook:
    """Reads the shapes of the library once a generation. Any thread."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._reading = threading.Lock()
        self._generation = -1
        self._shapes: PhotoShapes | None = None

    def newest_first(self) -> tuple[Ids, npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Ids, times and aspects of every photo on show, as of now."""
        shapes = self._current()
        order = np.lexsort((shapes.ids, shapes.shown_at))[::-1]
        return shapes.ids[order], shapes.shown_at[order], shapes.aspects[order]

    def newest_of(self, ids: Ids) -> tuple[Ids, npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Of these photos, the ones on show, newest first, with their times and aspects."""
        all_ids, shown_at, aspects = self.newest_first()
        chosen = np.isin(all_ids, ids)
        return all_ids[chosen], shown_at[chosen], aspects[chosen]

    def aspects_of(self, ids: Ids) -> npt.NDArray[np.float32]:
        """Width to height of each photo; a photo too new to be known counts as square.

        Reads anew only for photos never seen: while photos stream in, an answer a moment old is
        right for all the others.
        """
        shapes = self._shapes or self._current()
        places, known = _find(shapes, ids)
        if not known.all():
            shapes = self._current()
            places, known = _find(shapes, ids)
        aspects = np.ones(len(ids), np.float32)
        aspects[known] = shapes.aspects[places[known]]
        return aspects

    def _current(self) -> PhotoShapes:
        with self._reading:
            generation = self._reader.generation()
            if self._shapes is None or generation != self._generation:
                self._shapes = self._reader.shapes()
                self._generation = generation
            return self._shapes


def _find(shapes: PhotoShapes, ids: Ids) -> tuple[Ids, npt.NDArray[np.bool_]]:
    places = np.searchsorted(shapes.ids, ids)
    places[places == len(shapes.ids)] = 0
    known = shapes.ids[places] == ids if len(shapes.ids) else np.zeros(len(ids), np.bool_)
    return places, known
