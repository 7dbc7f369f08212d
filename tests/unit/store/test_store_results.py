"""What waits for the worker, what is in its hands and what came of it."""

import numpy as np
import pytest

from indexer.core.types import (
    FileStat,
    FolderId,
    LibraryCounts,
    PhotoMetadata,
    PhotoState,
    SpaceKind,
)
from indexer.media.version import METADATA_VERSION
from indexer.store.connection import open_writer
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.migrations import migrate
from indexer.store.records import (
    ChangedFile,
    FailedPhoto,
    Fingerprint,
    IndexedPhoto,
    RereadPhoto,
    ScanOutcome,
)
from indexer.store.work_queue import WorkQueue


def photo(photo_id, space, vector, *, mtime=1, content=b"c" * 16, **options):
    return IndexedPhoto(
        photo_id=photo_id,
        stat=FileStat(10, mtime),
        content_id=content,
        metadata=options.pop("metadata", PhotoMetadata()),
        vectors={space.id: vector},
        **options,
    )


def claimed(library, folder, **options):
    return [p.photo_id for p in library.index.queue.claim([folder.id], limit=10, **options)]


def test_newest_files_come_first_and_failed_attempts_last(library, folder, add):
    oldest, middle, newest = add("a.jpg", "b.jpg", "c.jpg")
    assert claimed(library, folder) == [newest, middle, oldest]
    assert claimed(library, folder, skip=[newest]) == [middle, oldest]
    library.index.queue.give_back([newest], count_attempt=True)
    assert claimed(library, folder) == [middle, oldest, newest]


def test_the_folder_a_person_looks_at_comes_first(library, folder, add):
    other = library.user.folders.add("/other", volume="disk", added_at=2.0)
    add("a.jpg", "b.jpg")
    (theirs,) = add("c.jpg", folder_id=other.id)
    found = library.index.queue.claim([folder.id, other.id], limit=2, first=other.id)
    assert found[0].photo_id == theirs
    assert len(found) == 2
    assert claimed(library, other) == [theirs]


def test_missing_photos_are_not_claimed(library, folder, add):
    (photo_id,) = add("a.jpg")
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, missing=[photo_id]))
    assert claimed(library, folder) == []


def test_intents_last_until_the_results_are_stored(library, add, space, vector):
    first, second, third = add("a.jpg", "b.jpg", "c.jpg")
    queue = library.index.queue
    queue.begin([first, second, third], started_at=3.0)
    assert [i.photo_id for i in queue.intents()] == [first, second, third]
    library.index.results.commit(
        [photo(first, space, vector(1))], [FailedPhoto(second, "CorruptPhoto", "cut")], now=4.0
    )
    assert [(i.photo_id, i.started_at, i.attempts) for i in queue.intents()] == [(third, 3.0, 0)]
    queue.give_back([third], count_attempt=False)
    assert queue.intents() == []


def test_a_result_is_stored_whole(library, add, reader, space, vector):
    (photo_id,) = add("a.jpg")
    metadata = PhotoMetadata(
        width=4000,
        height=3000,
        format="JPEG",
        orientation=6,
        taken_at=1.5,
        camera_make="Canon",
        camera_model="R5 \ud800",
        lens="50",
        latitude=1.0,
        longitude=-2.0,
        rating=5,
        keywords=("dog", "狗"),
        caption="a red sofa",
        frames=2,
    )
    done = library.index.results.commit(
        [photo(photo_id, space, vector(1), metadata=metadata)], now=6
    )
    assert (done.indexed, done.failed) == ([photo_id], [])
    (record,) = reader.photos([photo_id])
    assert (record.state, record.content_id, record.indexed_at) == ("indexed", b"c" * 16, 6.0)
    assert record.metadata.keywords == ("dog", "狗")
    assert record.metadata.camera_model == "R5 ?"
    assert (record.metadata.width, record.metadata.taken_at) == (4000, 1.5)
    assert np.array_equal(reader.vectors.get(space.id, [photo_id])[photo_id], vector(1))
    found = library.index.database.rows("SELECT rowid FROM photo_text('sofa')")
    assert found == [(photo_id,)]


def test_a_result_for_a_file_that_changed_meanwhile_is_dropped(
    library, folder, add, reader, space, vector
):
    (photo_id,) = add("a.jpg")
    changed = ChangedFile(photo_id, FileStat(11, 9))
    library.index.queue.begin([photo_id], 1.0)
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, modified=[changed]))
    stale_failure = FailedPhoto(photo_id, "CorruptPhoto", "cut", FileStat(10, 1))
    done = library.index.results.commit([photo(photo_id, space, vector(1))], [stale_failure], now=2)
    assert (done.indexed, done.failed) == ([], [])
    assert (reader.counts(), reader.embedded(space.id)) == (LibraryCounts(pending=1), 0)
    assert library.index.queue.intents() == []


