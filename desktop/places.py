"""Where photos were taken, by country and city, for a list to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.api import Place


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A country or a city with photos."""

    name: str
    chinese_name: str
    query: str
    """What finds its photos when it is typed."""
    photos: int
    cities: tuple[PlaceLine, ...] = ()


def by_country(places: Iterable[Place]) -> tuple[PlaceLine, ...]:
    """Countries, that with most photos first, with their cities in the order given."""
    countries = [_country(list(cities)) for _, cities in groupby(places, lambda it: it.country)]
    return tuple(sorted(countries, key=lambda it: (-it.photos, it.name)))


def _country(places: list[Place]) -> PlaceLine:
    cities = tuple(
        PlaceLine(it.name, it.chinese_name, it.query, it.photos) for it in places if it.name
    )
    first = places[0]
    photos = sum(it.photos for it in places)
    return PlaceLine(first.country, first.chinese_country, first.country_query, photos, cities)
