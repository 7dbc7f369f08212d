"""Finds names that lead to one file: links to a photo are no copies of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from indexer.core.types import PhotoId

FileKey = tuple[object, ...]


def other_names(
    groups: Iterable[Sequence[PhotoId]], places: Mapping[PhotoId, tuple[str, bool]]
) -> frozenset[PhotoId]:
    """The photos that are a second name of another one in their group, of all groups.

    Of the names of one file that is kept which is no link, then the first. Asks the disk about the
    photos whose drive is connected.

    Args:
        groups: photos with the same content: the names of one file always have that.
        places: path of each photo, and whether its drive is connected.
    """
    found: set[PhotoId] = set()
    for group in groups:
        known = [photo_id for photo_id in group if photo_id in places]
        known.sort(key=lambda photo_id: _is_link(*places[photo_id]))
        seen: set[FileKey] = set()
        for photo_id in known:
            key = _file_key(*places[photo_id])
            if key in seen:
                found.add(photo_id)
            seen.add(key)
    return frozenset(found)


def _is_link(path: str, online: bool) -> bool:
    """Whether the name itself, or a folder on the way to it, is a link."""
    return online and os.path.realpath(path) != os.path.abspath(path)  # noqa: PTH100 - keeps `..`


def _file_key(path: str, online: bool) -> FileKey:
    """Equal for two names of one file: its device and inode, else its path without links."""
    if online:
        try:
            status = os.stat(path)  # noqa: PTH116 - as fast as it can be, for whole libraries
        except OSError:
            return (path,)  # gone, or not to be reached: the next scan tells
        if status.st_ino:
            return (status.st_dev, status.st_ino)
        return (os.path.realpath(path),)
    return (path,)