def test_a_result_for_a_removed_photo_leaves_nothing(library, folder, add, reader, space, vector):
    (photo_id,) = add("a.jpg")
    library.index.scans.remove_folder(folder.id)
    assert library.index.results.commit([photo(photo_id, space, vector(1))], now=2).indexed == []
    assert library.index.database.value("SELECT count(*) FROM embedding") == 0


def bad_vectors():
    good = np.zeros(8, np.float32)
    good[0] = 1
    nan, infinite = good.copy(), good.copy()
    nan[3], infinite[3] = np.nan, np.inf
    return {
        "nan": nan,
        "infinite": infinite,
        "zero": np.zeros(8, np.float32),
        "long": good * 1.01,
        "short": good[:7],
        "double": good.astype(np.float64),
        "stack": good[None],
    }


@pytest.mark.parametrize("name", bad_vectors())
def test_no_bad_vector_gets_in_and_the_rest_of_the_batch_does(
    library, add, reader, space, vector, name
):
    bad, good = add("a.jpg", "b.jpg")
    done = library.index.results.commit(
        [photo(bad, space, bad_vectors()[name]), photo(good, space, vector(1), mtime=2)], now=2
    )
    assert (done.indexed, done.failed) == ([good], [bad])
    assert reader.embedded(space.id) == 1
    (failed,) = reader.failed()
    assert failed.id == bad
    assert "vector" in failed.reason


def test_a_vector_of_an_unknown_space_is_refused(library, add, space, vector):
    (photo_id,) = add("a.jpg")
    lost = IndexedPhoto(photo_id, FileStat(10, 1), b"c" * 16, PhotoMetadata(), {99: vector(1)})
    assert library.index.results.commit([lost], now=2).failed == [photo_id]


def test_a_failure_keeps_its_reason_until_it_is_retried(library, folder, add, reader):
    first, second = add("a.jpg", "b.jpg")
    failures = [FailedPhoto(p, "CorruptPhoto", "The image is cut.") for p in (first, second)]
    library.index.results.commit(failed=failures, now=2)
    record, _ = reader.failed()
    assert (record.reason, record.attempts, record.path) == (
        "The image is cut.",
        1,
        "/photos/a.jpg",
    )
    assert claimed(library, folder) == []
    assert library.index.queue.retry_failed(photo_ids=[first]) == 1
    assert library.index.queue.retry_failed(folder_id=99) == 0
    assert library.index.queue.retry_failed() == 1
    assert [p.attempts for p in library.index.queue.claim([folder.id], limit=9)] == [0, 0]


def test_a_failed_photo_loses_its_former_embedding_and_text(library, index, reader, space):
    (photo_id,) = index("a.jpg", caption="a zebra")
    library.index.results.commit(failed=[FailedPhoto(photo_id, "CorruptPhoto", "cut")], now=9)
    assert reader.embedded(space.id) == 0
    assert library.index.database.rows("SELECT rowid FROM photo_text('zebra')") == []
    assert reader.timeline(limit=9) == []


def test_a_copy_is_indexed_without_a_worker(library, index, add, reader, space, vector):
    (original,) = index("a.jpg", rating=4, caption="a zebra")
    visual = library.index.spaces.get_or_create("m1", "starter", SpaceKind.VISUAL, 8)
    (copy,) = add("copy.jpg")
    print_of_copy = Fingerprint(copy, bytes([1]) * 16, FileStat(10, 1))
    reuse = library.index.results.reuse
    assert reuse([print_of_copy], [space.id, visual.id], now=7) == []
    assert reuse([print_of_copy], [space.id], now=7) == [copy]
    (record,) = reader.photos([copy])
    assert (record.state, record.metadata.rating, record.indexed_at) == ("indexed", 4, 7.0)
    vectors = reader.vectors.get(space.id, [original, copy])
    assert np.array_equal(vectors[original], vectors[copy])
    assert len(library.index.database.rows("SELECT rowid FROM photo_text('zebra')")) == 2


