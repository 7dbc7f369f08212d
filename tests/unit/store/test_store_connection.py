"""How databases are opened: pragmas, modes, the gate for write-ahead logging, errors."""

import os
import stat

import apsw
import pytest

from indexer.core.errors import DatabaseDamaged, DiskFull, SchemaTooNew, StoreError
from indexer.store.connection import (
    open_reader,
    open_writer,
    sidecar,
    sqlite_versions,
    wal_is_safe,
)
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.library import open_library
from indexer.store.migrations import Step, migrate
from indexer.store.thumbnail_store import THUMBNAIL_STEPS
from indexer.store.user_schema import USER_STEPS


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.4", False),
        ("3.50.7", True),
        ("3.50.10", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.51.10", True),
        ("3.52", True),
        ("3.54.1", True),
        ("4.0.0", True),
    ],
)
def test_the_gate_knows_the_builds_that_can_corrupt_a_log(version, safe):
    assert wal_is_safe(version) is safe


def test_the_sqlite_we_ship_is_safe_and_has_vectors():
    sqlite, sqlite_vec = sqlite_versions()
    assert wal_is_safe(sqlite)
    assert sqlite_vec.startswith("v0.1")


def pragma(database, name):
    return database.value(f"PRAGMA {name}")


def test_an_affected_sqlite_gets_no_log_and_full_syncs(tmp_path):
    database = open_writer(tmp_path / "a.db", durable=False, sqlite_version="3.51.2")
    assert pragma(database, "journal_mode") == "delete"
    assert pragma(database, "synchronous") == 2
    database.close()


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 1)])
def test_pragmas_of_writers_and_readers(tmp_path, durable, synchronous):
    path = tmp_path / "a.db"
    writer = open_writer(path, durable=durable)
    writer.run("CREATE TABLE t(x)")
    reader = open_reader(path)
    assert pragma(writer, "journal_mode") == "wal"
    assert pragma(writer, "synchronous") == synchronous
    assert pragma(writer, "page_size") == 16384
    for database in (writer, reader):
        assert pragma(database, "trusted_schema") == 0
        assert pragma(database, "foreign_keys") == 1
        assert pragma(database, "busy_timeout") == 10_000
        assert pragma(database, "mmap_size") == 0
        with pytest.raises(apsw.SQLError, match="not authorized"):
            database.value("SELECT load_extension('/nowhere')")
    assert pragma(reader, "query_only") == 1
    reader.close()
    writer.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_everything_is_readable_by_its_owner_only(paths):
    before = os.umask(0o000)
    try:
        with open_library(paths) as library:
            library.user.settings.set("a", 1)
            library.index.database.run("INSERT INTO folder_status VALUES (1, 1)")
            library.back_up(1e9)
            modes = {
                str(file.relative_to(paths.data_dir)): stat.S_IMODE(file.stat().st_mode)
                for file in paths.data_dir.rglob("*")
            }
            assert stat.S_IMODE(paths.data_dir.stat().st_mode) == 0o700
    finally:
        os.umask(before)
    assert {"user.db", "user.db-wal", "user.db-shm", "index.db", "thumbnails.db"} <= set(modes)
    assert len([name for name in modes if name.startswith("backups/")]) == 1
    for name, mode in modes.items():
        assert mode == (0o700 if (paths.data_dir / name).is_dir() else 0o600), name


def write_then_raise(database, error):
    with database.transaction():
        database.run("INSERT INTO t VALUES (1)")
        raise error


def test_a_transaction_is_whole_or_nothing(tmp_path):
    database = open_writer(tmp_path / "a.db", durable=False)
    database.run("CREATE TABLE t(x)")
    with pytest.raises(DiskFull):
        write_then_raise(database, DiskFull("full"))
    with pytest.raises(KeyboardInterrupt):
        write_then_raise(database, KeyboardInterrupt())
    assert database.rows("SELECT * FROM t") == []
    with database.transaction():
        database.run("INSERT INTO t VALUES (2)")
    assert database.rows("SELECT * FROM t") == [(2,)]
    database.close()


