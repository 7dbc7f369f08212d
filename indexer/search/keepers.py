"""Which photos of a group of duplicates to keep, as a suggestion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.search.original_names import name_kind
from indexer.search.twins import RAW, raw_twins

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from indexer.core.types import PhotoId, PhotoMetadata, PhotoRecord

_FORMATS = (RAW, "HEIF", "JPEG", "TIFF", "PNG")
"""Those that cameras write first; any other one comes after them."""
_LOSSLESS = frozenset({"PNG", "BMP", "TIFF", "GIF"})


def suggest_keepers(
    photos: Sequence[PhotoRecord], favourites: Collection[bytes] = ()
) -> frozenset[PhotoId]:
    """The best photo, see `best_first`; a RAW file with the photo of the same shot, both.

    One file of each favourite (by content) is kept, too.
    """
    ordered = best_first(photos, favourites)
    kept = ordered[:1]
    for photo in ordered[1:]:
        contents = {other.content_id for other in kept}
        if photo.content_id in favourites and photo.content_id not in contents:
            kept.append(photo)
    ids = {photo.id for photo in kept}
    ids |= {
        each.id for twins in raw_twins(photos) if ids & {it.id for it in twins} for each in twins
    }
    return frozenset(ids)


def best_first(
    photos: Sequence[PhotoRecord], favourites: Collection[bytes] = ()
) -> list[PhotoRecord]:
    """The photos of a group, the one to keep first.

    Pixels decide, then bytes, metadata, format and name, and times after those: copying and
    sending a file changes its time. Favourites come before all that. A photo whose drive is not
    connected comes last: nobody can look at it now.
    """
    by_camera = any(_from_camera(photo.metadata) for photo in photos)
    return sorted(photos, key=_worth(favourites, by_camera=by_camera))


def _worth(
    favourites: Collection[bytes], *, by_camera: bool
) -> Callable[[PhotoRecord], tuple[object, ...]]:
    """What sorts the best photo first.

    Where a camera made one of the photos (`by_camera`), lossless files that name no camera were
    converted from it: they are larger, and hold less.
    """

    def worth(photo: PhotoRecord) -> tuple[object, ...]:
        metadata = photo.metadata
        converted = metadata.format in _LOSSLESS and not _from_camera(metadata)
        return (
            not photo.online,
            photo.content_id not in favourites,
            -metadata.width * metadata.height,
            by_camera and converted,
            -photo.size,
            -_facts(metadata),
            _FORMATS.index(metadata.format) if metadata.format in _FORMATS else len(_FORMATS),
            name_kind(photo.path),
            photo.mtime_ns,
            len(photo.path),  # "beach.jpg" before "beach (2).jpg"
            photo.path,
        )

    return worth


def _from_camera(metadata: PhotoMetadata) -> bool:
    return bool(metadata.camera_make or metadata.camera_model)


def _facts(metadata: PhotoMetadata) -> int:
    """How much the file says about itself."""
    told = (
        metadata.taken_at is not None,
        metadata.latitude is not None,
        metadata.rating is not None,
        bool(metadata.camera_make),
        bool(metadata.camera_model),
        bool(metadata.lens),
        bool(metadata.keywords),
        bool(metadata.caption),
    )
    return sum(told)
