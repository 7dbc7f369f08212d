"""Pixlore's own files in the data directory: how large they are, and how to delete them all."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from indexer.api import LibraryPaths

StoredKind = Literal["choices", "index", "thumbnails", "models", "other"]
StoredSizes = dict[StoredKind, int]
KINDS: tuple[StoredKind, ...] = ("choices", "index", "thumbnails", "models", "other")

_BESIDE = re.compile(
    r"(\.corrupt-\d{8}T\d+Z|\.before-v\d+|\.partial)?(-wal|-shm|-journal)?|\.suspect"
)
"""How names go on beside a database: SQLite's files, damaged ones set aside, marks and copies."""
_KEY_BESIDE = re.compile(r"(\.\d+)?")
"""How the key's name goes on while it is written."""
_SETTINGS_BESIDE = re.compile(r"(\.lock|\.[A-Za-z0-9]{6})?")
"""How they go on beside Qt's settings: its lock, and a file that it had not finished."""


def stored_sizes(paths: LibraryPaths) -> StoredSizes:
    """Bytes on disk of each kind. Any thread; what cannot be read counts nothing."""
    return {kind: sum(_size(place) for place in _places(paths, kind)) for kind in KINDS}


def delete_everything(paths: LibraryPaths) -> list[str]:
    """Delete what Pixlore stored. The service must have ended.

    Only names that Pixlore gave are touched: whatever else somebody put into the data directory
    stays, and so does the directory then.

    Returns:
        What could not be deleted, and why: a line each. Everything else is gone.
    """
    left = [line for kind in KINDS for place in _places(paths, kind) for line in _delete(place)]
    if paths.data_dir.is_dir() and not any(paths.data_dir.iterdir()):
        paths.data_dir.rmdir()
    return left


def stacks_file(paths: LibraryPaths) -> Path:
    """Which photos are shown as one, found again when it is missing."""
    return paths.data_dir / "stacks.npz"


def _places(paths: LibraryPaths, kind: StoredKind) -> list[Path]:
    match kind:
        case "choices":
            window = paths.data_dir / "window.ini"
            return [*_family(paths.user_db, _BESIDE), *_family(window, _SETTINGS_BESIDE)]
        case "index":
            stacks = stacks_file(paths)
            made = [stacks, stacks.with_name(stacks.name + ".new"), paths.codes]
            return [*_family(paths.index_db, _BESIDE), *made]
        case "thumbnails":
            return _family(paths.thumbnails_db, _BESIDE)
        case "models":
            return [paths.models]
        case "other":
            trials = (paths.trials, paths.trials.with_suffix(".new"))
            own = (paths.backups, paths.logs, paths.lock, *trials)
            return [*own, *_family(paths.key, _KEY_BESIDE), *_socket(paths)]


def _family(path: Path, beside: re.Pattern[str]) -> list[Path]:
    """The files whose names begin with this one's and go on as `beside` says."""
    try:
        there = list(path.parent.iterdir())
    except OSError:
        return []
    return [
        each
        for each in there
        if each.name.startswith(path.name) and beside.fullmatch(each.name[len(path.name) :])
    ]


def _socket(paths: LibraryPaths) -> list[Path]:
    """What a service or a window that was killed leaves of its socket."""
    if os.name == "nt":
        return []  # pipes are no files
    sockets = [Path(paths.socket), Path(paths.window_socket)]
    folder = sockets[0].parent
    return sockets if folder == paths.data_dir else [*sockets, folder]


def _delete(place: Path) -> list[str]:
    """Delete a file or a folder of ours, as far as that goes; what hinders it, a line each."""
    left: list[str] = []
    try:
        if place.is_dir() and not place.is_symlink():
            left = [line for inner in list(place.iterdir()) for line in _delete(inner)]
            if not left:
                place.rmdir()
        else:
            place.unlink(missing_ok=True)
    except OSError as error:
        left.append(f"{place}: {error.strerror}")
    return left


def _size(place: Path) -> int:
    if place.is_dir():
        return sum(_size(inner) for inner in place.iterdir())
    try:
        return place.stat().st_size
    except OSError:
        return 0
