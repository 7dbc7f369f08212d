"""Typed queries on a real index: filters, composition, names beside meaning, and explanations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import QueryError
from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoMetadata, SpaceKind, Strength
from indexer.library import Library
from indexer.search.explain import Cause
from indexer.search.fusion import compose, reciprocal_rank_fusion
from indexer.search.query import QuerySource, QueryVector
from indexer.store.records import IndexedPhoto, ScannedDirectory, ScanOutcome
from tests.unit.search.small_library import MODEL_ID, SmallLibrary, at_cosine, axis

NOON_2022_05_12 = 1652356800.0
BEACH = PhotoMetadata(
    width=4, height=3, format="JPEG", taken_at=NOON_2022_05_12, camera_make="Canon",
    camera_model="EOS R5", lens="RF50mm F1.8", latitude=48.8566, longitude=2.3522, rating=4,
    keywords=("Ibiza", "海边"), caption="A day at the sea",
)  # fmt: skip
STREET = PhotoMetadata(
    width=3, height=4, format="HEIF", taken_at=1577880000.0, camera_make="NIKON", camera_model="Z6"
)
CAT = PhotoMetadata(width=5, height=5, format="PNG", taken_at=1672531200.0)


class Album(SmallLibrary):
    """Photos with metadata, at chosen cosines to the text "a cat"."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, visual=True)
        self.folder = self.watch("/photos")
        directories = [ScannedDirectory(path, 1) for path in ("", "trip", "trip/sea", "town")]
        self.store.index.scans.apply(ScanOutcome(self.folder, seen_at=1.0, directories=directories))
        self.beach = self.add("trip/sea/beach_1.jpg", BEACH, 0.2)
        self.street = self.add("town/street.heic", STREET, 0.4)
        self.cat = self.add("cat.png", CAT, 0.9)
        self.remember("a cat", axis())
        self.remember("ibiza", axis())
        self.remember("street", axis(1))
        self.remember("nothing", axis(3))

    def add(self, name: str, metadata: PhotoMetadata, cosine: float) -> int:
        photo_id = self.find(self.folder, [name])[0]
        vectors = {self.joint.id: at_cosine(cosine), self.visual.id: at_cosine(cosine)}
        content = photo_id.to_bytes(16, "little")
        photo = IndexedPhoto(photo_id, FileStat(10, 1), content, metadata, vectors)
        self.store.index.results.commit([photo], now=2.0)
        return photo_id


@pytest.fixture
def album(tmp_path: Path):
    album = Album(tmp_path / "library")
    yield album
    album.close()


@pytest.fixture
def library(album: Album):
    with Library(LibraryPaths(album.paths.data_dir)) as library:
        yield library


def names(library: Library, text: str) -> list[str]:
    found = library.find(text, today=date(2023, 6, 1))
    return [Path(hit.path).stem for hit in library.engine.hits(found.ranking)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("camera:canon", {"beach_1"}),
        ("camera:canon,nikon", {"beach_1", "street"}),
        ("-camera:canon", {"street", "cat"}),
        ('camera:"eos r5"', {"beach_1"}),
        ("lens:50mm", {"beach_1"}),
        ("type:jpeg,png", {"beach_1", "cat"}),
        ("orientation:portrait", {"street"}),
        ("orientation:square,landscape", {"cat", "beach_1"}),
        ("rating:>=3", {"beach_1"}),
        ("rating:0", {"street", "cat"}),
        ("date:2022", {"beach_1"}),
        ("date:2022-05-12", {"beach_1"}),
        ("date:may", {"beach_1"}),
        ("may 12", {"beach_1"}),
        ("date:05-12", {"beach_1"}),
        ("date:05-13", set()),
        ("date:april..june", {"beach_1"}),
        ("五月", {"beach_1"}),
        ("-date:may -in:town", {"cat"}),
        ("date:november..june type:jpeg", {"beach_1"}),
        ("last year", {"beach_1"}),
        ("去年五月", {"beach_1"}),
        ("since 2022", {"beach_1", "cat"}),
        ("before:2022", {"street"}),
        ("in:trip", {"beach_1"}),
        ("in:trip/sea", {"beach_1"}),
        ("in:/photos/town", {"street"}),
        ("-in:trip", {"street", "cat"}),
        ("in:/photos", {"beach_1", "street", "cat"}),
        ("in:rip", {"beach_1"}),
        ("in:nowhere", set()),
        ("near:48.9,2.3", {"beach_1"}),
        ("-near:48.9,2.3", {"street", "cat"}),
        ("near:Paris", {"beach_1"}),
        ("near:巴黎", {"beach_1"}),
        ("near:Rome OR near:Paris", {"beach_1"}),
        ("near:Rome", set()),
        ("place:France", {"beach_1"}),
        ('place:"Paris, 法国"', {"beach_1"}),
        ("place:Italy", set()),
        ("-place:France", {"street", "cat"}),
        ('"巴黎"', {"beach_1"}),
        ('"paris"', {"beach_1"}),
        ('"beach_1"', {"beach_1"}),
        ('"ibiza"', {"beach_1"}),
        ('"at the sea"', {"beach_1"}),
        ('"海边"', {"beach_1"}),
        ('-"beach"', {"street", "cat"}),
        ("is:favourite", {"cat"}),
        ("camera:canon type:png", set()),
    ],
)
def test_filters(library: Library, album: Album, text: str, expected: set[str]) -> None:
    record = library.reader.photos([album.cat])
    album.store.user.favourites.add(record, added_at=1.0)
    assert set(names(library, text)) == expected


