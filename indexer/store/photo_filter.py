"""Which photos fit a set of tests, found in one statement: filters come before ranking."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.core.folder_names import one_name
from indexer.core.normal import folded
from indexer.store import path_codec
from indexer.store.id_list import id_list
from indexer.store.photo_date import UNDATED
from indexer.store.photo_place import is_at
from indexer.store.photo_words import phrase_condition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from indexer.core.types import WatchedFolder
    from indexer.store.connection import Database

_DEGREE_KM = 111.2
_ON_SHOW = "indexed_at IS NOT NULL AND missing_since IS NULL"
_SHOWN_BETWEEN = (
    f"shown_at >= ? AND shown_at < ? AND shown_at + shown_within <= ? AND shown_at > {UNDATED}"
)
"""Of a date known in part, all that it may be must lie between."""
_YEAR_S = 365 * 86_400
_SHAPES = {
    "landscape": "width > height",
    "portrait": "width < height",
    "square": "width = height AND width > 0",
}


class Property(StrEnum):
    """What a test looks at."""

    FOLDER = "folder"
    CAMERA = "camera"
    LENS = "lens"
    SHOWN_AT = "shown_at"
    FORMAT = "format"
    SHAPE = "shape"
    FAVOURITE = "favourite"
    RATING = "rating"
    NEAR = "near"
    CITY = "city"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class PhotoTest:
    """A photo fits when it has one of the values, or lies in one of the ranges; or, negated, not.

    `yearly` holds days of any year for SHOWN_AT, from one (month, day) to another, both included.
    Ranges are [low, high) in seconds since 1970 for SHOWN_AT and [low, high] for RATING; of NEAR,
    `ranges` holds pairs of latitude and longitude, and `within_km` the distance; of CITY, `ids`
    holds cities of the gazetteer, and `values` what the places are called in words.
    """

    property: Property
    values: tuple[str, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()
    negated: bool = False
    yearly: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    within_km: float = 0.0
    ids: tuple[int, ...] = ()


Condition = tuple[str, list[Any]]


class PhotoFilter:
    """Tests photos of one index. `favourites` are content ids."""

    def __init__(
        self,
        database: Database,
        folders: Sequence[WatchedFolder],
        favourites: Iterable[bytes] = (),
    ) -> None:
        self._database = database
        self._folders = folders
        self._favourites = json.dumps([content_id.hex() for content_id in favourites])

    def ids(self, tests: Sequence[PhotoTest]) -> npt.NDArray[np.int64]:
        """Photos on show that fit all tests, ascending, shape (n,)."""
        conditions = [self._condition(test) for test in tests]
        where = " AND ".join([_ON_SHOW, *(sql for sql, _ in conditions)])
        parameters = [value for _, values in conditions for value in values]
        sql = f"SELECT id FROM photo WHERE {where}"  # noqa: S608
        return np.sort(id_list(self._database, sql, parameters))

    def fits(self, photo_id: int, test: PhotoTest) -> bool:
        """Whether one photo fits."""
        sql, parameters = self._condition(test)
        found = self._database.value(
            f"SELECT 1 FROM photo WHERE id = ? AND {sql}",  # noqa: S608
            [photo_id, *parameters],
        )
        return found is not None

    def _condition(self, test: PhotoTest) -> Condition:
        parts = [*self._of_values(test), *_of_ranges(test), *_of_ids(test)]
        any_of = " OR ".join(f"({sql})" for sql, _ in parts) or "0"
        parameters = [value for _, values in parts for value in values]
        # Plain where it can be: an index of dates or cities is of use then.
        return f"({any_of})" if not test.negated else f"({any_of}) IS NOT TRUE", parameters

    def _of_values(self, test: PhotoTest) -> list[Condition]:
        if test.property is Property.FAVOURITE:
            chosen = "content_id IN (SELECT unhex(value) FROM json_each(?))"
            return [(chosen, [self._favourites])]
        if test.property is Property.FOLDER:
            return [it for value in test.values for it in self._below(value)]
        if test.property is Property.WORDS:
            return [phrase_condition(value) for value in test.values]
        if test.property in {Property.CAMERA, Property.LENS}:
            return [self._of_equipment(test.property, value) for value in test.values]
        if test.property is Property.CITY:
            return [self._of_place_words(value) for value in test.values]
        return [_of_value(test.property, value) for value in test.values]

    def _of_equipment(self, tested: Property, value: str) -> Condition:
        """By part of a camera's or lens's name; a library has only few of them."""
        column = "lens" if tested is Property.LENS else "(camera_make || ' ' || camera_model)"
        names = [name for (name,) in self._database.rows(f"SELECT DISTINCT {column} FROM photo")]  # noqa: S608
        wanted = folded(value)
        fitting = [name for name in names if wanted in folded(name)]
        return f"{column} IN (SELECT value FROM json_each(?))", [json.dumps(fitting)]  # noqa: S608

    def _of_place_words(self, value: str) -> Condition:
        """By the words that somebody wrote for the place: all of `Rome, Italy`."""
        lists = self._database.rows("SELECT DISTINCT places FROM photo WHERE places != '[]'")
        fitting = [places for (places,) in lists if is_at(json.loads(places), value)]
        return "places IN (SELECT value FROM json_each(?))", [json.dumps(fitting)]

    def _below(self, name: str) -> list[Condition]:
        """In folders of this absolute path under any of its names, or whose names hold `name`."""
        wanted = _as_path(name)
        found: list[Condition] = []
        for folder in self._folders:
            pairs = [(_as_path(folder.path), wanted)]
            if Path(name).is_absolute():
                pairs.append((_as_path(one_name(folder.path)), _as_path(one_name(name))))
            found += self._below_in(folder, pairs, wanted)
        return found

    def _below_in(
        self, folder: WatchedFolder, pairs: list[tuple[str, str]], wanted: str
    ) -> list[Condition]:
        for root, path in pairs:
            if (root + "/").startswith(path + "/") or _holds(root.rpartition("/")[2], path):
                return [("folder_id = ?", [folder.id])]
        for root, path in pairs:
            if path.startswith(root + "/"):
                return self._at(folder.id, path[len(root) + 1 :])
        return [_subtree(folder.id, path) for path in self._named(folder.id, wanted)]

    def _at(self, folder_id: int, wanted: str) -> list[Condition]:
        """The directories at this relative path, however its letters are composed."""
        rows = self._database.rows("SELECT path FROM directory WHERE folder_id = ?", (folder_id,))
        paths = (path_codec.to_str(path) for (path,) in rows)
        return [_subtree(folder_id, path) for path in paths if folded(path) == wanted]

    def _named(self, folder_id: int, wanted: str) -> list[str]:
        """The topmost directories whose path from a name on begins like `wanted`."""
        rows = self._database.rows("SELECT path FROM directory WHERE folder_id = ?", (folder_id,))
        paths = (path_codec.to_str(path) for (path,) in rows)
        found = sorted(path for path in paths if _ends_with_name(path, wanted))
        return [path for path in found if not any(path.startswith(f"{up}/") for up in found)]


def _as_path(name: str) -> str:
    return folded(name.replace("\\", "/").rstrip("/"))


def _of_value(tested: Property, value: str) -> Condition:
    if tested is Property.FORMAT:
        return "format = ? COLLATE NOCASE", [folded(value)]
    return _SHAPES[value], []


def _of_ranges(test: PhotoTest) -> list[Condition]:
    if test.property is Property.SHOWN_AT:
        spans = [(_SHOWN_BETWEEN, [low, high, high]) for low, high in test.ranges]
        return [*spans, *(_in_year(*days) for days in test.yearly)]
    if test.property is Property.RATING:
        rated = "coalesce(rating, 0) BETWEEN ? AND ?"
        return [(rated, list(between)) for between in test.ranges]
    return [_near(*place, test.within_km) for place in test.ranges]


def _of_ids(test: PhotoTest) -> list[Condition]:
    chosen = "city IN (SELECT value FROM json_each(?))"
    return [(chosen, [json.dumps(test.ids)])] if test.ids else []


def _in_year(first: tuple[int, int], last: tuple[int, int]) -> Condition:
    """On these days of any year; from December to February is over New Year."""
    from_day, to_day = (month * 100 + number for month, number in (first, last))
    joint = "AND" if first <= last else "OR"
    dates = ("shown_at", "shown_at + max(shown_within - 1, 0)")
    days = [f"CAST(strftime('%m%d', {at}, 'unixepoch') AS INTEGER)" for at in dates]
    fits = " AND ".join(f"({day} >= ? {joint} {day} <= ?)" for day in days)
    dated = f"shown_at > {UNDATED} AND shown_within < {_YEAR_S}"
    return f"{dated} AND {fits}", [from_day, to_day] * 2


def _near(latitude: float, longitude: float, km: float) -> Condition:
    """Within so many kilometres; a degree of longitude shrinks towards the poles."""
    east = "min(abs(longitude - ?), 360 - abs(longitude - ?)) * ?"
    shrink = math.cos(math.radians(latitude))
    degrees = km / _DEGREE_KM
    condition = f"({east}) * ({east}) + (latitude - ?) * (latitude - ?) <= ?"
    across = [longitude, longitude, shrink]
    return condition, [*across, *across, latitude, latitude, degrees * degrees]


def _subtree(folder_id: int, path: str) -> Condition:
    first, last = path_codec.subtree_bounds(path)
    return "folder_id = ? AND path >= ? AND path < ?", [folder_id, first, last]


def _holds(name: str, wanted: str) -> bool:
    return bool(wanted) and wanted in folded(name)


def _ends_with_name(path: str, wanted: str) -> bool:
    """Whether the last names of `path` hold `wanted`, which may be "2022/summer" itself."""
    depth = wanted.count("/") + 1
    return _holds("/".join(path.split("/")[-depth:]), wanted)
