"""Pixlore's own files in the data directory: how large they are, and how to delete them all."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.api import LibraryPaths

StoredKind = Literal["choices", "index", "thumbnails", "models", "other"]
StoredSizes = dict[StoredKind, int]
KINDS: tuple[StoredKind, ...] = ("choices", "index", "thumbnails", "models", "other")

_BESIDE = ("", "-wal", "-shm", "-journal")
"""SQLite's own files beside a database."""


def stored_sizes(paths: LibraryPaths) -> StoredSizes:
    """Bytes on disk of each kind. Any thread; what cannot be read counts nothing."""
    return {kind: sum(_size(place) for place in _places(paths, kind)) for kind in KINDS}


def delete_everything(paths: LibraryPaths) -> None:
    """Delete what Pixlore stored. The service must have ended.

    Only names that Pixlore gave are touched: whatever else somebody put into the data directory
    stays, and so does the directory then.

    Raises:
        OSError: a file could not be deleted.
    """
    for kind in KINDS:
        for place in _places(paths, kind):
            if place.is_dir() and not place.is_symlink():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)
    if paths.data_dir.is_dir() and not any(paths.data_dir.iterdir()):
        paths.data_dir.rmdir()


def stacks_file(paths: LibraryPaths) -> Path:
    """Which photos are shown as one, found again when it is missing."""
    return paths.data_dir / "stacks.npz"


def _places(paths: LibraryPaths, kind: StoredKind) -> list[Path]:
    match kind:
        case "choices":
            window = paths.data_dir / "window.ini"
            return [*_database(paths.user_db), window, window.with_name("window.ini.lock")]
        case "index":
            stacks = stacks_file(paths)
            made = [stacks, stacks.with_name(stacks.name + ".new"), paths.codes]
            return [*_database(paths.index_db), *made]
        case "thumbnails":
            return list(_database(paths.thumbnails_db))
        case "models":
            return [paths.models]
        case "other":
            return [paths.backups, paths.logs, paths.lock, paths.key]


def _database(path: Path) -> Iterator[Path]:
    return (path.with_name(path.name + ending) for ending in _BESIDE)


def _size(place: Path) -> int:
    if place.is_dir():
        return sum(_size(inner) for inner in place.iterdir())
    try:
        return place.stat().st_size
    except OSError:
        return 0
