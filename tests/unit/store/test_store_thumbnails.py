"""Thumbnails keep within a limit on the disk; the oldest give way."""

from __future__ import annotations

import os

from indexer.core.paths import LibraryPaths
from indexer.store.connection import size_on_disk
from indexer.store.library import Library, open_library
from indexer.store.thumbnail_store import LIMIT_SETTING, ThumbnailReader

JPEG_BYTES = 20_000


def content(number: int) -> bytes:
    return number.to_bytes(16)


def put(library: Library, numbers: range) -> None:
    for first in range(numbers.start, numbers.stop, 50):
        batch = range(first, min(first + 50, numbers.stop))
        library.thumbnails.put({content(number): os.urandom(JPEG_BYTES) for number in batch})


def stored(paths: LibraryPaths, numbers: range) -> list[int]:
    reader = ThumbnailReader(paths)
    found = reader.get([content(number) for number in numbers])
    reader.close()
    return [number for number in numbers if content(number) in found]


def test_without_a_limit_all_are_kept(paths: LibraryPaths) -> None:
    with open_library(paths) as library:
        put(library, range(300))
        library.thumbnails.trim()
    assert stored(paths, range(300)) == list(range(300))


def test_the_newest_are_kept_within_the_limit(paths: LibraryPaths) -> None:
    with open_library(paths) as library:
        library.user.settings.set(LIMIT_SETTING, 10)
        library.limit_thumbnails()
        put(library, range(600))
        library.thumbnails.database.checkpoint()
        assert size_on_disk(paths.thumbnails_db) <= 10_000_000
    kept = stored(paths, range(600))
    assert kept == list(range(kept[0], 600))
    assert len(kept) > 150


def test_a_lower_limit_gives_space_back(paths: LibraryPaths) -> None:
    with open_library(paths) as library:
        put(library, range(600))
        library.user.settings.set(LIMIT_SETTING, 5)
    with open_library(paths) as library:
        for _ in range(60):
            library.thumbnails.trim()
        assert size_on_disk(paths.thumbnails_db) <= 5_000_000
    kept = stored(paths, range(600))
    assert kept == list(range(kept[0], 600))
    assert len(kept) > 100


def test_a_limit_is_lifted(paths: LibraryPaths) -> None:
    with open_library(paths) as library:
        library.user.settings.set(LIMIT_SETTING, 1)
        library.limit_thumbnails()
        library.user.settings.set(LIMIT_SETTING, 0)
        library.limit_thumbnails()
        put(library, range(200))
    assert len(stored(paths, range(200))) == 200
