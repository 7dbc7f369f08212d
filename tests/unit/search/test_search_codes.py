"""Searching a large library by sign codes: the same photos as comparing every vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.core.types import PhotoId, SpaceKind, Strength, Vector
from indexer.search.code_index import HIDDEN, CodeIndex, nearest
from indexer.search.engine import SearchEngine
from indexer.search.query import QuerySource, QueryVector
from indexer.store import code_writer, sign_codes
from indexer.store.index_reader import IndexReader
from indexer.store.records import ScanOutcome
from tests.unit.search.large_library import DIMENSIONS, MODEL_ID, LargeLibrary

PHOTOS = 3_000


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A library with codes, made so that codes matter: small blocks, few candidates."""
    monkeypatch.setattr(code_writer, "FEWEST_CODED", 1_000)
    monkeypatch.setattr(code_writer, "_BLOCK", 256)
    monkeypatch.setattr("indexer.search.engine._ROUND", 200)
    library = LargeLibrary(tmp_path / "library", PHOTOS)
    yield library
    library.close()


@pytest.fixture
def reader(large: LargeLibrary):
    reader = IndexReader(large.paths)
    yield reader
    reader.close()


def query(vector: Vector, *leave_out: int) -> QueryVector:
    ids = tuple(PhotoId(each) for each in leave_out)
    return QueryVector(MODEL_ID, SpaceKind.JOINT, vector, QuerySource.TEXT, "text", ids)


def exact(reader: IndexReader, large: LargeLibrary, vector: Vector, limit: int = 20) -> list[int]:
    return [i for i, _ in reader.vectors.rank(large.space.id, vector, limit=limit)]


def assert_like_exact(reader: IndexReader, large: LargeLibrary, engine: SearchEngine) -> None:
    for vector in large.queries:
        found = engine.rank(query(vector)).head_ids[:20].tolist()
        assert found == exact(reader, large, vector)


def test_a_large_library_is_ranked_by_codes_and_finds_what_exact_search_finds(large, reader):
    engine = SearchEngine(reader)
    ranking = engine.rank(query(large.queries[0]))
    assert ranking.tail is not None
    assert len(ranking) == ranking.searched == PHOTOS
    assert_like_exact(reader, large, engine)


def test_codes_follow_new_changed_deleted_and_missing_photos(large, reader):
    engine = SearchEngine(reader)
    engine.rank(query(large.queries[0]))
    best = exact(reader, large, large.queries[0], 4)
    large.add(300)
    large.replace(best[0], -large.queries[0])
    large.store.index.scans.apply(ScanOutcome(large.folder, 9.0, missing=[PhotoId(best[1])]))
    large.delete(best[2])
    assert_like_exact(reader, large, engine)
    large.code()
    assert_like_exact(reader, large, engine)
    assert_like_exact(reader, large, SearchEngine(reader))
    assert len(engine.rank(query(large.queries[0]))) == PHOTOS + 300 - 2


def test_a_missing_photo_that_returns_is_found_again(large, reader):
    engine = SearchEngine(reader)
    best = PhotoId(exact(reader, large, large.queries[0], 1)[0])
    large.store.index.scans.apply(ScanOutcome(large.folder, 9.0, missing=[best]))
    assert best not in engine.rank(query(large.queries[0])).head_ids
    large.return_photo(best)
    assert engine.rank(query(large.queries[0])).head_ids[0] == best


def test_a_filter_comes_before_the_ranking(large, reader):
    engine = SearchEngine(reader)
    kept = np.arange(5, PHOTOS, 10)
    ids, scores = reader.vectors.scores(large.space.id, large.queries[0])
    order = np.lexsort((ids, -scores))
    wanted = [i for i in ids[order] if i in set(kept.tolist())]
    ranking = engine.rank(query(large.queries[0]), photo_ids=kept)
    assert ranking.head_ids[:50].tolist() == wanted[:50]
    assert len(ranking) == len(wanted)
    assert len(engine.rank(query(large.queries[0]), photo_ids=np.array([10**9]))) == 0


def test_the_query_photo_is_left_out_and_still_counts_as_searched(large, reader):
    best = exact(reader, large, large.queries[0], 1)[0]
    ranking = SearchEngine(reader).rank(query(large.queries[0], best))
    assert best not in ranking.photo_ids
    assert (len(ranking), ranking.searched) == (PHOTOS - 1, PHOTOS)


