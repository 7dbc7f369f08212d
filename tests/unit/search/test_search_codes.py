"""Searching a large library by codes: the same photos as comparing every vector."""

from __future__ import annotations

import errno
import os
import zlib
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import DatabaseDamaged, DiskFull
from indexer.core.types import PhotoId, SpaceId, SpaceKind, Strength, Vector
from indexer.search import sign_codes
from indexer.search.engine import SearchEngine
from indexer.search.query import QuerySource, QueryVector
from indexer.store import code_reader, code_writer
from indexer.store.checked_file import is_whole
from indexer.store.compact_index import CompactIndex, refined
from indexer.store.index_reader import IndexReader
from indexer.store.records import ScanOutcome
from indexer.store.scalar_codes import ScalarCodes
from tests.unit.search.large_library import DIMENSIONS, MODEL_ID, LargeLibrary

PHOTOS = 3_000


@pytest.fixture
def large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A library with codes, made so that codes matter: small parts, few candidates, two threads."""
    monkeypatch.setattr(code_writer, "FEWEST_CODED", 1_000)
    monkeypatch.setattr(code_writer, "CHANGES_AT_ONCE", 256)
    monkeypatch.setattr(code_reader, "CHANGES_AT_ONCE", 256)
    monkeypatch.setattr("indexer.search.narrowing._COMPARED", 60)
    monkeypatch.setattr("indexer.search.narrowing._CANDIDATES", 1_000)
    monkeypatch.setattr("indexer.search.narrowing._FIRST", 100)
    monkeypatch.setattr("indexer.search.narrowing._ROUND", 100)
    monkeypatch.setattr("indexer.search.narrowing._WORTH_A_ROUND", 1)
    monkeypatch.setattr("indexer.search.narrowing._ERRORS", 8.0)  # so that all are the right ones
    monkeypatch.setattr("indexer.store.vector_reader._WORTH_SHARING", 40)
    monkeypatch.setattr("indexer.store.compact_index._WORTH_SHARING", 2_000)
    library = LargeLibrary(tmp_path / "library", PHOTOS)
    yield library
    library.close()


@pytest.fixture
def reader(large: LargeLibrary):
    reader = IndexReader(large.paths)
    yield reader
    reader.close()


def the_file(large: LargeLibrary) -> Path:
    """The one file of codes that counts."""
    return large.paths.codes / large.store.index.database.value("SELECT file FROM code_set")


def the_rows(large: LargeLibrary) -> Path:
    """The file of rows that belongs to it."""
    return large.paths.codes / code_reader.scalar_file(large.space.id, large.epoch())


def files(large: LargeLibrary) -> set[Path]:
    return set(large.paths.codes.iterdir())


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


def test_as_many_are_read_as_usual_and_nearly_all_are_the_right_ones(large, reader, monkeypatch):
    monkeypatch.undo()
    engine, found = SearchEngine(reader), 0
    for vector in large.queries:
        ranking = engine.rank(query(vector))
        assert len(ranking.head_ids) < PHOTOS / 2
        found += len(set(ranking.head_ids[:50].tolist()) & set(exact(reader, large, vector, 50)))
    assert found >= 0.99 * 50 * len(large.queries)


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


def test_deletions_alone_are_followed(large, reader):
    engine = SearchEngine(reader)
    engine.rank(query(large.queries[0]))
    best = exact(reader, large, large.queries[0], 2)
    large.delete(best[0])
    assert_like_exact(reader, large, engine)
    large.delete(best[1])
    for photo_id in range(3, PHOTOS, 7):
        large.delete(photo_id)
    large.code()
    assert_like_exact(reader, large, engine)
    assert_like_exact(reader, large, SearchEngine(reader))


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


def test_a_ranking_outlives_the_codes_it_was_made_with(large, reader):
    engine = SearchEngine(reader)
    ranking = engine.rank(query(large.queries[0]))
    large.store.index.database.run("DELETE FROM code_set")
    large.replace(1, large.queries[1])
    assert engine.rank(query(large.queries[0])).tail is None
    assert sorted(ranking.photo_ids.tolist()) == list(range(1, PHOTOS + 1))


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


@pytest.mark.logs("codes of the index are damaged")
@pytest.mark.parametrize("harm", ["flip", "cut", "delete"])
def test_damaged_codes_are_searched_without_and_made_again(large, reader, harm):
    path = the_file(large)
    content = path.read_bytes()
    flipped = bytes([content[900] ^ 1])
    if harm == "delete":
        path.unlink()
    else:
        path.write_bytes(content[:900] + (flipped + content[901:] if harm == "flip" else b""))
    engine = SearchEngine(reader)
    assert engine.rank(query(large.queries[0])).tail is None
    large.reopen()
    large.code()
    assert SearchEngine(reader).rank(query(large.queries[0])).tail is not None
    assert_like_exact(reader, large, SearchEngine(reader))


@pytest.mark.logs("codes of the index are damaged")
def test_codes_of_an_earlier_layout_are_searched_without_and_made_again(large, reader):
    path = the_file(large)
    earlier = path.rename(path.with_name(f"{large.space.id}-{large.epoch()}-0.codes"))
    large.store.index.database.run("UPDATE code_set SET file = ?", (earlier.name,))
    ranking = SearchEngine(reader).rank(query(large.queries[0]))
    assert ranking.tail is None
    assert ranking.head_ids[:20].tolist() == exact(reader, large, large.queries[0])
    large.reopen()
    large.code()
    assert not earlier.exists()
    assert SearchEngine(reader).rank(query(large.queries[0])).tail is not None
    assert_like_exact(reader, large, SearchEngine(reader))


def test_rows_are_looked_at_before_vectors_are(large, reader, monkeypatch):
    engine, compared, compare = SearchEngine(reader), [], reader.vectors.cosines

    def counted(space: SpaceId, vector: Vector, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        compared.append(len(ids))
        return compare(space, vector, ids)

    monkeypatch.setattr(reader.vectors, "cosines", counted)
    assert_like_exact(reader, large, engine)
    assert len(compared) == len(large.queries)
    assert max(compared) < 120


@pytest.mark.parametrize("harm", ["beginning", "rows", "delete"])
def test_without_rows_vectors_are_compared_and_a_damaged_file_is_made_again(large, reader, harm):
    path, content = the_rows(large), the_rows(large).read_bytes()
    if harm == "delete":
        path.unlink()
    else:
        at = 5 if harm == "beginning" else len(content) // 2
        path.write_bytes(content[:at] + bytes(len(content) - at))
    engine = SearchEngine(reader)
    assert engine.rank(query(large.queries[0])).tail is not None
    assert_like_exact(reader, large, engine)
    large.reopen()
    large.code()
    assert_like_exact(reader, large, SearchEngine(reader))
    assert files(large) == {the_file(large), the_rows(large)}
    ScalarCodes.open(the_rows(large)).close()


def test_rows_that_vanish_while_the_service_runs_are_made_again_with_the_next_deletion(
    large, reader
):
    the_rows(large).unlink()
    large.delete(9)
    large.code()
    assert files(large) == {the_file(large), the_rows(large)}
    assert_like_exact(reader, large, SearchEngine(reader))


def test_a_photo_that_changed_after_its_row_was_written_is_found_by_what_it_is_now(large, reader):
    engine = SearchEngine(reader)
    engine.rank(query(large.queries[0]))
    far = exact(reader, large, -large.queries[0], 1)[0]
    large.replace(far, large.queries[0])
    assert engine.rank(query(large.queries[0])).head_ids[0] == far
    assert SearchEngine(reader).rank(query(large.queries[0])).head_ids[0] == far
    large.add(PHOTOS // 4)
    large.code()
    assert engine.rank(query(large.queries[0])).head_ids[0] == far
    large.replace(far, -large.queries[0])
    assert far not in engine.rank(query(large.queries[0])).head_ids
    assert_like_exact(reader, large, engine)


def test_the_row_of_a_deleted_photo_is_overwritten_before_the_next_file_is_due(large, reader):
    before, size = the_file(large), DIMENSIONS + 16
    start = the_rows(large).stat().st_size - (PHOTOS + 1) * size

    def row() -> bytes:
        return the_rows(large).read_bytes()[start + 9 * size : start + 10 * size]

    assert any(row())
    large.delete(9)
    large.code()
    assert not any(row())
    assert the_file(large) == before
    assert_like_exact(reader, large, SearchEngine(reader))


@pytest.mark.logs("could not be overwritten")
def test_a_row_that_cannot_be_overwritten_is_tried_again_with_the_next_change(
    large, reader, monkeypatch
):
    cleared = large.store.index.codes._cleared
    before = dict(cleared)
    with monkeypatch.context() as broken:
        broken.setattr("indexer.store.code_files.os.fsync", refuse)
        large.delete(9)
        large.code()
    assert cleared == before
    large.delete(10)
    large.code()
    assert cleared[large.space.id] == before[large.space.id] + 2
    assert_like_exact(reader, large, SearchEngine(reader))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_in_whatever_order_searches_are_exact(large, reader, seed):
    random = np.random.default_rng(seed)
    engine, ids = SearchEngine(reader), list(range(1, PHOTOS + 1))

    def any_photo() -> int:
        return ids[int(random.integers(len(ids)))]

    def add() -> None:
        count = int(random.choice([1, 50, 400]))
        ids.extend(range(large.last + 1, large.last + count + 1))
        large.add(count)

    def replace() -> None:
        vectors = [*large.queries, *large.vectors(3)]
        large.replace(any_photo(), vectors[int(random.integers(len(vectors)))])

    def delete() -> None:
        for _ in range(int(random.choice([1, 60]))):
            large.delete(ids.pop(int(random.integers(len(ids)))))

    def begin_anew() -> None:
        nonlocal engine
        engine = SearchEngine(reader)

    steps = [add, replace, delete, large.code, large.store.index.codes.maintain, begin_anew]
    for _ in range(25):
        steps[int(random.integers(len(steps)))]()
        asked = large.queries[int(random.integers(len(large.queries)))]
        ranking = engine.rank(query(asked))
        assert ranking.head_ids[:20].tolist() == exact(reader, large, asked)
        assert len(ranking) == len(ids)


def test_codes_of_another_faiss_are_damaged_codes(tmp_path):
    path = tmp_path / "odd.codes"
    path.write_bytes(b"not an index at all")
    with pytest.raises(DatabaseDamaged):
        CompactIndex.read(path, zlib.crc32(b"not an index at all"))


def test_a_full_disk_keeps_the_codes_as_they_are(large, reader, monkeypatch):
    class Full:
        def __init__(self, *_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    before = the_file(large)
    large.add(PHOTOS)
    with monkeypatch.context() as broken:
        broken.setattr("indexer.store.code_files.os.fsync", Full)
        with pytest.raises(DiskFull):
            large.code()
    assert files(large) == {before, the_rows(large)}
    assert_like_exact(reader, large, SearchEngine(reader))
    large.reopen()
    large.code()
    assert the_file(large) != before
    assert_like_exact(reader, large, SearchEngine(reader))


@pytest.mark.logs("codes of the index could not be written")
def test_codes_that_cannot_be_written_stop_nothing_and_are_tried_with_the_next_change(
    large, reader, monkeypatch
):
    before = the_file(large)
    large.add(PHOTOS)
    with monkeypatch.context() as broken:
        broken.setattr("indexer.store.code_files.os.fsync", refuse)
        large.code()
        large.code()
    assert_like_exact(reader, large, SearchEngine(reader))
    large.code()
    assert the_file(large) == before
    large.add(1)
    large.code()
    assert the_file(large) != before


def refuse(_descriptor: int) -> None:
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_long_log_becomes_a_new_file_which_open_readers_need_not_load(large, reader):
    engine = SearchEngine(reader)
    engine.rank(query(large.queries[0]))
    epoch, before = large.epoch(), the_file(large)
    large.add(PHOTOS // 4)
    large.replace(7, large.queries[1])
    large.delete(8)
    large.code()
    assert (large.epoch(), the_file(large) == before) == (epoch, False)
    the_file(large).rename(large.paths.codes / "elsewhere")
    assert_like_exact(reader, large, engine)
    (large.paths.codes / "elsewhere").rename(the_file(large))
    assert_like_exact(reader, large, SearchEngine(reader))
    large.add(PHOTOS // 2)
    large.code()
    large.add(PHOTOS // 2)
    large.code()
    assert_like_exact(reader, large, engine)  # two files behind: it loads the newest


def test_files_that_nothing_names_are_deleted_and_only_the_owner_reads_the_others(large):
    stray = large.paths.codes / "7-7-7.codes.part"
    stray.write_bytes(b"left by a kill")
    large.reopen()
    large.code()
    assert files(large) == {the_file(large), the_rows(large)}
    if os.name != "nt":
        assert [path.stat().st_mode & 0o077 for path in files(large)] == [0, 0]


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
    large.code()
    database = large.store.index.database
    for table in ("code_set", "embedding_change"):
        assert database.value(f"SELECT count(*) FROM {table}") == 0
    assert list(large.paths.codes.iterdir()) == []


def test_a_deleted_space_is_not_coded_to_the_end(large):
    large.add(4 * PHOTOS)
    large.store.index.codes.maintain()
    large.store.index.spaces.delete(large.space.id)
    large.code()
    assert large.store.index.database.value("SELECT count(*) FROM code_set") == 0
    assert list(large.paths.codes.iterdir()) == []


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


@pytest.fixture
def compact(vectors):
    index = CompactIndex.trained(refined(vectors[:8], vectors), vectors)
    index.put(np.arange(10, 510), vectors)
    return index


def test_estimates_are_near_the_cosines_and_fall(compact, vectors):
    for asked in (vectors[0], vectors[9], -vectors[3]):
        ids, scores = compact.nearest(asked, 500)
        assert sorted(ids.tolist()) == list(range(10, 510))
        assert (np.diff(scores) <= 0).all()
        errors = scores - vectors[ids - 10] @ asked
        assert abs(float(errors.mean())) < 0.005
        assert float(errors.std()) < 0.04


def test_only_the_photos_of_a_mask_are_found(compact, vectors):
    mask = np.zeros(60, np.bool_)
    mask[[12, 30, 59]] = True
    assert sorted(compact.nearest(vectors[2], 10, mask)[0].tolist()) == [12, 30, 59]
    assert len(compact.nearest(vectors[2], 1, mask)[0]) == 1
    assert len(compact.nearest(vectors[2], 10, np.zeros(60, np.bool_))[0]) == 0


def test_photos_of_a_mask_that_were_removed_since_are_left_out(compact, vectors):
    mask = compact.present.copy()
    mask[[20, 21]] = False
    compact.remove(np.array([30, 31]))
    assert np.count_nonzero(mask) == len(compact)
    ids, _ = compact.nearest(vectors[10], 500, mask)
    assert sorted(ids.tolist()) == [i for i in range(10, 510) if i not in {20, 21, 30, 31}]
    longer = np.ones(100_000, np.bool_)
    assert len(compact.nearest(vectors[10], 1_000, longer)[0]) == 498


def test_a_photo_put_again_is_there_once_and_removed_it_is_gone(compact, vectors):
    compact.put(np.array([12]), -vectors[2:3])
    assert compact.nearest(-vectors[2], 1)[0].tolist() == [12]
    compact.remove(np.array([12, 10_000]))
    assert len(compact) == 499
    assert not compact.present[12]
    assert 12 not in compact.nearest(vectors[2], 500)[0]
    compact.put(np.array([70_000]), vectors[:1])
    assert compact.nearest(vectors[0], 2)[0].tolist() in ([10, 70_000], [70_000, 10])


def test_photos_put_again_and_again_keep_their_codes(compact, vectors, tmp_path):
    ids = np.arange(10, 510)
    before = dict(zip(*(each.tolist() for each in compact.nearest(vectors[1], 500)), strict=True))
    for _ in range(5):
        compact.remove(ids[::3])
        compact.put(ids[::2], vectors[::2])
        compact.put(ids[::3], vectors[::3])
    after = dict(zip(*(each.tolist() for each in compact.nearest(vectors[1], 500)), strict=True))
    assert after == pytest.approx(before, abs=1e-6)


def test_a_file_holds_the_same_codes(compact, vectors, tmp_path):
    path = tmp_path / "some.codes"
    checksum = compact.write(path)
    assert is_whole(path, checksum)
    again = CompactIndex.read(path, checksum)
    for asked in vectors[:5]:
        for one, other in zip(compact.nearest(asked, 50), again.nearest(asked, 50), strict=True):
            assert one.tolist() == other.tolist()
    again.put(np.array([5_000]), vectors[:1])
    assert 5_000 in again.nearest(vectors[0], 2)[0]


def test_a_dimension_without_variation_breaks_nothing(vectors):
    vectors[:, 7] = 0.0
    index = CompactIndex.trained(vectors[:4], vectors)
    assert len(index.nearest(vectors[0], 5)[0]) == 0
    index.put(np.arange(500), vectors)
    for asked in (vectors[0], vectors.mean(axis=0), np.eye(100, dtype=np.float32)[7]):
        ids, scores = index.nearest(asked, 20)
        assert len(ids) == 20
        assert np.isfinite(scores).all()


@pytest.mark.parametrize("dimensions", [2, 5, 8, 13, 99])
def test_any_number_of_dimensions_is_shared_among_the_codes(vectors, tmp_path, dimensions):
    part = vectors[:, :dimensions] - 0.1
    part = part / np.linalg.norm(part, axis=1, keepdims=True)
    index = CompactIndex.trained(part[:4], part)
    index.put(np.arange(500), part)
    checksum = index.write(tmp_path / "some.codes")
    again = CompactIndex.read(tmp_path / "some.codes", checksum)
    for asked in part[:5]:
        ids, scores = again.nearest(asked, 500)
        assert sorted(ids.tolist()) == list(range(500))
        assert np.corrcoef(scores, part[ids] @ asked)[0, 1] > 0.8


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_writing_to_a_full_disk_says_so(compact):
    with pytest.raises(OSError) as caught:
        compact.write(Path("/dev/full"))
    assert caught.value.errno == errno.ENOSPC


def test_photos_behind_the_head_are_lifted_into_it_once(large, reader):
    ranking = SearchEngine(reader).rank(query(large.queries[0]))
    last = ranking.photo_ids[-3:]
    lifted = ranking.with_head(np.array([*last, *ranking.head_ids[:2], 10**9]))
    assert set(lifted.head_ids) == {*ranking.head_ids, *last}
    assert sorted(lifted.photo_ids.tolist()) == list(range(1, PHOTOS + 1))
    known = dict(zip(*(each.tolist() for each in large.scores(reader)), strict=True))
    assert lifted.head_scores == pytest.approx([known[i] for i in lifted.head_ids], abs=1e-6)
