"""The cities of the world: which one a photo was taken in, and where a city of some name lies.

The data are GeoNames' cities of 5,000 people and more (https://www.geonames.org, licence CC BY 4.0)
and the names of countries from Unicode's CLDR, made into a resource by `python -m
indexer.places.making`. Read once, when the first place is asked for: 90 ms and 16 MB. `borders`
says which country is there.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from indexer.core.resources import resource_path
from indexer.places.borders import Borders
from indexer.places.names import Texts, folded

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

FARTHEST_KM = 50.0
"""Beyond this from every city a photo was taken in none."""

_DEGREE_KM = 111.2
_COMPARED = 8
_SHORTEST_MISSPELT = 2  # of letters; Chinese names are as short
_LETTERS_MORE = 2
_SUGGESTED_FROM = 0.75  # of difflib's ratio: Pari, Parris and Barcelna pass


@dataclass(frozen=True, slots=True)
class City:
    """One city. Names in Chinese are '' where none is known.

    A country far from all of its cities is one without a name, and an id below 0.
    """

    id: int
    name: str
    chinese_name: str
    country: str
    chinese_country: str
    latitude: float
    longitude: float

    @property
    def names(self) -> tuple[str, str]:
        """What it is called first of all, in English and Chinese."""
        return self.name, self.chinese_name

    @property
    def full_name(self) -> str:
        """Name and country, by which `Gazetteer.named` finds it."""
        return f"{self.name}, {self.country}" if self.name else self.country


class Gazetteer:
    """Finds cities by place and by name. Immutable: any thread may use it."""

    def __init__(self, file: Path, borders: Borders) -> None:
        self._borders = borders
        with np.load(file, allow_pickle=False) as stored:
            self._ids: npt.NDArray[np.int32] = stored["ids"]
            self._latitudes: npt.NDArray[np.float32] = stored["latitudes"]
            self._longitudes: npt.NDArray[np.float32] = stored["longitudes"]
            self._populations: npt.NDArray[np.int32] = stored["populations"]
            self._countries: npt.NDArray[np.uint16] = stored["countries"]
            self._names = Texts(stored["names"], stored["name_ends"])
            self._keys = Texts(stored["keys"], stored["key_ends"])
            self._key_cities: npt.NDArray[np.int32] = stored["key_cities"]
            countries = Texts(stored["country_names"], stored["country_name_ends"])
        self._country_names = [countries[number].split("\n") for number in range(len(countries))]
        self._country_by_key: dict[str, int] = {}
        for number, names in enumerate(self._country_names):
            for name in names:
                self._country_by_key.setdefault(folded(name), number)
        self._number_by_code = {names[2]: it for it, names in enumerate(self._country_names)}
        self._by_id = np.argsort(self._ids)

    def city(self, city_id: int) -> City | None:
        """The city with this id; None when the data do not hold it any more."""
        if city_id < 0:
            number = self._number_by_code.get(_code_of(city_id))
            return None if number is None else self._wilderness(number)
        at = int(np.searchsorted(self._ids, city_id, sorter=self._by_id))
        place = int(self._by_id[min(at, len(self._ids) - 1)])
        return self._at(place) if self._ids[place] == city_id else None

    def nearest(self, latitude: float, longitude: float) -> City | None:
        """The city that a photo was taken in or near, in the country that is there.

        Far from its cities it is the country alone; None on the high seas, far from any city.

        Of two cities the one that draws more: people over the square of the distance (Reilly, "The
        Law of Retail Gravitation", 1931). The very nearest would be a suburb in every large city.
        """
        reach = FARTHEST_KM / _DEGREE_KM
        first, end = np.searchsorted(self._latitudes, (latitude - reach, latitude + reach))
        squares = self._squared_km(latitude, longitude, int(first), int(end))
        pull = self._populations[first:end] / np.maximum(squares, 1.0)
        pull[squares > FARTHEST_KM**2] = 0.0
        there = [
            self._number_by_code[code] for code in self._borders.countries(latitude, longitude)
        ]
        if there:
            pull[~np.isin(self._countries[first:end], there)] = 0.0
        if len(pull) and pull.max():
            return self._at(int(first) + int(pull.argmax()))
        return self._wilderness(there[0]) if there else None

    def named(self, text: str) -> list[City]:
        """Cities of this name in any language, the largest first; “Paris, France” is one there."""
        name, comma, country = text.rpartition(",")
        if not comma:
            return self._with_name(text)
        number = self._country_by_key.get(folded(country))
        if number is None:
            return []
        english = self._country_names[number][0]
        found = [city for city in self._with_name(name) if city.country == english]
        first = [city for city in found if folded(name) in map(folded, city.names)]
        return first or found

    def country(self, text: str) -> str:
        """The English name of a country, from that, its Chinese name or its code; or ''."""
        number = self._country_by_key.get(folded(text))
        return "" if number is None else self._country_names[number][0]

    def cities_of(self, country: str) -> list[int]:
        """The ids of all cities of a country, and of what lies far from them."""
        number = self._country_by_key.get(folded(country))
        if number is None:
            return []
        ids: list[int] = self._ids[self._countries == number].tolist()
        return [*ids, self._wilderness(number).id]

    def suggestion(self, text: str) -> str:
        """A name that was probably meant by one that nothing has, or ''. Takes up to 10 ms."""
        wanted = folded(text)
        if len(wanted) < _SHORTEST_MISSPELT:
            return ""
        places = self._beginning_with(wanted[:2], len(wanted))
        by_size = sorted(places, key=lambda it: -int(self._populations[self._key_cities[it]]))
        keys = [self._keys[place] for place in by_size]
        near = difflib.get_close_matches(wanted, keys, n=_COMPARED, cutoff=_SUGGESTED_FROM)
        if not near:
            return ""
        likeness = {key: difflib.SequenceMatcher(None, key, wanted).ratio() for key in near}
        best = max(near, key=lambda key: (likeness[key], -keys.index(key)))
        names = self._with_name(best)[0].names
        return next((name for name in names if folded(name) == best), best)

    def _beginning_with(self, letters: str, length: int) -> list[int]:
        """The keys that begin so, and are two letters longer or shorter at most."""
        found = []
        for place in range(self._keys.first_from(letters), len(self._keys)):
            key = self._keys[place]
            if not key.startswith(letters):
                break
            if abs(len(key) - length) <= _LETTERS_MORE:
                found.append(place)
        return found

    def _with_name(self, name: str) -> list[City]:
        key = folded(name)
        place, found = self._keys.first_from(key), []
        while key and place < len(self._keys) and self._keys[place] == key:
            found.append(int(self._key_cities[place]))
            place += 1
        by_size = sorted(found, key=lambda it: (-int(self._populations[it]), int(self._ids[it])))
        return [self._at(it) for it in by_size]

    def _squared_km(
        self, latitude: float, longitude: float, first: int, end: int
    ) -> npt.NDArray[np.float64]:
        """To the cities from `first` to before `end`; on so short a way the earth is flat."""
        north = self._latitudes[first:end].astype(np.float64) - latitude
        east = np.abs(self._longitudes[first:end].astype(np.float64) - longitude)
        east = np.minimum(east, 360 - east) * np.cos(np.radians(latitude))
        squares: npt.NDArray[np.float64] = (north * north + east * east) * _DEGREE_KM**2
        return squares

    def _wilderness(self, number: int) -> City:
        name, chinese, code, *_ = self._country_names[number]
        return City(_id_of(code), "", "", name, chinese, 0.0, 0.0)

    def _at(self, place: int) -> City:
        name, chinese = self._names[place].split("\n")
        country, chinese_country, *_ = self._country_names[int(self._countries[place])]
        return City(
            int(self._ids[place]),
            name,
            chinese,
            country,
            chinese_country,
            float(self._latitudes[place]),
            float(self._longitudes[place]),
        )


def _id_of(code: str) -> int:
    """A country's two letters as a number below 0."""
    return -(ord(code[0]) * 256 + ord(code[1]))


def _code_of(number: int) -> str:
    first, second = divmod(-number, 256)
    return chr(first) + chr(second) if first < 256 else ""


def gazetteer_path() -> Path:
    """Where the resource is."""
    return resource_path("places", "cities.npz")


def borders_path() -> Path:
    """Where the outlines of countries are."""
    return resource_path("places", "borders.npz")


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The one gazetteer of this process, read when it is first asked for."""
    return Gazetteer(gazetteer_path(), Borders(borders_path()))


def nearest_city(latitude: float, longitude: float) -> City | None:
    """The city that a photo was taken in or near, see `Gazetteer.nearest`."""
    return gazetteer().nearest(latitude, longitude)
