"""Values of `near:` and `place:`: coordinates, cities and countries, in English and Chinese."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.places.gazetteer import gazetteer
from indexer.search.grammar.reading import Misread, Reading

if TYPE_CHECKING:
    from datetime import date

    from indexer.places.gazetteer import City

NEAR_KM = 25.0

_COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d{1,8})?),\s?(-?\d{1,3}(?:\.\d{1,8})?)")


def near(value: str, today: date) -> Reading:
    """Around coordinates, or around the largest city of a name."""
    del today
    if coordinates(value) is not None:
        return Reading(value, f"within {NEAR_KM:g} km")
    city = _one_city(value)
    if city is not None:
        return Reading(value, f"within {NEAR_KM:g} km of {city.full_name}")
    if country := gazetteer().country(value):
        raise Misread(f"{country} is a country. Write place:{value}.")
    raise _unknown(value)


def place(value: str, today: date) -> Reading:
    """In a country, or in the cities of a name."""
    del today
    if country := gazetteer().country(value):
        return Reading(value, f"all of {country}")
    cities = gazetteer().named(value)
    if not cities:
        raise _unknown(value)
    countries = list(dict.fromkeys(city.country for city in cities))
    others = " and cities of this name elsewhere" if countries[1:] else ""
    return Reading(value, cities[0].full_name + others)


def coordinates(value: str) -> tuple[float, float] | None:
    """Latitude and longitude of `48.86,2.35`; None when it is no place on earth."""
    found = _COORDINATES.fullmatch(value)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def point(value: str) -> tuple[float, float] | None:
    """Where a value of `near:` lies."""
    at = coordinates(value)
    if at is not None:
        return at
    city = _one_city(value)
    return (city.latitude, city.longitude) if city else None


def cities_at(value: str) -> list[int]:
    """The ids of the cities that a value of `place:` names."""
    if gazetteer().country(value):
        return gazetteer().cities_of(value)
    return [city.id for city in gazetteer().named(value)]


def _one_city(value: str) -> City | None:
    """The largest city of a name; that of a country is meant by none but a city state's."""
    cities = gazetteer().named(value)
    country = gazetteer().country(value)
    if country:
        cities = [city for city in cities if city.country == country == city.name]
    return cities[0] if cities else None


def _unknown(value: str) -> Misread:
    meant = gazetteer().suggestion(value)
    return Misread(
        f"No city of 5,000 people or more is called “{value}”. "
        "Write another city, or latitude and longitude, such as near:48.86,2.35.",
        meant,
    )
