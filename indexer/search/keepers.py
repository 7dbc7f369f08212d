"""Which photos of a group of duplicates to keep, as a suggestion."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from indexer.core.types import PhotoId, PhotoRecord

_RAW = "RAW"


def suggest_keepers(
    photos: Sequence[PhotoRecord], favourites: Collection[bytes] = ()
) -> frozenset[PhotoId]:
    """The largest photo, else the oldest file; a RAW file with the photo beside it, both.

    Favourites (by content) come before size, and one file of each of them is kept. A photo whose
    drive is not connected is only kept where no other is: nobody can look at it now.
    """
    ordered = sorted(photos, key=lambda photo: _worth(photo, favourites))
    kept = ordered[:1]
    for photo in ordered[1:]:
        contents = {other.content_id for other in kept}
        if photo.content_id in favourites and photo.content_id not in contents:
            kept.append(photo)
    return frozenset(photo.id for photo in _with_twins(kept, photos))


def _worth(photo: PhotoRecord, favourites: Collection[bytes]) -> tuple[object, ...]:
    """What sorts the best photo first."""
    metadata = photo.metadata
    return (
        not photo.online,
        photo.content_id not in favourites,
        -metadata.width * metadata.height,
        metadata.format != _RAW,
        photo.mtime_ns,
        len(photo.path),  # "beach.jpg" before "beach (2).jpg"
        photo.path,
    )


def _with_twins(kept: Iterable[PhotoRecord], photos: Iterable[PhotoRecord]) -> list[PhotoRecord]:
    found = list(kept)
    stems = {(_stem(photo), photo.metadata.format == _RAW) for photo in found}
    return found + [
        photo for photo in photos if (_stem(photo), photo.metadata.format != _RAW) in stems
    ]


def _stem(photo: PhotoRecord) -> str:
    return str(PurePath(photo.path).with_suffix("")).lower()
