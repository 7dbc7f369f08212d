"""The city of each photo, from where it was taken, and the names that it is found by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.core.normal import folded
from indexer.places.gazetteer import gazetteer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import PhotoId
    from indexer.store.connection import Database


@dataclass(frozen=True, slots=True)
class PhotosInCity:
    """How many photos on show were taken in a city of the gazetteer."""

    city_id: int
    photos: int


def write_places(database: Database, photo_ids: Sequence[PhotoId]) -> None:
    """Find the cities of indexed photos; call inside the transaction of their change."""
    rows = database.rows(
        "SELECT id, latitude, longitude FROM photo WHERE id IN (SELECT value FROM json_each(?)) "
        "AND (latitude IS NOT NULL AND longitude IS NOT NULL OR city IS NOT NULL)",
        (json.dumps(list(photo_ids)),),
    )
    database.run_many(
        "UPDATE photo SET city = ? WHERE id = ?",
        [(_city_at(latitude, longitude), photo_id) for photo_id, latitude, longitude in rows],
    )


def photos_by_city(database: Database) -> list[PhotosInCity]:
    """The cities that photos on show were taken in."""
    rows = database.rows(
        "SELECT city, count(*) FROM photo WHERE city IS NOT NULL "
        "AND indexed_at IS NOT NULL AND missing_since IS NULL GROUP BY city"
    )
    return [PhotosInCity(*row) for row in rows]


def place_names(city_id: int | None) -> str:
    """The names of a photo's city and country, one a line; '' without a city."""
    city = None if city_id is None else gazetteer().city(city_id)
    if city is None:
        return ""
    names = (city.name, city.chinese_name, city.country, city.chinese_country)
    return "\n".join(dict.fromkeys(name for name in names if name))


def is_at(places: Sequence[str], wanted: str) -> bool:
    """Whether words for a place, such as a city and its country, name what is wanted.

    Of `Rome, Italy` every part must be named, in any language that the gazetteer knows.
    """
    parts = [part.strip() for part in wanted.split(",")]
    return all(any(_is_same(word, part) for word in places) for part in parts if part)


@lru_cache(maxsize=4096)
def _is_same(word: str, wanted: str) -> bool:
    if folded(word) == folded(wanted):
        return True
    country = gazetteer().country(wanted)
    if country:
        return gazetteer().country(word) == country
    ids = {city.id for city in gazetteer().named(wanted)}
    return any(city.id in ids for city in gazetteer().named(word))


def _city_at(latitude: float | None, longitude: float | None) -> int | None:
    if latitude is None or longitude is None:
        return None
    city = gazetteer().nearest(latitude, longitude)
    return None if city is None else city.id