def test_a_query_of_filters_alone_is_newest_first(library: Library) -> None:
    assert names(library, "type:jpeg,heic,png") == ["cat", "beach_1", "street"]
    ranking = library.find("type:png").ranking
    assert ranking.count(Strength.STRONG) == len(ranking) == 1


def test_filters_come_before_ranking(library: Library) -> None:
    assert names(library, "a cat") == ["cat", "street", "beach_1"]
    assert names(library, "a cat -type:png") == ["street", "beach_1"]
    assert library.find("a cat -type:png").kept == 2


def test_minus_and_weight_move_the_query(library: Library) -> None:
    query = library.find("a cat -street").ranking.query
    assert query.vector == pytest.approx(np.array([1, -0.5, 0, 0]) / np.sqrt(1.25), abs=1e-6)
    query = library.find("a cat 3*street").ranking.query
    assert query.vector == pytest.approx(np.array([1, 3, 0, 0]) / np.sqrt(10), abs=1e-6)
    with pytest.raises(QueryError, match="only says what it does not"):
        library.find("-street")
    with pytest.raises(QueryError, match="cancel each other"):
        library.find("a cat -2*(a cat)")


def test_photos_and_words_meet_in_the_joint_space(library: Library, album: Album) -> None:
    alone = library.find("like:/photos/cat.png").ranking
    assert alone.query.space is SpaceKind.VISUAL
    mixed = library.find("like:/photos/cat.png street").ranking
    assert mixed.query.space is SpaceKind.JOINT
    assert album.cat not in mixed.photo_ids.tolist()
    beside = library.find_similar("/photos/cat.png", "street camera:nikon").ranking
    assert beside.query.space is SpaceKind.JOINT
    assert beside.photo_ids.tolist() == [album.street]


def test_names_lift_a_photo_that_meaning_does_not_find(library: Library, album: Album) -> None:
    found = library.find("ibiza")
    assert found.named == {album.beach}
    ranking = found.ranking
    assert ranking.strength(ranking.position_of(album.beach)) is Strength.LIKELY
    assert sorted(ranking.photo_ids.tolist()) == sorted([album.beach, album.street, album.cat])


def test_words_in_names_are_whole_words(library: Library) -> None:
    assert [it.where for it in library.reader.named(["beach"])] == [("name",)]
    assert [it.where for it in library.reader.named(["sea"])] == [("folder", "caption")]
    assert library.reader.named(["bea"]) == []
    assert [it.where for it in library.reader.named(["海边"])] == [("keywords",)]


def test_what_is_not_understood_is_left_out_and_said(library: Library) -> None:
    found = library.find("a cat camra:canon")
    assert [chip.text for chip in found.parse.mistakes] == ["camra:canon"]
    assert len(found.ranking) == 3
    with pytest.raises(QueryError, match="Did you mean “camera:”"):
        library.find("camra:canon")


def test_reciprocal_ranks_add_up() -> None:
    ids, gains = reciprocal_rank_fusion([np.array([3, 1, 2]), np.array([2])])
    assert ids.tolist() == [2, 3, 1]
    assert gains == pytest.approx([1 / 63 + 1 / 61, 1 / 61, 1 / 62])


def test_parts_of_two_models_do_not_mix() -> None:
    part = QueryVector(MODEL_ID, SpaceKind.JOINT, axis(), QuerySource.TEXT, "a")
    with pytest.raises(QueryError, match="model changed"):
        compose([(1.0, part), (1.0, replace(part, model_id="other"))], "a b")


