"""The rows of photos follow the files on disk."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.core.types import FileStat, LibraryCounts, PhotoState
from indexer.store import path_codec, stat_codec
from indexer.store.records import ChangedFile, FoundFile, MovedFile, ScannedDirectory, ScanOutcome


def known(library, folder, **options):
    return {file.path: file for file in library.index.scans.known_files(folder.id, **options)}


def apply(library, folder, **changes):
    return library.index.scans.apply(ScanOutcome(folder.id, seen_at=9.0, **changes))


def test_added_files_are_pending_and_known_with_their_stat(library, folder):
    stat = FileStat(7, 8, inode=2**64 - 1, device=2**63)
    (photo_id,) = apply(library, folder, added=[FoundFile("trip/a.jpg", stat)])
    (file,) = library.index.scans.known_files(folder.id)
    assert (file.photo_id, file.path, file.stat) == (photo_id, "trip/a.jpg", stat)
    assert (file.state, file.content_id, file.missing_since) == (PhotoState.PENDING, b"", None)


def test_traces_are_those_of_the_photos_that_should_be_there(library, folder, add):
    stat = FileStat(7, 8, inode=9, device=3, ctime_ns=4)
    apply(library, folder, added=[FoundFile("trip/a.jpg", stat)])
    (gone, _) = add("gone.jpg", "stays.jpg")
    apply(library, folder, missing=[gone])
    scans = library.index.scans
    assert {trace[0] for trace in scans.traces(folder.id)} == {b"trip/a.jpg", b"stays.jpg"}
    assert scans.traces(folder.id, "trip") == [(b"trip/a.jpg", 7, 8, 9, 4)]
    assert [file.path for file in scans.missing_files(folder.id)] == ["gone.jpg"]
    assert scans.missing_files(folder.id, "trip") == []


def test_rows_are_found_by_their_exact_paths(library, folder, add):
    first, _, third = add("a.jpg", "b.jpg", "c.jpg")
    files = library.index.scans.files_at(folder.id, [b"c.jpg", b"a.jpg", b"d.jpg"])
    assert {file.photo_id for file in files} == {first, third}


def test_known_files_of_a_subtree_leave_out_its_neighbours(library, folder, add):
    add("a.jpg", "a/1.jpg", "a/b/2.jpg", "a-b/3.jpg", "a0/4.jpg")
    assert set(known(library, folder, under="a")) == {"a/1.jpg", "a/b/2.jpg"}
    assert set(known(library, folder, under="a", recursive=False)) == {"a/1.jpg"}
    assert set(known(library, folder, recursive=False)) == {"a.jpg"}


def test_an_added_file_that_is_known_after_all_becomes_pending(library, folder, index):
    (photo_id,) = index("a.jpg")
    assert apply(library, folder, added=[FoundFile("a.jpg", FileStat(11, 2))]) == [photo_id]
    assert known(library, folder)["a.jpg"].state is PhotoState.PENDING


def test_a_modified_file_is_pending_and_stays_searchable_until_replaced(
    library, folder, index, reader, space, vector
):
    (photo_id,) = index("a.jpg")
    apply(library, folder, modified=[ChangedFile(photo_id, FileStat(11, 2))])
    assert known(library, folder)["a.jpg"].state is PhotoState.PENDING
    assert [hit[0] for hit in reader.vectors.rank(space.id, vector(1), limit=5)] == [photo_id]


def test_a_missing_photo_leaves_search_and_comes_back_for_nothing(
    library, folder, index, reader, space, vector
):
    kept, gone = index("a.jpg", "b.jpg")
    apply(library, folder, missing=[gone])
    assert known(library, folder)["b.jpg"].missing_since == 9.0
    assert reader.vectors.scores(space.id, vector(1))[0].tolist() == [kept]
    assert reader.counts() == LibraryCounts(indexed=1, missing=1)
    assert [p.state for p in reader.photos([gone])] == [PhotoState.MISSING]
    apply(library, folder, returned=[ChangedFile(gone, FileStat(10, 2))])
    assert reader.counts() == LibraryCounts(indexed=2)
    assert reader.vectors.scores(space.id, vector(1))[0].tolist() == [kept, gone]


def test_a_second_scan_does_not_move_the_time_a_photo_went_missing(library, folder, add):
    (photo_id,) = add("a.jpg")
    apply(library, folder, missing=[photo_id])
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=99.0, missing=[photo_id]))
    assert known(library, folder)["a.jpg"].missing_since == 9.0


def test_a_moved_file_keeps_its_id_embedding_and_content(library, folder, index, reader, space):
    (photo_id,) = index("old/a.jpg")
    other = library.user.folders.add("/other", volume="disk", added_at=2.0)
    moved = MovedFile(photo_id, other.id, "new/b.jpg", FileStat(10, 1))
    apply(library, folder, moved=[moved])
    record = reader.photo_at("/other/new/b.jpg")
    assert record is not None
    assert (record.id, record.state) == (photo_id, PhotoState.INDEXED)
    assert list(reader.vectors.get(space.id, [photo_id])) == [photo_id]


def test_two_files_that_swapped_names_both_keep_their_rows(library, folder, add):
    first, second = add("a.jpg", "b.jpg")
    moved = [
        MovedFile(first, folder.id, "b.jpg", FileStat(10, 1)),
        MovedFile(second, folder.id, "a.jpg", FileStat(10, 2)),
    ]
    apply(library, folder, moved=moved)
    found = {path: file.photo_id for path, file in known(library, folder).items()}
    assert found == {"b.jpg": first, "a.jpg": second}


def test_a_move_onto_a_known_file_replaces_it(library, folder, add):
    first, _ = add("a.jpg", "b.jpg")
    apply(library, folder, moved=[MovedFile(first, folder.id, "b.jpg", FileStat(10, 1))])
    assert {p: f.photo_id for p, f in known(library, folder).items()} == {"b.jpg": first}


def test_a_failing_outcome_changes_nothing(library, folder, add, reader):
    (photo_id,) = add("a.jpg")
    generation = reader.generation()
    broken = FoundFile("b.jpg", FileStat(None, 1))
    with pytest.raises(Exception, match="NOT NULL"):
        apply(library, folder, missing=[photo_id], added=[broken])
    assert reader.counts() == LibraryCounts(pending=1)
    assert reader.generation() == generation


def test_missing_rows_are_found_by_content(library, folder, index):
    gone, _ = index("a.jpg", "b.jpg")
    apply(library, folder, missing=[gone])
    (twin,) = library.index.scans.vanished_twins(bytes([1]) * 16)
    assert (twin.photo_id, twin.path) == (gone, "a.jpg")
    assert library.index.scans.vanished_twins(bytes([2]) * 16) == []


def test_directories_are_remembered_and_forgotten(library, folder):
    apply(library, folder, directories=[ScannedDirectory("", 1), ScannedDirectory("a", 2)])
    apply(library, folder, directories=[ScannedDirectory("a", 3)])
    assert library.index.scans.known_directories(folder.id) == {"": 1, "a": 3}
    library.index.scans.forget_directories(folder.id, ["a"])
    assert library.index.scans.known_directories(folder.id) == {"": 1}


def test_removing_a_folder_leaves_nothing_of_it(library, folder, index, reader, space):
    index("a.jpg", "b.jpg", caption="a zebra")
    assert library.index.scans.remove_folder(folder.id) == 2
    assert reader.embedded(space.id) == 0
    for table in ("photo", "embedding", "intent", "directory", "photo_text"):
        assert library.index.database.value(f"SELECT count(*) FROM {table}") == 0
    library.index.shrink()
    assert library.index.database.value("PRAGMA freelist_count") == 0


def test_only_what_was_missing_for_long_is_purged(library, folder, add, reader):
    old, new, present = add("a.jpg", "b.jpg", "c.jpg")
    apply(library, folder, missing=[old])
    library.index.scans.apply(ScanOutcome(folder.id, seen_at=50.0, missing=[new]))
    assert library.index.scans.purge_missing(missing_before=20.0, folder_ids=[99]) == 0
    assert library.index.scans.purge_missing(missing_before=20.0) == 1
    assert [p.id for p in reader.photos([old, new, present])] == [new, present]


def test_a_folder_is_adopted_by_the_one_around_it(library, folder, index, reader):
    child = library.user.folders.add("/photos/trip", volume="disk", added_at=2.0)
    (photo_id,) = index("a.jpg")
    apply(library, folder, moved=[MovedFile(photo_id, child.id, "a.jpg", FileStat(10, 1))])
    apply(library, folder, added=[FoundFile("trip/a.jpg", FileStat(1, 1))])
    library.index.scans.adopt_folder(child.id, folder.id, "trip")
    (record,) = reader.photos(reader.photo_ids())
    assert (record.id, record.path) == (photo_id, "/photos/trip/a.jpg")


def test_readers_learn_that_a_drive_is_away(library, folder, add, reader):
    (photo_id,) = add("a.jpg")
    assert reader.photos([photo_id])[0].online
    library.index.scans.set_online(folder.id, online=False)
    assert not reader.photos([photo_id])[0].online


def test_scan_outcome_knows_whether_it_is_empty(folder):
    assert ScanOutcome(folder.id, 1.0, directories=[ScannedDirectory("", 1)]).is_empty
    assert not ScanOutcome(folder.id, 1.0, missing=[1]).is_empty


path_bytes = st.binary(min_size=1, max_size=60).filter(lambda b: b"\0" not in b and b[:1] != b"/")


@pytest.mark.skipif(os.name == "nt", reason="Windows names are text, not bytes")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=path_bytes)
def test_any_file_name_survives_the_database(library, folder, reader, name):
    path = os.fsdecode(name)
    (photo_id,) = library.index.scans.apply(
        ScanOutcome(folder.id, seen_at=1.0, added=[FoundFile(path, FileStat(1, 1))])
    )
    (record,) = reader.photos([photo_id])
    assert os.fsencode(record.path) == b"/photos/" + name
    assert path in known(library, folder)
    path_codec.display(name).encode()


@given(number=st.integers(min_value=0, max_value=2**64 - 1))
def test_file_ids_of_64_bits_survive(number):
    stat = FileStat(1, 2, inode=number, device=number)
    assert stat_codec.from_columns(*stat_codec.to_columns(stat)) == stat
