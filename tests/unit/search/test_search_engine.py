"""Ranking over a real index."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.core.errors import QueryError
from indexer.core.paths import LibraryPaths
from indexer.core.types import SpaceKind, Strength, Vector
from indexer.search.engine import SearchEngine
from indexer.search.query import QuerySource, QueryVector
from indexer.store.index_reader import IndexReader
from indexer.store.records import ScanOutcome
from tests.unit.search.small_library import MODEL_ID, SmallLibrary, at_cosine, axis


def text_query(vector: Vector | None = None, model_id: str = MODEL_ID, **more) -> QueryVector:
    vector = axis() if vector is None else vector
    return QueryVector(model_id, SpaceKind.JOINT, vector, QuerySource.TEXT, "a cat", **more)


@pytest.fixture
def engine(reader: IndexReader) -> SearchEngine:
    return SearchEngine(reader)


def test_photos_come_best_first_with_their_cosines(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    for name, cosine in (("b.jpg", 0.2), ("a.jpg", 0.9), ("c.jpg", -0.5)):
        small.index(folder, name, at_cosine(cosine))

    result = engine.search(text_query())

    assert [hit.path for hit in result.hits] == ["/photos/a.jpg", "/photos/b.jpg", "/photos/c.jpg"]
    assert [hit.rank for hit in result.hits] == [1, 2, 3]
    assert [hit.score for hit in result.hits] == pytest.approx([0.9, 0.2, -0.5], abs=1e-6)
    assert (result.query, result.ranked, result.searched, result.total) == ("a cat", 3, 3, 3)


def test_strength_follows_the_starters_calibration(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    small.index(folder, "sure.jpg", at_cosine(0.9))
    small.index(folder, "unsure.jpg", at_cosine(0.1))
    ranking = engine.rank(text_query())
    assert [ranking.strength(0), ranking.strength(1)] == [Strength.STRONG, Strength.WEAK]
    assert [ranking.count(strength) for strength in Strength] == [1, 1, 2]


def test_equal_scores_are_ordered_by_photo(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    ids = [small.index(folder, f"{number}.jpg", at_cosine(0.5)) for number in range(5)]
    assert engine.rank(text_query()).photo_ids.tolist() == sorted(ids)


def test_pages_join_to_the_whole_list(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    for number in range(7):
        small.index(folder, f"{number}.jpg", at_cosine(number / 10))
    query = text_query()
    whole = engine.search(query, limit=100).hits
    pages = [engine.search(query, limit=3, offset=offset).hits for offset in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [hit for page in pages for hit in page] == whole


def test_a_photo_deleted_since_the_ranking_leaves_a_gap(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    small.index(folder, "a.jpg", at_cosine(0.9))
    small.index(folder, "b.jpg", at_cosine(0.5))
    ranking = engine.rank(text_query())
    small.store.user.folders.remove(folder)
    small.store.index.scans.remove_folder(folder)
    assert engine.hits(ranking) == []


def test_folders_restrict_before_ranking_and_counting(small: SmallLibrary, engine) -> None:
    one, two = small.watch("/one"), small.watch("/two")
    small.index(one, "a.jpg", at_cosine(0.9))
    small.index(two, "b.jpg", at_cosine(0.5))
    small.find(two, ["waiting.jpg"])
    result = engine.search(text_query(), folder_ids=[two])
    assert [hit.path for hit in result.hits] == ["/two/b.jpg"]
    assert (result.searched, result.total) == (1, 2)
    assert engine.search(text_query(), folder_ids=[]).hits == []


def test_photos_that_wait_or_failed_are_told_apart_from_searched_ones(small, engine) -> None:
    folder = small.watch("/photos")
    small.index(folder, "a.jpg", at_cosine(0.9))
    small.find(folder, ["b.jpg", "c.jpg"])
    small.fail(folder, "d.jpg", "damaged")
    result = engine.search(text_query())
    assert (result.searched, result.total) == (1, 3)


def test_missing_photos_are_no_hits(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    gone = small.index(folder, "gone.jpg", at_cosine(0.9))
    small.index(folder, "here.jpg", at_cosine(0.1))
    small.store.index.scans.apply(ScanOutcome(folder, seen_at=5.0, missing=[gone]))
    result = engine.search(text_query())
    assert [hit.path for hit in result.hits] == ["/photos/here.jpg"]
    assert (result.searched, result.total) == (1, 1)


def test_the_query_photo_is_left_out_but_was_searched(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    itself = small.index(folder, "itself.jpg", at_cosine(1.0))
    small.index(folder, "other.jpg", at_cosine(0.5))
    result = engine.search(text_query(leave_out=(itself,)))
    assert [(hit.rank, hit.path) for hit in result.hits] == [(1, "/photos/other.jpg")]
    assert (result.searched, result.ranked) == (2, 1)


def test_a_query_meets_vectors_of_its_own_model_only(small: SmallLibrary, engine) -> None:
    folder = small.watch("/photos")
    small.index(folder, "a.jpg", at_cosine(0.9))
    result = engine.search(text_query(model_id="another"))
    assert (result.hits, result.searched, result.total) == ([], 0, 1)


def test_a_library_that_was_never_made_is_empty(tmp_path: Path) -> None:
    reader = IndexReader(LibraryPaths(tmp_path / "nowhere"))
    result = SearchEngine(reader).search(text_query())
    assert (result.hits, result.searched, result.total) == ([], 0, 0)
    assert not (tmp_path / "nowhere").exists()
    reader.close()


@pytest.mark.parametrize("page", [{"limit": -1}, {"offset": -1}])
def test_negative_pages_are_refused(engine: SearchEngine, page: dict[str, int]) -> None:
    with pytest.raises(QueryError, match="cannot be negative"):
        engine.search(text_query(), **page)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
def test_the_ranking_is_numpys_exact_one(small: SmallLibrary, engine, seed: int) -> None:
    random = np.random.default_rng(seed)
    folder = small.watch(f"/photos-{seed}")
    vectors = random.standard_normal((12, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = [small.index(folder, f"{number}.jpg", vector) for number, vector in enumerate(vectors)]
    query = vectors[0]

    ranking = engine.rank(text_query(query), folder_ids=[folder])

    cosines = dict(zip(ids, vectors @ query, strict=True))
    assert sorted(ranking.photo_ids.tolist()) == ids
    assert ranking.scores == pytest.approx(
        [cosines[photo_id] for photo_id in ranking.photo_ids.tolist()], abs=1e-5
    )
    assert np.all(np.diff(ranking.scores) <= 0)
