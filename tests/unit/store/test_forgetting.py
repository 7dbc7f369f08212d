"""What was searched for is forgotten everywhere: no byte of it is left in the data directory."""

from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from indexer.core.errors import StoreError
from indexer.core.paths import LibraryPaths
from indexer.core.types import SpaceKind, Vector
from indexer.store.backups import UserBackups, is_sound
from indexer.store.library import open_library

QUERY = "zanzibar in moonlight"


def holding(folder: Path, text: str) -> list[str]:
    """The files of a folder in whose bytes a text is."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return sorted(each.name for each in files if text.encode() in each.read_bytes())


def test_no_byte_of_a_search_is_left(paths: LibraryPaths, vector: Callable[[int], Vector]) -> None:
    with open_library(paths) as library:
        space = library.index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8)
        for number in range(300):
            text = f"{QUERY} {number}"
            library.user.searches.remember(text, now=number)
            library.index.queries.put(space.id, text, vector(number), now=number)
        library.user.searches.save("kept", "a saved lighthouse", now=1.0)
    assert {"user.db", "index.db"} < set(holding(paths.data_dir, QUERY)), "the test needs a trace"

    with open_library(paths) as library:
        library.user.searches.remember(QUERY, now=400.0)
        library.forget_searches()
        assert holding(paths.data_dir, QUERY) == [], "also while the databases are open"
        assert library.index.queries.get(space.id, f"{QUERY} 7") is None
        assert library.user.searches.history(9) == []
    assert holding(paths.data_dir, QUERY) == []
    copies = UserBackups(paths.backups).newest_first()
    assert copies
    assert all(is_sound(copy) for copy in copies)
    assert {"user.db", copies[0].name} <= set(holding(paths.data_dir, "a saved lighthouse"))


def test_a_copy_without_a_history_is_left_alone(paths: LibraryPaths) -> None:
    with open_library(paths) as library:
        library.user.folders.add("/photos", volume="disk", added_at=1.0)
    (copy,) = UserBackups(paths.backups).newest_first()
    connection = apsw.Connection(str(copy))
    connection.execute("DROP TABLE history")
    connection.close()
    UserBackups(paths.backups).forget_history()
    assert is_sound(copy)


def test_a_copy_that_cannot_be_read_is_named_and_kept(paths: LibraryPaths) -> None:
    with open_library(paths) as library:
        library.user.searches.remember(QUERY, now=1.0)
    (copy,) = UserBackups(paths.backups).newest_first()
    copy.write_bytes(copy.read_bytes()[:5000])
    with open_library(paths) as library:
        with pytest.raises(StoreError, match=copy.name):
            library.forget_searches()
        assert library.user.searches.history(9) == []
        assert copy.exists()


def test_copies_of_old_databases_and_free_pages_hold_no_search_either(
    paths: LibraryPaths, vector: Callable[[int], Vector]
) -> None:
    with open_library(paths) as library:
        space = library.index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8)
        for number in range(400):
            library.user.searches.remember(f"{QUERY} {number}", now=number)
            library.index.queries.put(space.id, f"{QUERY} {number}", vector(number), now=number)
        library.index.database.run("DELETE FROM query_vector WHERE used_at < 200")
        for name in ("user.db.before-v2", "user.db.corrupt-20260101T000000Z", "index.db.before-v3"):
            source = library.user.database if name.startswith("user") else library.index.database
            source.rows("VACUUM INTO ?", (str(paths.data_dir / name),))
        torn = paths.data_dir / "index.db.corrupt-20260101T000000Z-wal"
        torn.write_bytes(QUERY.encode())
        library.forget_searches()
        assert holding(paths.data_dir, QUERY) == []
    assert holding(paths.data_dir, QUERY) == []
    assert is_sound(paths.data_dir / "user.db.before-v2")
    assert not list(paths.data_dir.glob("*.partial"))


def test_a_damaged_file_of_the_persons_own_is_named_and_kept(paths: LibraryPaths) -> None:
    damaged = paths.data_dir / "user.db.corrupt-20260101T000000Z"
    with open_library(paths) as library:
        damaged.write_bytes(QUERY.encode() * 900)
        with pytest.raises(StoreError, match=damaged.name):
            library.forget_searches()
    assert damaged.exists()