def test_the_tail_has_every_other_photo_once_with_its_own_score(large, reader):
    ranking = SearchEngine(reader).rank(query(large.queries[0]))
    ids, scores = ranking.page(0, len(ranking))
    assert sorted(ids.tolist()) == sorted(ranking.photo_ids.tolist()) == list(range(1, PHOTOS + 1))
    known = dict(zip(*(each.tolist() for each in large.scores(reader)), strict=True))
    assert scores == pytest.approx([known[i] for i in ids.tolist()], abs=1e-6)
    for start in (0, 790, 1_500, PHOTOS - 3):
        page, _ = ranking.page(start, start + 30)
        assert page.tolist() == ids[start : start + 30].tolist()


def test_estimated_scores_fall_and_are_near_the_exact_ones(large, reader):
    ranking = SearchEngine(reader).rank(query(large.queries[0]))
    estimated = ranking.scores
    assert (np.diff(estimated) <= 0).all()
    known = dict(zip(*(each.tolist() for each in large.scores(reader)), strict=True))
    actual = np.array([known[i] for i in ranking.photo_ids.tolist()])
    assert float(np.abs(estimated - actual).mean()) < 0.15


def test_counts_by_strength_are_about_right(large, reader):
    ranking = SearchEngine(reader).rank(query(large.queries[0]))
    _, scores = large.scores(reader)
    strong = ranking.count(Strength.STRONG)
    assert strong <= ranking.count(Strength.LIKELY) <= ranking.count(Strength.WEAK) == PHOTOS
    assert strong == pytest.approx(int((scores >= ranking.floors.strong).sum()), rel=0.2)


@pytest.mark.logs("sign codes in the index are damaged")
def test_damaged_codes_are_searched_without_and_made_again(large, reader):
    large.store.index.database.run("UPDATE code_block SET codes = zeroblob(length(codes))")
    engine = SearchEngine(reader)
    assert engine.rank(query(large.queries[0])).tail is None
    large.reopen()
    large.code()
    assert SearchEngine(reader).rank(query(large.queries[0])).tail is not None
    assert_like_exact(reader, large, SearchEngine(reader))


def test_a_space_that_outgrew_its_mean_is_coded_anew(large, reader):
    engine = SearchEngine(reader)
    engine.rank(query(large.queries[0]))
    epoch = large.epoch()
    large.add(3 * PHOTOS + 10)
    large.code()
    assert large.epoch() > epoch
    assert large.store.index.database.value("SELECT count(*) FROM embedding_change") == 0
    assert_like_exact(reader, large, engine)


def test_deleting_a_space_deletes_its_codes(large):
    large.store.index.spaces.delete(large.space.id)
    database = large.store.index.database
    for table in ("code_set", "code_block", "embedding_change"):
        large.code()
        assert database.value(f"SELECT count(*) FROM {table}") == 0


def test_codes_are_signs_seen_from_the_mean():
    vectors = np.array([[1, -1, 0.5], [0, 0, 0]], np.float32)
    codes = sign_codes.encode(vectors, np.array([0, 0, 0.7], np.float32))
    assert codes.shape == (2, 1)
    assert np.bitwise_count(codes).ravel().tolist() == [1, 0]
    assert sign_codes.words_of(DIMENSIONS) == 2


def test_distances_are_hamming_distances_and_places_tell_photos():
    random = np.random.default_rng(1)
    ids = np.array([1, 7, 40_000, 90_001])
    codes = random.integers(0, 2**63, size=(4, 2), dtype=np.uint64)
    index = CodeIndex(2)
    index.apply(ids, codes)
    places = index.places()
    wanted = np.bitwise_count(codes ^ codes[2]).sum(axis=1)
    for among in (None, ids):
        distances = index.distances(codes[2], among)
        assert distances[places.of(ids)].tolist() == wanted.tolist()
        assert int((distances != HIDDEN).sum()) == 4
    assert places.photo_ids(nearest(distances, 1)).tolist() == [40_000]
    index.apply(np.array([-40_000]), codes[:1])
    assert places.photo_ids(nearest(index.distances(codes[2]), 4)).tolist().count(40_000) == 0
    assert len(places.of(np.array([-5, 70_000_000]))) == 0


def test_nearest_of_nothing_is_nothing():
    assert len(nearest(CodeIndex(2).distances(np.zeros(2, np.uint64)), 5)) == 0
    assert len(nearest(np.full(9, HIDDEN), 5)) == 0
