"""The places of a library as a list to choose from: country by country, city by city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.places.gazetteer import gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.places.gazetteer import City
    from indexer.store.index_reader import IndexReader


@dataclass(frozen=True, slots=True)
class Place:
    """A city with photos. Its names in Chinese are the English ones where none is known.

    Those taken in a country far from its cities are together in one without a name.
    """

    name: str
    country: str
    photos: int
    query: str
    """What finds just these photos when it is typed; `country_query`, all of the country."""
    country_query: str
    chinese_name: str
    chinese_country: str


def list_places(reader: IndexReader) -> tuple[Place, ...]:
    """By country, then by falling number of photos; cities of one name in a country are one."""
    photos: dict[tuple[str, str], int] = {}
    cities: dict[tuple[str, str], City] = {}
    for found in reader.photos_by_city():
        city = gazetteer().city(found.city_id)
        if city is not None:
            key = (city.country, city.name)
            photos[key] = photos.get(key, 0) + found.photos
            cities.setdefault(key, city)
    return tuple(_sorted(_place(city, photos[key]) for key, city in cities.items()))


def _sorted(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda it: (it.country, -it.photos, it.name))


def _place(city: City, photos: int) -> Place:
    return Place(
        city.name,
        city.country,
        photos,
        f'place:"{city.full_name}"',
        f'place:"{city.country}"',
        city.chinese_name or city.name,
        city.chinese_country or city.country,
    )