def test_every_cause_is_explained(library: Library, album: Album, tmp_path: Path) -> None:
    real = tmp_path / "real"
    (real / ".hidden").mkdir(parents=True)
    for name in (".hidden/a.jpg", "new.jpg", "notes.txt", "draft.jpg"):
        (real / name).write_bytes(b"x")
    added = album.store.user.folders.add(
        str(real), volume="disk", added_at=1.0, excludes=("draft*",)
    )
    album.find(album.folder, ["waits.jpg"])
    album.fail(album.folder, "broken.jpg", "The file is damaged.")
    assert added.id != album.folder

    def cause(text: str, path: str) -> Cause:
        explanation = library.explain(text, path)
        assert explanation.sentence
        return explanation.cause

    assert cause("a cat", "/elsewhere/a.jpg") is Cause.NOT_WATCHED
    assert cause("a cat", str(real / ".hidden/a.jpg")) is Cause.EXCLUDED
    assert cause("a cat", str(real / "draft.jpg")) is Cause.EXCLUDED
    assert cause("a cat", str(real / "notes.txt")) is Cause.EXCLUDED
    assert cause("a cat", str(real / "gone.jpg")) is Cause.NOT_FOUND
    assert cause("a cat", str(real / "new.jpg")) is Cause.PENDING
    assert cause("a cat", "/photos/waits.jpg") is Cause.PENDING
    assert cause("a cat", "/photos/broken.jpg") is Cause.FAILED
    assert cause("a cat -type:png", "/photos/cat.png") is Cause.FILTERED
    assert cause("like:/photos/cat.png", "/photos/cat.png") is Cause.FILTERED
    assert cause("nothing", "/photos/trip/sea/beach_1.jpg") is Cause.BELOW
    assert cause("a cat", "/photos/cat.png") is Cause.RESULT
    album.store.index.scans.set_online(album.folder, online=False)
    assert cause("a cat", "/photos/cat.png") is Cause.OFFLINE


def test_an_explanation_holds_the_figures(library: Library) -> None:
    filtered = library.explain("a cat -type:png camera:canon", "/photos/cat.png")
    assert filtered.sentence == "It is left out by -type:png and camera:canon."
    explanation = library.explain("a cat -street type:png", "/photos/cat.png")
    assert (explanation.rank, explanation.of) == (1, 1)
    assert explanation.names == ("name",)
    contributions = [part.contribution for part in explanation.parts if part.contribution]
    assert sum(contributions) == pytest.approx(explanation.score, abs=1e-5)
    assert [part.text for part in explanation.parts] == ["type:png", "a cat", "-street"]


def test_saved_searches_and_history(library: Library, album: Album) -> None:
    searches = album.store.user.searches
    searches.save("Cats", "a cat", now=1.0)
    searches.save("cats", "a cat type:png", now=1.5)
    (saved,) = library.reader.saved_searches()
    assert (saved.name, saved.query) == ("Cats", "a cat type:png")
    assert library.new_hits(saved) == 1
    searches.mark_seen("CATS", now=9.0)
    assert library.new_hits(library.reader.saved_searches()[0]) == 0
    assert searches.delete("cats")
    assert not searches.delete("cats")
    for moment, query in enumerate(["a", "b", "a"]):
        searches.remember(query, now=float(moment))
    assert library.reader.search_history() == ["a", "b"]
    searches.forget_history()
    assert library.reader.search_history() == []


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ('"beech_1"', set(), ""),
        ('"ibizza"', {"beach_1"}, "no photo has “ibizza”; showing results for “ibiza”"),
        ('"Pariss"', {"beach_1"}, "no photo has “Pariss”; showing results for “paris”"),
        ('"ibiza"', {"beach_1"}, ""),
        ('"ibizza" camera:nikon', set(), "no photo has “ibizza”; showing results for “ibiza”"),
        ('"zzzzzz"', set(), ""),
        (
            '"ibizza" camera:canon',
            {"beach_1"},
            "no photo has “ibizza”; showing results for “ibiza”",
        ),
    ],
)
def test_misspelt_words_in_quotes_show_what_the_library_has(
    library: Library, text: str, expected: set[str], said: str
) -> None:
    found = library.find(text)
    hits = library.engine.hits(found.ranking)
    assert {Path(hit.path).stem for hit in hits} == expected
    assert found.parse.chips[0].message == said
    assert found.parse.printed == text
