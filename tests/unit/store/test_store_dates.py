"""The date a photo is shown and found by: its own, its name's, else its file's on this clock."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Iterator

import pytest

from indexer.core.types import FileStat, PhotoMetadata
from indexer.places.gazetteer import gazetteer
from indexer.store.concepts import Example
from indexer.store.connection import open_writer
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.migrations import migrate
from indexer.store.photo_filter import PhotoTest, Property
from indexer.store.records import FoundFile, IndexedPhoto, MovedFile, ScanOutcome
from tests.unit.media.test_media_dates import at

DAY = 86400.0
MTIME = at(2020, 12, 18, 17, 27, 6)
"""01:27 of the next day in Shanghai."""


@pytest.fixture
def shanghai() -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system has no time zone of a process's own")
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def put(library, folder):
    """Index one photo; returns its id."""

    def _put(name: str, mtime: float = MTIME, **metadata) -> int:
        stat = FileStat(10, int(mtime * 1e9))
        (photo_id,) = library.index.scans.apply(
            ScanOutcome(folder.id, seen_at=1.0, added=[FoundFile(name, stat)])
        )
        content = photo_id.to_bytes(16)
        photo = IndexedPhoto(photo_id, stat, content, PhotoMetadata(4, 3, "JPEG", **metadata), {})
        library.index.results.commit([photo], now=2.0)
        return photo_id

    return _put


def within(reader, first: float, end: float) -> list[int]:
    return reader.filtered([PhotoTest(Property.SHOWN_AT, ranges=((first, end),))]).tolist()


@pytest.mark.usefixtures("shanghai")
def test_the_files_time_is_that_of_the_clock_on_the_wall(put, reader) -> None:
    photo = put("shot.png")
    assert within(reader, at(2020, 12, 19), at(2020, 12, 20)) == [photo]
    assert within(reader, at(2020, 12, 18), at(2020, 12, 19)) == []
    (record,) = reader.photos([photo])
    assert record.shown_at == at(2020, 12, 19, 1, 27, 6)


def test_a_time_in_the_future_is_no_date(put, reader) -> None:
    old, future = put("old.png", at(2019, 5, 6)), put("future.png", at(2099, 1, 1))
    assert reader.newest_ids().tolist() == [old, future]
    assert within(reader, -1e13, 1e13) == [old]
    assert reader.photos([future])[0].shown_at is None


def test_the_name_goes_before_the_files_time_and_after_what_the_file_says(put, reader) -> None:
    day = at(2018, 3, 4)
    named = put("IMG-20180304-WA0003.jpg")
    on_the_day = put("IMG-20180304-WA0004.jpg", day + 36_000)
    taken = put("IMG-20180304-WA0005.jpg", taken_at=at(2001, 2, 3))
    assert within(reader, day, day + DAY) == [named, on_the_day]
    assert reader.photos([on_the_day])[0].shown_within == 0
    assert within(reader, at(2001, 2, 3), at(2001, 2, 4)) == [taken]


def test_a_photo_that_moves_takes_the_date_of_its_new_name(put, library, folder, reader) -> None:
    photo = put("a.jpg")
    moved = MovedFile(photo, folder.id, "2018-03-04 a.jpg", FileStat(10, int(MTIME * 1e9)))
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=3.0, moved=[moved]))
    assert within(reader, at(2018, 3, 4), at(2018, 3, 5)) == [photo]


def test_a_year_is_found_by_the_year_and_by_no_day_of_it(put, reader) -> None:
    photo = put("a.jpg", taken_at=at(1993, 1, 1), taken_within=365 * DAY)
    assert within(reader, at(1993, 1, 1), at(1994, 1, 1)) == [photo]
    assert within(reader, at(1990, 1, 1), at(2000, 1, 1)) == [photo]
    assert within(reader, at(1993, 1, 1), at(1993, 2, 1)) == []
    assert within(reader, at(1993, 1, 1), at(1993, 1, 2)) == []
    assert within(reader, at(1993, 6, 1), 1e13) == []


def words(reader, phrase: str) -> list[int]:
    return reader.filtered([PhotoTest(Property.WORDS, (phrase,))]).tolist()


@pytest.mark.parametrize("phrase", ["한국", "ガス", "ｶﾞｽ", "é1", "Ж", "ss"])
def test_short_words_in_every_form(put, reader, phrase: str) -> None:
    name = unicodedata.normalize("NFD", "한국 ガス é1 ж ß.jpg")
    photo = put(name)
    assert words(reader, phrase) == [photo]
    assert words(reader, unicodedata.normalize("NFD", phrase)) == [photo]
    assert words(reader, phrase.upper()) == [photo]


@pytest.mark.parametrize("phrase", ["Schöne Grüße", "SCHÖNE GRÜSSE", "schone grusse", "ＭＡＲＩＡ"])
def test_long_words_in_every_form(put, reader, phrase: str) -> None:
    photo = put("a.jpg", caption=unicodedata.normalize("NFD", "Schöne Grüße"), people=("Maria",))
    assert words(reader, phrase) == [photo]


def test_titles_and_people_are_found_and_forgotten(put, library, reader) -> None:
    photo = put("a.jpg", title="Marmalade", people=("Jonathan Harker",), places=("Caprile",))
    assert [it.where for it in reader.named(["marmalade", "jonathan"])] == [("title", "people")]
    assert reader.named(["caprile"])[0].where == ("place",)
    stat = FileStat(10, int(MTIME * 1e9))
    bare = IndexedPhoto(photo, stat, b"n" * 16, PhotoMetadata(4, 3, "JPEG"), {})
    library.index.results.commit([bare], now=3.0)
    assert words(reader, "Marmalade") == words(reader, "Jo") == []


def test_cameras_and_folders_in_every_form(put, reader, library, folder) -> None:
    name = unicodedata.normalize("NFD", "Ausflüge/a.jpg")
    photo = put(name, camera_make="Фотон", camera_model="Зоркий")
    library.index.database.run(
        "INSERT INTO directory VALUES (?, ?, 1, 1.0)",
        (folder.id, unicodedata.normalize("NFD", "Ausflüge").encode()),
    )
    for value in ("ЗОРКИЙ", "фотон зоркий"):
        assert reader.filtered([PhotoTest(Property.CAMERA, (value,))]).tolist() == [photo]
    for value in ("ausflüge", "AUSFLÜGE", "/photos/Ausflüge"):
        assert reader.filtered([PhotoTest(Property.FOLDER, (value,))]).tolist() == [photo]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("Italy", True), ("意大利", True), ("italy", True), ("Caprile", True),
     ("Caprile, Italy", True), ("Caprile, France", False), ("Ital", False), ("France", False)],
)  # fmt: skip
def test_a_place_is_found_by_the_words_for_it(put, reader, wanted: str, found: bool) -> None:
    photo = put("a.jpg", places=("Caprile", "Italy"))
    put("b.jpg")
    test = PhotoTest(Property.CITY, (wanted,), ids=tuple(gazetteer().cities_of(wanted)))
    assert reader.filtered([test]).tolist() == ([photo] if found else [])


def test_an_index_of_before_gets_its_dates_and_words(tmp_path) -> None:
    database = open_writer(tmp_path / "index.db", durable=False)
    migrate(database, INDEX_STEPS[:7])
    database.run(
        "INSERT INTO photo(folder_id, path, size, mtime_ns, state, indexed_at, caption, taken_at) "
        "VALUES (1, ?, 10, 1, 'indexed', 2.0, 'Grüße', NULL), (1, x'62', 9, 1, 'indexed', 2.0, '', "
        "77.0), (1, x'63', 9, 1, 'pending', NULL, '', NULL)",
        (b"IMG-20180304-WA0003.jpg",),
    )
    migrate(database, INDEX_STEPS)
    shown = database.rows("SELECT shown_at FROM photo WHERE indexed_at IS NOT NULL ORDER BY id")
    assert shown == [(at(2018, 3, 4),), (77.0,)]
    assert database.rows("SELECT id FROM photo_words WHERE instr(words, 'gru') > 0") == [(1,)]
    assert database.rows("SELECT rowid FROM photo_text WHERE photo_text MATCH 'grusse'") == [(1,)]
    database.run("DELETE FROM photo")
    assert database.value("SELECT count(*) FROM photo_words") == 0
    database.close()


def test_saved_searches_and_concepts_are_known_in_every_form(library) -> None:
    apart = unicodedata.normalize("NFD", "ÜBUNG")
    searches, concepts = library.user.searches, library.user.concepts
    first = searches.save(apart, "a", now=1.0)
    assert searches.save("übung", "b", now=2.0) == first
    assert [(it.name, it.query) for it in searches.saved()] == [("ÜBUNG", "b")]
    assert searches.delete("Übung")
    concepts.teach(apart, [Example(b"c" * 16, "/a.jpg", positive=True)], now=1.0)
    assert concepts.teach("übung", [], now=2.0).up == 1
    assert len(concepts.examples("Übung") or ()) == 1
    assert concepts.forget("übung")