def test_a_touched_file_is_recognised_by_its_own_content(library, folder, index, reader, space):
    (photo_id,) = index("a.jpg")
    touched = FileStat(10, 77)
    library.index.scans.apply(
        ScanOutcome(folder.id, seen_at=1.0, modified=[ChangedFile(photo_id, touched)])
    )
    same = Fingerprint(photo_id, bytes([1]) * 16, touched)
    assert library.index.results.reuse([same], [space.id], now=7) == [photo_id]
    assert (reader.counts(), reader.embedded(space.id)) == (LibraryCounts(indexed=1), 1)


def test_new_content_drops_the_embeddings_of_other_models(library, index, reader, space, vector):
    (photo_id,) = index("a.jpg")
    other = library.index.spaces.get_or_create("m2", "clip", SpaceKind.JOINT, 8)
    library.index.results.commit([photo(photo_id, other, vector(5))], now=8)
    assert (reader.embedded(space.id), reader.embedded(other.id)) == (0, 1)


def test_a_new_model_is_filled_beside_the_old_one_newest_first(
    library, folder, index, reader, space, vector
):
    first, second, third = index("a.jpg", "b.jpg", "c.jpg")
    new = library.index.spaces.get_or_create("m2", "clip", SpaceKind.JOINT, 8)
    queue, results = library.index.queue, library.index.results
    page = queue.lacking(new.id, [folder.id], limit=2)
    assert [p.photo_id for p in page] == [third, second]
    rest = queue.lacking(new.id, [folder.id], limit=2, before=page[-1].key)
    assert [p.photo_id for p in rest] == [first]
    fresh = photo(third, new, vector(9), mtime=3, content=bytes([3]) * 16)
    stale = photo(second, new, vector(9), mtime=2, content=b"other content id")
    assert results.add_vectors([fresh, stale]) == [third]
    assert [p.photo_id for p in queue.lacking(new.id, [folder.id], limit=9)] == [second, first]
    assert (reader.embedded(space.id), reader.embedded(new.id)) == (3, 1)
    assert queue.lacking(new.id, [99], limit=9) == []


def test_half_copied_looking_photos_are_looked_at_again(
    library, folder, add, space, vector, reader
):
    (photo_id,) = add("a.jpg")
    library.index.results.commit([photo(photo_id, space, vector(1), suspect=True)], now=2)
    assert reader.photos([photo_id])[0].is_damaged
    assert [p.photo_id for p in library.index.queue.suspects(9)] == [photo_id]
    assert library.index.queue.look_again([photo_id]) == 1
    assert claimed(library, folder) == [photo_id]
    assert library.index.queue.suspects(9) == []


def test_a_space_is_made_once_and_deleted_with_all_that_is_in_it(
    library, index, reader, space, vector
):
    index("a.jpg")
    assert library.index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8) == space
    library.index.queries.put(space.id, "dog", vector(1), now=1.0)
    library.index.spaces.delete(space.id)
    assert (reader.spaces(), reader.embedded(space.id)) == ([], 0)
    for table in ("embedding", "query_vector"):
        assert library.index.database.value(f"SELECT count(*) FROM {table}") == 0
    assert library.index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8).id != space.id


def test_an_interrupted_deletion_of_a_space_is_finished(library, index, space, vector):
    kept = library.index.spaces.get_or_create("m2", "clip", SpaceKind.JOINT, 8)
    (photo_id,) = index("a.jpg")
    both = photo(photo_id, kept, vector(2), content=bytes([1]) * 16)
    library.index.results.add_vectors([both])
    library.index.database.run("DELETE FROM space WHERE id = ?", (space.id,))
    library.index.spaces.finish_deletions()
    assert library.index.database.rows("SELECT space_id FROM embedding") == [(kept.id,)]


def test_cached_queries_are_bounded_and_guarded(library, reader, space, vector, monkeypatch):
    monkeypatch.setattr("indexer.store.query_cache.CAPACITY", 2)
    for number, query in enumerate(("dog", "cat", "fox")):
        library.index.queries.put(space.id, query, vector(number), now=float(number))
    assert reader.vectors.cached_query(space.id, "dog") is None
    assert np.array_equal(reader.vectors.cached_query(space.id, "fox"), vector(2))
    with pytest.raises(Exception, match="float32"):
        library.index.queries.put(space.id, "bad", vector(1)[:3], now=9.0)


def test_states_of_the_database_are_the_states_of_the_program(library, index, reader):
    index("a.jpg")
    for state in PhotoState:
        reader.photo_ids(state=state)
    assert len(reader.photo_ids(state=PhotoState.INDEXED)) == 1


