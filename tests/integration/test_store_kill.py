"""kill -9 of the writer loses nothing that it acknowledged and leaves nothing half done."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.core.launch import child_environment
from indexer.core.paths import LibraryPaths
from indexer.store.library import Library, open_library

WRITER = Path(__file__).with_name("store_writer_process.py")
MIGRATIONS = Path(__file__).parents[1] / "soak" / "migration_kills.py"
KILLS = 15


@pytest.mark.processes
def test_killed_writers_lose_no_acknowledged_photo(tmp_path):
    paths = LibraryPaths(tmp_path / "library")
    dice = random.Random(20261123)
    acknowledged: set[int] = set()
    last_setting = 0
    for _ in range(KILLS):
        batches = write_and_kill(paths, after_batches=dice.randrange(1, 25))
        acknowledged.update(*batches)
        last_setting = max(last_setting, *(batch[-1] for batch in batches))
        with open_library(paths) as library:
            assert library.recovered == ()
            check(library, acknowledged)
            assert library.user.settings.get("last") >= last_setting
            left = [intent.photo_id for intent in library.index.queue.intents()]
            assert len(left) <= 8
            library.index.queue.give_back(left, count_attempt=True)
    assert len(acknowledged) >= KILLS * 8


@pytest.mark.processes
@pytest.mark.skipif(sys.platform == "win32", reason="the kills are those of forked processes")
def test_a_kill_at_any_statement_of_a_migration_leaves_a_whole_version():
    done = subprocess.run([sys.executable, MIGRATIONS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 rows lost" in done.stdout


def write_and_kill(paths: LibraryPaths, after_batches: int) -> list[list[int]]:
    """Let a writer acknowledge some batches, kill it, and return all that it acknowledged."""
    command = [sys.executable, str(WRITER), str(paths.data_dir)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=child_environment()
    ) as process:
        assert process.stdout.readline() == "open\n"
        lines = [process.stdout.readline() for _ in range(after_batches)]
        process.kill()
        lines += process.stdout.read().splitlines(keepends=True)
    return [[int(word) for word in line.split()] for line in lines if line.endswith("\n")]


def check(library: Library, acknowledged: set[int]) -> None:
    database = library.index.database
    indexed = {i for (i,) in database.rows("SELECT id FROM photo WHERE state = 'indexed'")}
    assert acknowledged <= indexed
    assert {i for (i,) in database.rows("SELECT photo_id FROM embedding")} == indexed
    assert {i for (i,) in database.rows("SELECT rowid FROM photo_text")} == indexed
    content = database.rows("SELECT content_id FROM photo WHERE state = 'indexed'")
    assert library.thumbnails.missing({c for (c,) in content}) == set()
    for opened in (library.user.database, database, library.thumbnails.database):
        assert opened.rows("PRAGMA integrity_check") == [("ok",)]
