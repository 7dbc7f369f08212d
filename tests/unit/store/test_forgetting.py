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
