"""Damage, lost files and backups: what a person made comes back, the rest is rebuilt."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import DatabaseDamaged, StoreError
from indexer.core.types import FileStat, LibraryCounts, PhotoMetadata, SpaceKind
from indexer.store.backups import UserBackups, is_sound
from indexer.store.connection import open_writer
from indexer.store.index_reader import IndexReader
from indexer.store.library import open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome
from indexer.store.recovery import stopped_uncleanly

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC).timestamp()
HOUR = 3600.0


def make(paths, *, names=50):
    with open_library(paths) as library:
        folder = library.user.folders.add("/photos", volume="disk", added_at=1.0)
        files = [FoundFile(f"{n:04}.jpg", FileStat(1, n)) for n in range(names)]
        library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, added=files))


def ruin(path):
    path.write_bytes(b"\xaa" * 40_000)


def test_a_damaged_index_is_set_aside_and_made_anew(paths):
    make(paths)
    reader = IndexReader(paths)
    assert reader.counts().pending == 50
    ruin(paths.index_db)
    with open_library(paths) as library:
        (sentence,) = library.recovered
        assert "index.db was damaged" in sentence
        assert library.index.counts() == LibraryCounts()
        assert reader.counts() == LibraryCounts()
        assert [folder.path for folder in library.user.folders.list()] == ["/photos"]
    reader.close()
    (aside,) = paths.data_dir.glob("index.db.corrupt-*Z")
    assert aside.read_bytes() == b"\xaa" * 40_000
    with open_library(paths) as library:
        assert library.recovered == (sentence,), "told for some days, also after a restart"
        (kept,) = library.user.settings.get("recovered")
        library.user.settings.set("recovered", [[kept[0] - 4 * 24 * HOUR, kept[1]]])
    with open_library(paths) as library:
        assert library.recovered == ()


def test_a_damaged_user_db_comes_back_from_the_newest_good_backup(paths):
    make(paths)
    with open_library(paths) as library:
        library.user.settings.set("kept", value=True)
    good = UserBackups(paths.backups).newest_first()[0]
    bad = good.with_name("user-20991231T000000Z.db")
    bad.write_bytes(b"bad")
    ruin(paths.user_db)
    with open_library(paths) as library:
        assert good.name in library.recovered[0]
        assert library.user.settings.get("kept") is True
        assert library.index.counts().pending == 50


def lose(path, how):
    if how == "gone":
        path.unlink()
    elif how == "without tables":
        path.unlink()
        database = open_writer(path, durable=True)
        database.rows("PRAGMA user_version=2")
        database.close()
    else:
        path.write_bytes(how)


@pytest.mark.parametrize("how", ["gone", b"", b"\x00", b"S", bytes(4096), "without tables"])
def test_a_user_db_that_holds_nothing_is_restored_and_a_person_is_told(paths, how):
    make(paths)
    with open_library(paths) as library:
        library.user.settings.set("kept", value=True)
    newest = UserBackups(paths.backups).newest_first()[0]
    lose(paths.user_db, how)
    with open_library(paths) as library:
        (sentence,) = library.recovered
        assert newest.name in sentence
        assert ("missing" if how == "gone" else "damaged") in sentence
        assert [folder.path for folder in library.user.folders.list()] == ["/photos"]
        assert library.user.settings.get("kept") is True
        assert library.index.counts().pending == 50


@pytest.mark.parametrize("how", ["gone", b""])
def test_a_new_library_is_no_damaged_one(paths, how):
    paths.create()
    if how != "gone":
        paths.user_db.write_bytes(how)
    with open_library(paths) as library:
        assert library.recovered == ()


def test_the_log_of_a_lost_user_db_is_not_replayed_into_its_backup(paths):
    make(paths)
    with open_library(paths) as library:
        library.user.settings.set("kept", value=True)
        log = paths.user_db.with_name("user.db-wal")
        library.user.settings.set("other", value=1)
        left = log.read_bytes()
    paths.user_db.unlink()
    log.write_bytes(left or b"\xaa" * 5000)
    with open_library(paths) as library:
        assert library.user.settings.get("kept") is True
        assert library.user.database.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_backup_that_holds_more_than_the_database_outlives_the_thinning(paths, library):
    library.user.folders.add("/photos", volume="disk", added_at=1.0)
    backups = UserBackups(paths.backups)
    full = backups.make(library.user.database, NOW)
    library.user.folders.remove(library.user.folders.list()[0].id)
    for day in range(1, 100):
        backups.make(library.user.database, NOW + day * 24 * HOUR)
    kept = backups.newest_first()
    assert full in kept
    assert len(kept) <= 12
    assert backups.best_first()[0] == full
    library.user.folders.add("/photos", volume="disk", added_at=1.0)
    newest = backups.make(library.user.database, NOW + 100 * 24 * HOUR)
    assert full not in backups.newest_first()
    assert backups.best_first()[0] == newest


def test_a_clock_that_once_was_ahead_makes_no_old_backup_win(paths, library):
    backups = UserBackups(paths.backups)
    library.user.folders.add("/old", volume="disk", added_at=1.0)
    ahead = backups.make(library.user.database, NOW + 3e9)
    assert backups.is_due(NOW)
    library.user.folders.add("/new", volume="disk", added_at=2.0)
    newest = backups.make(library.user.database, NOW)
    assert backups.newest_first() == [newest, ahead]
    assert backups.best_first() == [newest, ahead]
    by_time_only = newest.with_name("user-20991231T000000Z.db")  # as older Pixlores named them
    by_time_only.write_bytes(ahead.read_bytes())
    assert backups.best_first()[0] == newest


def test_without_a_backup_no_new_folder_inherits_the_rows_of_a_lost_one(paths):
    make(paths)
    for copy in paths.backups.iterdir():
        copy.unlink()
    ruin(paths.user_db)
    with open_library(paths) as library:
        assert "there is no backup of it" in library.recovered[0]
        assert library.index.counts() == LibraryCounts(missing=50)
        assert library.user.folders.add("/other", volume="disk", added_at=2.0).id > 1


def test_a_clean_stop_leaves_nothing_to_check(paths):
    make(paths)
    assert not stopped_uncleanly(paths.index_db)
    assert not stopped_uncleanly(paths.user_db)


def test_damage_met_by_a_reader_is_healed_at_the_next_start(paths):
    make(paths, names=3000)
    whole = bytearray(paths.index_db.read_bytes())
    whole[3 * 16384 :] = random.Random(1).randbytes(len(whole) - 3 * 16384)
    paths.index_db.write_bytes(whole)
    reader = IndexReader(paths)
    with pytest.raises(DatabaseDamaged):
        reader.failed()
    reader.close()
    assert stopped_uncleanly(paths.index_db)
    with open_library(paths) as library:
        assert library.recovered
        assert library.index.counts() == LibraryCounts()


@pytest.mark.parametrize("seed", range(12))
def test_the_library_opens_whatever_was_flipped_zeroed_or_cut(paths, seed):
    make(paths)
    dice = random.Random(seed)
    for path in (paths.user_db, paths.index_db, paths.thumbnails_db):
        damage(path, dice)
        stopped = path.with_name(path.name + ".suspect")
        stopped.touch()
    with open_library(paths) as library:
        assert [folder.path for folder in library.user.folders.list()] == ["/photos"]
        assert library.index.counts().total in (0, 50)
        for database in (library.user, library.index, library.thumbnails):
            assert database.database.rows("PRAGMA quick_check") == [("ok",)]


def damage(path, dice):
    whole = bytearray(path.read_bytes())
    at = dice.randrange(len(whole))
    kind = dice.choice(("flip", "zero", "cut"))
    if kind == "flip":
        whole[at] ^= 1 << dice.randrange(8)
    elif kind == "zero":
        whole[at : at + 4096] = bytes(len(whole[at : at + 4096]))
    else:
        del whole[at:]
    path.write_bytes(whole)


def test_backups_are_hourly_and_thinned_to_days_and_weeks(paths, library):
    backups = UserBackups(paths.backups)
    for hour in range(24 * 45):
        now = NOW + hour * HOUR
        name = datetime.fromtimestamp(now, UTC).strftime("user-%Y%m%dT%H%M%SZ.db")
        (paths.backups / name).touch()
    last = NOW + 24 * 45 * HOUR
    made = backups.make(library.user.database, last)
    assert is_sound(made)
    kept = backups.newest_first()
    assert kept[0] == made
    days = [path.name[-19:-11] for path in kept]
    week = [(datetime.fromtimestamp(last, UTC) - timedelta(days=d)) for d in range(7)]
    assert days[:7] == [day.strftime("%Y%m%d") for day in week]
    assert 8 <= len(kept) <= 11
    assert not backups.is_due(last + HOUR - 1)
    assert backups.is_due(last + HOUR)
    assert backups.is_due(last - 100)


def test_a_backup_on_close_is_made_only_when_something_changed(paths):
    make(paths)
    before = UserBackups(paths.backups).newest_first()
    assert len(before) == 1
    with open_library(paths):
        pass
    assert UserBackups(paths.backups).newest_first() == before


@pytest.mark.logs("no backup")
def test_a_backup_that_cannot_be_made_stops_nothing(paths, library, monkeypatch):
    def refuse(path):
        return False

    monkeypatch.setattr("indexer.store.backups.is_sound", refuse)
    assert not library.back_up(NOW)
    assert list(paths.backups.iterdir()) == []
    monkeypatch.undo()
    assert library.back_up(NOW)
    assert not library.back_up(NOW + 10)


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path, paths):
    paths.data_dir.parent.mkdir(exist_ok=True)
    paths.data_dir.touch()
    with pytest.raises(StoreError, match="choose another data directory"):
        open_library(paths)


def test_an_index_needs_little_more_than_three_kilobytes_a_photo(library):
    space = library.index.spaces.get_or_create("m512", "clip", SpaceKind.JOINT, 512)
    per_photo = bytes_per_photo(library, space)
    assert per_photo < 3_600  # with the full text of a place, and all texts in one for short words


def bytes_per_photo(library, space, count=2_000):
    names = [f"2019/Summer in Portugal/IMG_{n:06}.JPG" for n in range(count)]
    files = [FoundFile(name, FileStat(5_000_000, n)) for n, name in enumerate(names)]
    ids = library.index.scans.apply(ScanOutcome(1, seen_at=1.0, added=files))
    metadata = PhotoMetadata(
        4000, 3000, "JPEG", 1, 1.6e9, "Canon", "Canon EOS R5", "RF24-70mm F2.8 L", 38.7, -9.1
    )
    photos = [
        IndexedPhoto(i, f.stat, n.to_bytes(16), metadata, {space.id: vector_of(n)})
        for n, (i, f) in enumerate(zip(ids, files, strict=True))
    ]
    library.index.results.commit(photos, now=1.0)
    library.index.checkpoint()
    return library.sizes().index / count


def vector_of(seed):
    vector = np.random.default_rng(seed).standard_normal(512).astype(np.float32)
    return vector / np.linalg.norm(vector)


def test_a_check_ends_when_its_time_is_over(tmp_path: Path) -> None:
    database = open_writer(tmp_path / "index.db", durable=False)
    endless = (
        "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )
    assert database.rows_within(0.05, endless) is None
    assert database.rows_within(5.0, "PRAGMA quick_check(1)") == [("ok",)]
    database.close()
