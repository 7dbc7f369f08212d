"""Searching a large library by sign codes: the same photos as comparing every vector."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.core.types import PhotoId, SpaceKind, Strength, Vector
from indexer.search.code_index import HIDDEN, CodeIndex, distances_to, nearest
from indexer.search.code_query import CodedQuery
from indexer.search.engine import SearchEngine
from indexer.search.query import QuerySource, QueryVector
from indexer.store import code_writer, sign_codes
from indexer.store.index_reader import IndexReader
from indexer.store.records import ScanOutcome
from indexer.store.sign_codes import Frame
from tests.unit.search.large_library import DIMENSIONS, MODEL_ID, LargeLibrary

PHOTOS = 3_000


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A library with codes, made so that codes matter: small blocks, few candidates."""
    monkeypatch.setattr(code_writer, "FEWEST_CODED", 1_000)
    monkeypatch.setattr(code_writer, "_BLOCK", 256)
    monkeypatch.setattr("indexer.search.narrowing._SEEDS", 100)
    monkeypatch.setattr("indexer.search.narrowing._FIRST", 60)
    monkeypatch.setattr("indexer.search.narrowing._ROUND", 100)
    monkeypatch.setattr("indexer.search.narrowing._MOST_CANDIDATES", 1_500)
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
    large.store.index.database.run("UPDATE code_block SET far = zeroblob(length(far))")
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
    codes = sign_codes.signs(vectors, np.array([0, 0, 0.7], np.float32))
    assert codes.shape == (2, 1)
    assert np.bitwise_count(codes).ravel().tolist() == [1, 0]
    assert sign_codes.words_of(DIMENSIONS) == 2


@pytest.fixture
def vectors():
    random = np.random.default_rng(1)
    found = 1 + random.standard_normal((500, 100))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_estimates_are_near_the_cosines_and_not_biased(vectors):
    frame = Frame.around(vectors)
    codes = sign_codes.encode(vectors, frame)
    for asked in (vectors[0], vectors[9], -vectors[3]):
        errors = CodedQuery(asked, frame).estimates(codes) - vectors @ asked
        assert abs(float(errors.mean())) < 0.003
        assert float(errors.std()) < 0.05


def test_a_dimension_without_variation_breaks_nothing(vectors):
    vectors[:, 7] = 0.0
    frame = Frame.around(vectors)
    codes = sign_codes.encode(np.concatenate([vectors, frame.mean[None]]), frame)
    for asked in (vectors[0], frame.mean, np.eye(100, dtype=np.float32)[7]):
        query = CodedQuery(asked, frame)
        assert np.isfinite(query.estimates(codes)).all()
        assert len(distances_to(query, codes.signs)) == 501


def test_places_tell_photos_and_distances_count_heavy_dimensions_thrice(vectors):
    ids = np.array([1, 7, 40_000, 90_001])
    frame = Frame.around(vectors)
    codes = sign_codes.encode(vectors[:4], frame)
    query = CodedQuery(vectors[2], frame)
    differing = codes.signs ^ query.signs
    wanted = np.bitwise_count(differing).sum(axis=1, dtype=int)
    wanted += 2 * np.bitwise_count(differing & query.heavy).sum(axis=1, dtype=int)
    index = CodeIndex(2)
    index.apply(ids, codes)
    places = index.places()
    distances = index.distances(query)
    assert distances[places.of(ids)].tolist() == wanted.tolist()
    assert int((distances != HIDDEN).sum()) == 4
    assert places.photo_ids(nearest(distances, 1)).tolist() == [40_000]
    among, listed = index.distances_among(query, np.array([1, 5, 40_000, 10**9]))
    assert listed.photo_ids(np.arange(len(among))).tolist() == [1, 40_000]
    assert among.tolist() == [wanted[0], wanted[2]]
    assert listed.of(np.array([7, 40_000])).tolist() == [1]
    assert np.array_equal(index.codes_at(places.of(ids)).far, codes.far)
    index.set_missing(np.array([7]))
    assert int((index.distances(query) != HIDDEN).sum()) == 3
    index.apply(np.array([-40_000]), sign_codes.encode(vectors[:1], frame))
    assert places.photo_ids(nearest(index.distances(query), 4)).tolist().count(40_000) == 0
    assert len(places.of(np.array([-5, 70_000_000]))) == 0


def test_nearest_of_nothing_is_nothing(vectors):
    query = CodedQuery(vectors[0], Frame.around(vectors))
    assert len(nearest(CodeIndex(2).distances(query), 5)) == 0
    assert len(nearest(np.full(9, HIDDEN), 5)) == 0


def test_nearest_stops_at_a_distance():
    distances = np.array([9, 3, HIDDEN, 5, 3], np.uint16)
    assert nearest(distances, 3).tolist() == [1, 3, 4]
    assert nearest(distances, 3, up_to=4.5).tolist() == [1, 4]
    assert len(nearest(distances, 3, up_to=-1.0)) == 0


def test_photos_behind_the_head_are_lifted_into_it_once(large, reader):
    ranking = SearchEngine(reader).rank(query(large.queries[0]))
    last = ranking.photo_ids[-3:]
    lifted = ranking.with_head(np.array([*last, *ranking.head_ids[:2], 10**9]))
    assert set(lifted.head_ids) == {*ranking.head_ids, *last}
    assert sorted(lifted.photo_ids.tolist()) == list(range(1, PHOTOS + 1))
    known = dict(zip(*(each.tolist() for each in large.scores(reader)), strict=True))
    assert lifted.head_scores == pytest.approx([known[i] for i in lifted.head_ids], abs=1e-6)