def test_a_full_disk_stops_writing_and_nothing_else(tmp_path):
    path = tmp_path / "a.db"
    database = open_writer(path, durable=False)
    database.run("CREATE TABLE t(x)")
    database.run("INSERT INTO t VALUES (1)")
    database.rows(f"PRAGMA max_page_count={database.value('PRAGMA page_count') + 2}")
    with pytest.raises(DiskFull, match="Free some space"), database.transaction():
        database.run_many("INSERT INTO t VALUES (zeroblob(?))", [(1,), (1_000_000,)])
    reader = open_reader(path)
    assert reader.rows("SELECT * FROM t") == [(1,)]
    reader.close()
    database.rows("PRAGMA max_page_count=100000")
    with database.transaction():
        database.run("INSERT INTO t VALUES (zeroblob(1000000))")
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    database.close()


def test_a_file_that_is_no_database_is_damaged(tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DatabaseDamaged, match="sets the file aside"):
        open_reader(path)
    assert sidecar(path, ".suspect").exists()
    with pytest.raises(DatabaseDamaged):
        open_writer(path, durable=False)


def test_a_place_where_nothing_can_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="Check that you may write"):
        open_writer(tmp_path / "file" / "a.db", durable=False)


def test_a_database_locked_by_another_program_is_named(tmp_path):
    path = tmp_path / "a.db"
    first = open_writer(path, durable=False)
    second = open_writer(path, durable=False)
    second.connection.set_busy_timeout(1)
    with first.transaction(), pytest.raises(StoreError, match="in use by another program"):
        second.run("BEGIN IMMEDIATE")
    first.close()
    second.close()


STEPS = (
    Step("one", "CREATE TABLE a(x); INSERT INTO a VALUES (1);"),
    Step("two", "CREATE TABLE b(x); INSERT INTO b SELECT x + 1 FROM a;"),
)


def test_a_database_migrates_from_nothing_and_only_once(tmp_path):
    database = open_writer(tmp_path / "a.db", durable=False)
    assert migrate(database, STEPS) is None
    assert migrate(database, STEPS) is None
    assert database.rows("SELECT x FROM b") == [(2,)]
    assert pragma(database, "user_version") == 2
    database.close()


def test_a_backup_of_the_old_version_is_made_before_a_migration(tmp_path):
    database = open_writer(tmp_path / "a.db", durable=False)
    migrate(database, STEPS[:1])
    backup = migrate(database, STEPS)
    database.close()
    old = open_reader(backup)
    assert pragma(old, "user_version") == 1
    assert old.rows("SELECT name FROM sqlite_schema") == [("a",)]
    old.close()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_failing_step_leaves_the_version_before_it(tmp_path):
    database = open_writer(tmp_path / "a.db", durable=False)
    broken = Step("broken", "CREATE TABLE c(x); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(apsw.SQLError):
        migrate(database, (STEPS[0], broken))
    assert pragma(database, "user_version") == 1
    assert database.rows("SELECT name FROM sqlite_schema") == [("a",)]
    assert migrate(database, STEPS) is not None
    database.close()


def test_a_newer_database_is_refused_untouched(tmp_path):
    database = open_writer(tmp_path / "a.db", durable=False)
    migrate(database, STEPS)
    with pytest.raises(SchemaTooNew, match="newer Pixlore"):
        migrate(database, STEPS[:1])
    assert database.rows("SELECT x FROM b") == [(2,)]
    database.close()


@pytest.mark.parametrize("steps", [USER_STEPS, INDEX_STEPS, THUMBNAIL_STEPS])
def test_every_schema_can_be_reached_from_each_of_its_versions(tmp_path, steps):
    for version in range(len(steps) + 1):
        database = open_writer(tmp_path / f"{version}.db", durable=False)
        migrate(database, steps[:version])
        migrate(database, steps)
        assert pragma(database, "user_version") == len(steps)
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        database.close()
