"""One folder under several names: through links, and with or without the last separator."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import WatchedFolder


def one_name(path: str) -> str:
    """The name that all names of a folder lead to; for comparing, not for showing."""
    return os.path.normcase(os.path.realpath(path))


def is_inside(path: str, root: str) -> bool:
    """Whether the first of two `one_name`s lies in, or is, the second."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def placed(path: str, folders: Sequence[WatchedFolder]) -> tuple[WatchedFolder, str] | None:
    """The watched folder that holds the file at `path`, and its '/'-separated path in it.

    None when no watched folder does. The name of the file itself is not followed: a link in a
    watched folder is a photo of its own. Asks the disk only when the plain names do not fit.
    """
    as_named = _placed_at(path, [(folder, folder.path) for folder in folders])
    if as_named is not None:
        return as_named
    parent, name = os.path.split(path)
    real = os.path.join(os.path.realpath(parent), name)  # noqa: PTH118 - names may be any bytes
    return _placed_at(real, [(folder, os.path.realpath(folder.path)) for folder in folders])


def _placed_at(
    path: str, roots: list[tuple[WatchedFolder, str]]
) -> tuple[WatchedFolder, str] | None:
    for folder, root in roots:
        start = root.rstrip(os.sep) + os.sep
        if path.startswith(start):
            return folder, path[len(start) :].replace(os.sep, "/")
    return None