def test_metadata_read_again_replaces_metadata_and_nothing_else(library, index, space, reader):
    (photo_id,) = index("a.jpg", caption="old")
    before = library.index.database.rows("SELECT id, vector FROM embedding")
    metadata = PhotoMetadata(width=4, height=3, format="JPEG", caption="marmalade")
    library.index.results.replace_metadata(
        [RereadPhoto(photo_id, FileStat(10, 1), bytes([1]) * 16, metadata)]
    )
    assert [it.photo_id for it in reader.named(["marmalade"])] == [photo_id]
    assert reader.named(["old"]) == []
    assert library.index.database.rows("SELECT id, vector FROM embedding") == before


def test_metadata_of_other_content_makes_the_photo_pending(library, index):
    (photo_id,) = index("a.jpg", caption="old")
    metadata = PhotoMetadata(caption="of other bytes")
    library.index.results.replace_metadata(
        [RereadPhoto(photo_id, FileStat(10, 1), b"other".ljust(16), metadata)]
    )
    assert library.index.database.rows("SELECT caption, state FROM photo") == [("old", "pending")]


def test_metadata_that_could_not_be_read_again_is_not_tried_for_ever(library, index, folder):
    (photo_id,) = index("a.jpg", caption="old")
    library.index.queue.read_again([photo_id])
    assert [it.photo_id for it in library.index.queue.stale_metadata([folder.id], limit=9)] == [1]
    library.index.results.replace_metadata(
        [RereadPhoto(photo_id, FileStat(10, 1), bytes([1]) * 16, None)]
    )
    assert library.index.queue.stale_metadata([folder.id], limit=9) == []
    assert library.index.database.value("SELECT caption FROM photo") == "old"


def test_old_vectors_of_wide_photos_are_searched_until_they_are_made_again(
    tmp_path, folder, library, index, space, vector
):
    wide, copy, square = index("wide.jpg", "copy.jpg", "square.jpg")
    database = library.index.database
    same = bytes([1]) * 16
    database.run("UPDATE photo SET width = 200, height = 100, content_id = ?", (same,))
    database.run("UPDATE photo SET width = 100 WHERE id = ?", (square,))
    for name in ("outdated_embedding", "embedding_renewed", "embedding_gone"):
        kind = "TABLE" if name == "outdated_embedding" else "TRIGGER"
        database.run(f"DROP {kind} IF EXISTS {name}")
    step = next(step for step in INDEX_STEPS if step.name == "wide photos as a whole")
    database.rows(step.sql)
    queue, results = library.index.queue, library.index.results

    def lacking():
        return {it.photo_id for it in queue.lacking(space.id, [folder.id], limit=9)}

    assert lacking() == {wide, copy}
    assert database.value("SELECT count(*) FROM embedding") == 3
    print_of_copy = Fingerprint(copy, same, FileStat(10, 2))
    database.run("UPDATE photo SET content_id = x'00' WHERE id = ?", (square,))
    assert results.reuse([print_of_copy], [space.id], now=9.0) == []
    assert results.add_vectors([photo(wide, space, vector(9), content=same)]) == [wide]
    assert lacking() == {copy}
    assert results.reuse([print_of_copy], [space.id], now=9.0) == [copy]
    assert lacking() == set()


def test_photos_of_an_older_index_are_read_again(tmp_path):
    database = open_writer(tmp_path / "index.db", durable=False)
    migrate(database, INDEX_STEPS[:6])
    database.run(
        "INSERT INTO photo(folder_id, path, size, mtime_ns, state, indexed_at) "
        "VALUES (1, x'61', 10, 1, 'indexed', 2.0), (1, x'62', 10, 1, 'pending', NULL)"
    )
    migrate(database, INDEX_STEPS)
    stale = WorkQueue(database).stale_metadata([FolderId(1)], limit=9)
    assert [photo.path for photo in stale] == ["a"]
    database.close()


def test_an_older_index_knows_no_change_times_and_no_files_beside_photos(tmp_path):
    database = open_writer(tmp_path / "index.db", durable=False)
    names = [step.name for step in INDEX_STEPS]
    before = names.index("change times and files beside photos")
    migrate(database, INDEX_STEPS[:before])
    database.run(
        "INSERT INTO photo(folder_id, path, size, mtime_ns, state, indexed_at, metadata_version) "
        "VALUES (1, x'61', 10, 1, 'indexed', 2.0, ?)",
        (METADATA_VERSION,),
    )
    migrate(database, INDEX_STEPS)
    assert database.rows("SELECT ctime_ns, sidecars FROM photo") == [(0, "")]
    assert WorkQueue(database).stale_metadata([FolderId(1)], limit=9) == []
    database.close()
