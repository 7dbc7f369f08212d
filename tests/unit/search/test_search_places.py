"""The list of places: each finds what it counts; and a library of before gets its places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoMetadata
from indexer.library import Library
from indexer.store.connection import open_writer
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.library import open_library
from indexer.store.migrations import migrate
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

STAT = FileStat(10, 1)
TAKEN = {
    "eiffel.jpg": (48.8583, 2.2945),
    "louvre.jpg": (48.8606, 2.3376),
    "lyon.jpg": (45.764, 4.8357),
    "forbidden-city.jpg": (39.9163, 116.3972),
    "paris-texas.jpg": (33.6609, -95.5555),
    "ocean.jpg": (0.0, -150.0),
    "unknown.jpg": (None, None),
}


def fill(paths: LibraryPaths) -> None:
    with open_library(paths) as store:
        folder = store.user.folders.add("/photos", volume="disk", added_at=1.0).id
        files = [FoundFile(name, STAT) for name in TAKEN]
        ids = store.index.scans.apply(ScanOutcome(folder, seen_at=1.0, added=files))
        photos = [
            IndexedPhoto(i, STAT, i.to_bytes(16), PhotoMetadata(4, 3, "JPEG", latitude=at[0],
                         longitude=at[1]), {})
            for i, at in zip(ids, TAKEN.values(), strict=True)
        ]  # fmt: skip
        store.index.results.commit(photos, now=2.0)


@pytest.fixture
def library(tmp_path: Path):
    paths = LibraryPaths(tmp_path / "library")
    fill(paths)
    with Library(paths) as library:
        yield library


def test_places_are_listed_by_country_with_their_photos(library: Library) -> None:
    listed = [(place.country, place.name, place.photos) for place in library.places()]
    assert listed == [
        ("China", "Beijing", 1),
        ("France", "Paris", 2),
        ("France", "Lyon", 1),
        ("United States", "Paris", 1),
    ]
    assert (library.places()[1].chinese_name, library.places()[1].chinese_country) == (
        "巴黎", "法国",
    )  # fmt: skip


def test_each_place_finds_the_photos_it_counts(library: Library) -> None:
    places = library.places()
    for place in places:
        assert library.find(place.query).kept == place.photos
        in_country = sum(it.photos for it in places if it.country == place.country)
        assert library.find(place.country_query).kept == in_country


def test_a_library_that_was_never_made_has_no_places(tmp_path: Path) -> None:
    with Library(LibraryPaths(tmp_path / "none")) as library:
        assert library.places() == ()


def test_a_changed_photo_changes_its_place(library: Library) -> None:
    with open_library(library.paths) as store:
        photo_id = library.reader.filtered([])[0]
        moved = PhotoMetadata(4, 3, "JPEG")
        photo = IndexedPhoto(int(photo_id), STAT, b"x" * 16, moved, {})
        store.index.results.commit([photo], now=3.0)
    assert sum(place.photos for place in library.places()) == 4


def test_an_index_of_before_gets_the_places_and_keeps_its_texts(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "library")
    open_library(paths).close()
    paths.index_db.unlink()
    old = open_writer(paths.index_db, durable=False)
    migrate(old, INDEX_STEPS[:3])
    for photo_id, (name, (latitude, longitude)) in enumerate(TAKEN.items(), start=1):
        old.run(
            "INSERT INTO photo(id, folder_id, path, size, mtime_ns, state, indexed_at, latitude, "
            "longitude, caption) VALUES (?, 1, ?, 10, 1, 'indexed', 2.0, ?, ?, 'a holiday')",
            (photo_id, name.encode(), latitude, longitude),
        )
    old.close()
    with open_library(paths) as store:
        store.user.folders.add("/photos", volume="disk", added_at=1.0)
    with Library(paths) as library:
        assert [place.name for place in library.places()] == ["Beijing", "Paris", "Lyon", "Paris"]
        assert library.find('"法国"').kept == library.find('"France"').kept == 3
        assert library.reader.named(["holiday", "lyon"])[0].where == ("caption", "name", "place")
        found = [it.photo_id for it in library.reader.named(["法国"])]
        assert np.array_equal(found, [1, 2, 3])
