"""Readers see the library from any thread, in the order and with the filters asked for."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from indexer.core.errors import SchemaTooNew, StoreError
from indexer.core.types import FileStat, SpaceKind
from indexer.store.connection import open_reader
from indexer.store.id_list import id_list
from indexer.store.index_reader import IndexReader
from indexer.store.photo_date import write_dates
from indexer.store.records import IndexedPhoto, MovedFile, ScanOutcome
from indexer.store.thumbnail_store import ThumbnailReader


def test_a_library_that_was_not_made_yet_says_what_to_do(paths):
    reader = IndexReader(paths)
    assert not reader.exists()
    with pytest.raises(StoreError, match="Add a folder"):
        reader.counts()
    assert not paths.data_dir.exists()


def test_photos_come_in_the_order_asked(index, reader):
    a, b, c = index("a.jpg", "b.jpg", "c.jpg")
    assert [p.id for p in reader.photos([c, a, 999, b, a])] == [c, a, b, a]
    assert [p.path for p in reader.photos([b])] == ["/photos/b.jpg"]


def test_a_photo_is_found_by_its_absolute_path_only(index, reader):
    (photo_id,) = index("trip/a.jpg")
    assert reader.photo_at("/photos/trip/a.jpg").id == photo_id
    assert reader.photo_at("/photos/trip") is None
    assert reader.photo_at("/photosX/trip/a.jpg") is None


def test_the_timeline_goes_by_time_taken_else_by_the_file(library, folder, add, reader, space):
    ids = add("a.jpg", "b.jpg", "c.jpg")
    library.index.database.run("UPDATE photo SET indexed_at = 1, state = 'indexed'")
    library.index.database.run("UPDATE photo SET taken_at = 100 WHERE id = ?", (ids[0],))
    write_dates(library.index.database, ids)
    assert reader.newest_ids().tolist() == [ids[0], ids[2], ids[1]]
    page = reader.timeline(limit=2)
    assert [key.photo_id for key in page] == [ids[0], ids[2]]
    assert [k.photo_id for k in reader.timeline(limit=2, before=page[-1])] == [ids[1]]
    assert reader.newest_ids([99]).tolist() == []
    assert reader.timeline(limit=2, folder_ids=[folder.id]) == page


def test_many_ids_come_at_once_in_the_order_of_the_statement(library):
    database = library.index.database
    counted = (
        "WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c WHERE id < ?) "
        "SELECT id FROM c ORDER BY id % 7, id DESC"
    )
    found = id_list(database, counted, (5_000,))
    assert found.dtype == np.int64
    assert found.tolist() == [i for (i,) in database.rows(counted, (5_000,))]
    assert id_list(database, "SELECT 1 << 60 AS id").tolist() == [1 << 60]
    assert id_list(database, "SELECT id FROM photo WHERE id < 0").tolist() == []


def test_photos_with_the_same_content_are_listed_those_on_disk_first(
    library, folder, index, add, reader, space
):
    first, second = index("a.jpg", "b.jpg")
    library.index.database.run("UPDATE photo SET content_id = ?", (b"same",))
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, missing=[first]))
    assert reader.photos_with_content(b"same") == [second, first]


def test_identical_photos_are_those_on_show_only(library, folder, index, reader):
    first, second, third, single = index("a.jpg", "b.jpg", "c.jpg", "d.jpg")
    run = library.index.database.run
    run("UPDATE photo SET content_id = ?, state = 'indexed', indexed_at = 1", (b"same",))
    run("UPDATE photo SET content_id = ? WHERE id = ?", (b"other", single))
    assert reader.identical_photos() == {b"same": [first, second, third]}
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, missing=[second]))
    assert reader.identical_photos() == {b"same": [first, third]}
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, missing=[first]))
    assert reader.identical_photos() == {}


def test_exact_ranking_equals_numpy(library, index, reader, space, vector):
    ids = index(*(f"{n}.jpg" for n in range(30)))
    query = vector(999)
    stacked = np.stack([vector(n) for n in range(1, 31)])
    expected = stacked @ query
    got_ids, scores = reader.vectors.scores(space.id, query)
    assert got_ids.tolist() == ids
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    best = reader.vectors.rank(space.id, query, limit=5)
    assert [i for i, _ in best] == [ids[n] for n in np.argsort(-expected)[:5]]
    some = ids[3:6]
    kept = reader.vectors.rank(space.id, query, limit=9, photo_ids=some)
    assert {i for i, _ in kept} == set(some)
    assert reader.vectors.rank(space.id, query, limit=9, folder_ids=[99]) == []
    parts = list(reader.vectors.in_parts(space.id, 7))
    assert [len(part) for part, _ in parts] == [7, 7, 7, 7, 2]
    assert np.concatenate([part for part, _ in parts]).tolist() == ids
    assert np.array_equal(np.concatenate([matrix for _, matrix in parts]), stacked)


def test_an_empty_space_has_no_scores(reader, space, vector):
    ids, scores = reader.vectors.scores(space.id, vector(1))
    assert (ids.shape, scores.shape) == ((0,), (0,))
    assert list(reader.vectors.in_parts(space.id, 7)) == []
    assert len(reader.vectors.sampled(space.id, 3)) == 0


def test_a_sample_is_spread_over_all_photos(index, reader, space):
    index(*(f"{number}.jpg" for number in range(30)))
    _, everything = next(reader.vectors.in_parts(space.id, 30))
    few = reader.vectors.sampled(space.id, 5)
    places = [int(np.flatnonzero((everything == row).all(axis=1))[0]) for row in few]
    assert len(places) == 5
    assert {place // 6 for place in places} == {0, 1, 2, 3, 4}
    many = reader.vectors.sampled(space.id, 3_000)
    assert {row.tobytes() for row in many} == {row.tobytes() for row in everything}


def test_a_query_of_another_model_is_refused(reader, space, vector):
    with pytest.raises(StoreError, match="shape"):
        reader.vectors.scores(space.id, vector(1)[:4])
    with pytest.raises(StoreError, match="no vector space"):
        reader.vectors.rank(99, vector(1), limit=1)


def test_the_active_spaces_are_the_newest_of_the_chosen_model(library, reader, space):
    visual = library.index.spaces.get_or_create("m1", "starter", SpaceKind.VISUAL, 4)
    newer = library.index.spaces.get_or_create("m1b", "starter", SpaceKind.JOINT, 8)
    clip = library.index.spaces.get_or_create("m2", "clip", SpaceKind.JOINT, 8)
    assert reader.active_spaces() == [newer, visual]
    library.user.settings.set("model", "clip")
    assert reader.active_spaces() == [clip]


def test_the_generation_tells_of_every_visible_change(
    library, folder, index, reader, space, vector
):
    seen = [reader.generation()]
    (photo_id,) = index("a.jpg")
    seen.append(reader.generation())
    library.index.scans.apply(
        ScanOutcome(
            folder.id,
            seen_at=1.0,
            moved=[MovedFile(photo_id, folder.id, "b.jpg", FileStat(10, 1))],
        )
    )
    seen.append(reader.generation())
    library.index.queue.begin([photo_id], 1.0)
    assert reader.generation() == seen[-1]
    assert sorted(set(seen)) == seen


def test_one_reader_serves_many_threads_while_the_writer_commits(
    library, index, reader, space, vector
):
    ids = index(*(f"{n}.jpg" for n in range(20)))
    stop = threading.Event()

    def read() -> int:
        reads = 0
        while not stop.is_set() or reads == 0:
            found, _ = reader.vectors.scores(space.id, vector(1))
            assert found.tolist() == ids
            reads += 1
        return reads

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for round_ in range(30):
            library.index.results.add_vectors(
                [
                    IndexedPhoto(
                        ids[0], FileStat(10, 1), b"\1" * 16, None, {space.id: vector(round_)}
                    )
                ]
            )
        stop.set()
        assert all(future.result() > 0 for future in readers)


def test_a_reader_cannot_write(library, index, paths):
    index("a.jpg")
    database = open_reader(paths.index_db)
    with pytest.raises(StoreError, match="cannot be opened or written"):
        database.run("DELETE FROM photo")
    database.close()


def test_a_closed_reader_says_so(library, reader):
    reader.close()
    with pytest.raises(StoreError, match="closed"):
        reader.counts()


def test_a_newer_database_is_refused(library, paths, reader):
    library.index.database.rows("PRAGMA user_version=99")
    with pytest.raises(SchemaTooNew, match="newer Pixlore"):
        reader.counts()
    with pytest.raises(SchemaTooNew):
        reader.exists()


def test_an_older_database_waits_for_the_service(library, paths, reader):
    library.index.database.rows("PRAGMA user_version=1")
    with pytest.raises(StoreError, match="bring it up to date"):
        reader.counts()
    assert not reader.exists()


def test_settings_are_json(library, reader):
    assert reader.setting("paused", False) is False
    library.user.settings.set("paused", {"until": [1, "你"]})
    assert reader.setting("paused") == {"until": [1, "你"]}
    assert json.dumps(library.user.settings.all()) == json.dumps({"paused": {"until": [1, "你"]}})


def test_a_folder_is_watched_once(library, reader):
    first = library.user.folders.add("/p\udcff", volume="v", added_at=1.0, excludes=("*.tmp",))
    again = library.user.folders.add("/p\udcff", volume="w", added_at=2.0)
    assert first == again
    library.user.folders.set_volume(first.id, "w")
    library.user.folders.set_filters(first.id, excludes=("a", "b"), min_side=100)
    (stored,) = reader.folders()
    assert (stored.path, stored.volume) == ("/p\udcff", "w")
    assert (stored.excludes, stored.min_side) == (("a", "b"), 100)
    library.user.folders.remove(first.id)
    assert library.user.folders.get(first.id) is None
    assert library.user.folders.add("/q", volume="v", added_at=1.0).id > first.id


def test_thumbnails_live_as_long_as_their_content(library, index, paths):
    index("a.jpg")
    library.thumbnails.put({bytes([1]) * 16: b"jpeg", b"orphan": b"x"})
    library.thumbnails.put({bytes([1]) * 16: b"new jpeg"})
    reader = ThumbnailReader(paths)
    assert reader.get([bytes([1]) * 16, b"none"]) == {bytes([1]) * 16: b"new jpeg"}
    assert library.thumbnails.missing([b"orphan", b"none"]) == {b"none"}
    assert library.delete_orphan_thumbnails() == 1
    assert reader.get([b"orphan"]) == {}
    reader.close()
    assert library.sizes().total == sum(
        f.stat().st_size for f in paths.data_dir.iterdir() if f.name.endswith((".db", ".db-wal"))
    )
