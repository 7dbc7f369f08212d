"""In which country a place lies, by the outlines of all countries.

The outlines are Natural Earth's at 1:10 million (https://www.naturalearthdata.com, public domain),
rounded to 0.005 degrees: right to within one or two kilometres. `python -m indexer.places.making`
makes the resource.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

GRID = 200
"""Parts of a degree that coordinates are rounded to."""
COAST_KM = 22.2
"""Twelve nautical miles: so far does a country reach out to sea."""

BORDER_KM = 2.0
"""So near to a border the outlines do not tell the sides apart."""

_DEGREE_KM = 111.2


class Borders:
    """Finds countries. Immutable: any thread may use it."""

    def __init__(self, file: Path) -> None:
        with np.load(file, allow_pickle=False) as stored:
            grid = np.cumsum(stored["steps"], axis=0, dtype=np.int64)
            self._points = (grid / GRID).astype(np.float32)
            self._ends: npt.NDArray[np.int64] = stored["ends"].astype(np.int64)
            self._codes: npt.NDArray[np.str_] = stored["codes"]
        first = np.concatenate([[0], self._ends[:-1]])
        self._starts = first
        self._low = np.minimum.reduceat(self._points, first, axis=0)
        self._high = np.maximum.reduceat(self._points, first, axis=0)

    def countries(self, latitude: float, longitude: float) -> tuple[str, ...]:
        """The two letters of the countries there, the likeliest first; none on the high seas.

        It is one, but for the last two kilometres before a border. Off a coast it is the nearest.
        """
        place = np.array([longitude, latitude])
        inside = self._inside(place)
        reach = BORDER_KM if inside else COAST_KM
        near = [code for way, code in self._nearest(place, reach)]
        if not inside:
            return tuple(near[:1])
        return tuple(dict.fromkeys([*inside, *near]))

    def _inside(self, place: npt.NDArray[np.float64]) -> list[str]:
        around: dict[str, int] = {}
        for ring in self._rings_near(place, np.zeros(2)):
            if holds(self._ring(ring), place):
                code = str(self._codes[ring])
                around[code] = around.get(code, 0) + 1
        # Inside of a hole is inside of two rings: Lesotho is no part of South Africa.
        return [code for code, rings in around.items() if rings % 2]

    def _nearest(self, place: npt.NDArray[np.float64], reach_km: float) -> list[tuple[float, str]]:
        """Lines within reach, in kilometres, the nearest first."""
        shrink = max(math.cos(math.radians(float(place[1]))), 0.01)
        scale = np.array([shrink, 1.0]) * _DEGREE_KM
        rings = self._rings_near(place, reach_km / scale)
        ways = [(_distance(self._ring(it), place, scale), str(self._codes[it])) for it in rings]
        return sorted(it for it in ways if it[0] <= reach_km)

    def _rings_near(
        self, place: npt.NDArray[np.float64], reach: npt.NDArray[np.float64]
    ) -> list[int]:
        fits = (self._low - reach <= place) & (place <= self._high + reach)
        return np.flatnonzero(fits.all(axis=1)).tolist()

    def _ring(self, number: int) -> npt.NDArray[np.float32]:
        return self._points[self._starts[number] : self._ends[number]]


def holds(ring: npt.NDArray[Any], place: npt.NDArray[np.float64]) -> bool:
    """Whether a closed line of (longitude, latitude) goes around a place: even-odd rule."""
    start, end = ring, np.roll(ring, -1, axis=0)
    crosses = (start[:, 1] > place[1]) != (end[:, 1] > place[1])
    start, end = start[crosses], end[crosses]
    share = (place[1] - start[:, 1]) / (end[:, 1] - start[:, 1])
    east = start[:, 0] + share * (end[:, 0] - start[:, 0])
    return bool(np.count_nonzero(place[0] < east) % 2)


def _distance(
    ring: npt.NDArray[Any],
    place: npt.NDArray[np.float64],
    scale: npt.NDArray[np.float64],
) -> float:
    """Kilometres to the nearest point of the line; on so short a way the earth is flat."""
    start = (ring - place) * scale
    along = np.roll(start, -1, axis=0) - start
    lengths = np.maximum((along * along).sum(axis=1), 1e-12)
    share = np.clip(-(start * along).sum(axis=1) / lengths, 0.0, 1.0)
    nearest = start + share[:, None] * along
    return float(np.sqrt((nearest * nearest).sum(axis=1).min()))
