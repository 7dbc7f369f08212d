"""The city of each photo, from where it was taken, and the names that it is found by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def cities_named_like(database: Database, phrase: str) -> list[int]:
    """The cities of the library whose names, or whose country's, hold a phrase."""
    cities = [city for (city,) in database.rows("SELECT DISTINCT city FROM photo WHERE city > 0")]
    return [city for city in cities if phrase.casefold() in place_names(city).casefold()]


def _city_at(latitude: float | None, longitude: float | None) -> int | None:
    if latitude is None or longitude is None:
        return None
    city = gazetteer().nearest(latitude, longitude)
    return None if city is None else city.id
