"""Which city a place belongs to, and where the cities of a name lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.places import making
from indexer.places.gazetteer import borders_path, gazetteer, gazetteer_path
from indexer.places.names import Texts, folded


@pytest.mark.parametrize(
    ("latitude", "longitude", "name", "country"),
    [
        (48.8583, 2.2945, "Paris", "France"),  # the Eiffel tower, in an arrondissement
        (39.9163, 116.3972, "Beijing", "China"),
        (51.5014, -0.1419, "London", "United Kingdom"),
        (51.753, -0.339, "St Albans", "United Kingdom"),  # half an hour north of London
        (46.0207, 7.7491, "Zermatt", "Switzerland"),
        (-18.12, 178.43, "Suva", "Fiji"),
        (64.13, -21.9, "Reykjavík", "Iceland"),
    ],
)
def test_a_photo_belongs_to_the_city_that_draws_it(
    latitude: float, longitude: float, name: str, country: str
) -> None:
    city = gazetteer().nearest(latitude, longitude)
    assert city is not None
    assert (city.name, city.country) == (name, country)


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, -150.0), (30.0, -40.0), (90.0, 180.0)])
def test_the_high_seas_are_in_no_country(latitude: float, longitude: float) -> None:
    assert gazetteer().nearest(latitude, longitude) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "country"),
    [
        (-25.3444, 131.0369, "Australia"),
        (37.7459, -119.5332, "United States"),  # Yosemite
        (64.4, -16.8, "Iceland"),  # Vatnajökull
        (-75.0, 0.0, "Antarctica"),
        (4.0, -53.0, "French Guiana"),
        (-28.9, 28.9, "Lesotho"),  # in a hole of South Africa
        (-16.8, -179.95, "Fiji"),
        (43.6, 7.4, "France"),  # at sea, off Nice
        (43.08, -79.04, "United States"),
        (31.69, -106.42, "Mexico"),  # Ciudad Juárez, with El Paso across the river
        (48.575, 7.83, "Germany"),  # Kehl, with Strasbourg across the river
        (45.9, 6.86, "France"),  # below Mont Blanc
    ],
)
def test_a_country_is_known_far_from_its_cities_and_at_its_borders(
    latitude: float, longitude: float, country: str
) -> None:
    found = gazetteer().nearest(latitude, longitude)
    assert found is not None
    assert found.country == country
    assert found.id in gazetteer().cities_of(country)
    assert gazetteer().city(found.id) == found


def test_far_from_cities_only_the_country_has_a_name() -> None:
    uluru = gazetteer().nearest(-25.3444, 131.0369)
    assert uluru is not None
    assert (uluru.name, uluru.full_name, uluru.chinese_country) == ("", "Australia", "澳大利亚")


@pytest.mark.parametrize(
    ("names", "country"),
    [
        ("US|USA|U.S.A.|America|united states of america|美国|Vereinigte Staaten", "United States"),
        ("UK|Great Britain|Britain|England|英国", "United Kingdom"),
        ("Holland|The Netherlands|荷兰", "Netherlands"),
        ("Czechia|Czech Republic|捷克", "Czechia"),
        ("South Korea|Korea|韩国|대한민국", "South Korea"),
        ("UAE|阿联酋", "United Arab Emirates"),
        ("Ivory Coast|Cote d'Ivoire|科特迪瓦", "Côte d’Ivoire"),
        ("Deutschland|Allemagne|ドイツ|德國", "Germany"),
        ("Turkey|Türkiye|土耳其", "Türkiye"),
        ("Niger", "Niger"),
    ],
)
def test_countries_have_usual_names(names: str, country: str) -> None:
    assert {gazetteer().country(name) for name in names.split("|")} == {country}


@pytest.mark.parametrize(
    ("text", "full_name"),
    [
        ("paris", "Paris, France"),
        ("Paris, US", "Paris, United States"),
        ("Paris, 法国", "Paris, France"),
        ("巴黎", "Paris, France"),
        ("Cologne", "Köln, Germany"),
        ("sao paulo", "São Paulo, Brazil"),
        ("Peking", "Beijing, China"),
        ("纽约", "New York City, United States"),
        ("東京", "Tokyo, Japan"),
        ("东京", "Tokyo, Japan"),
    ],
)
def test_names_in_both_languages_find_the_largest_city(text: str, full_name: str) -> None:
    assert gazetteer().named(text)[0].full_name == full_name


@pytest.mark.parametrize("text", ["", ",", "Nowherecity", "Paris, Nowhere", "，", "Paris,"])
def test_unknown_names_find_nothing(text: str) -> None:
    assert gazetteer().named(text) == []


def test_every_city_is_found_by_its_full_name_and_its_id() -> None:
    for text in ("Paris", "Springfield", "London", "Kyoto", "圣保罗"):
        for city in gazetteer().named(text):
            assert city in gazetteer().named(city.full_name)
            assert gazetteer().city(city.id) == city
    assert gazetteer().city(-1) is None
    assert gazetteer().city(2**31 - 1) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Pariss", "Paris"), ("Barcelna", "Barcelona"), ("xqxqxq", ""), ("", ""), (":", "")],
)
def test_a_misspelt_name_is_recognised(text: str, meant: str) -> None:
    assert gazetteer().suggestion(text) == meant


def test_countries_are_known_by_name_and_code() -> None:
    assert {gazetteer().country(it) for it in ("France", "法国", "fr", "FRA")} == {"France"}
    assert gazetteer().country("Paris") == ""
    cities = [gazetteer().city(it) for it in gazetteer().cities_of("Iceland")]
    assert {city.country for city in cities if city} == {"Iceland"}


def test_names_are_compared_without_case_accents_and_punctuation() -> None:
    assert folded("Saint-Étienne") == folded("SAINT ETIENNE ") == "saint etienne"


def test_packed_texts_are_a_list() -> None:
    texts = Texts(*Texts.packed(["", "a", "b京c", "d"]))
    assert [texts[place] for place in range(len(texts))] == ["", "a", "b京c", "d"]
    assert [texts.first_from(it) for it in ("", "a", "b", "zz")] == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("path", "make"), [(gazetteer_path(), making.made), (borders_path(), making.made_borders)]
)
def test_the_resource_is_what_the_packages_make(path: Path, make) -> None:
    made = make()
    with np.load(path, allow_pickle=False) as stored:
        assert sorted(stored) == sorted(made)
        for name, array in made.items():
            np.testing.assert_array_equal(stored[name], array)
