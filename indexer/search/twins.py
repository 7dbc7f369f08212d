"""Tells which RAW files and photos beside them a camera made of one shot.

A name alone is no proof: cameras count from 1 again, and two of them share a folder. Both files
must name the same camera and the same moment; without either there is no twin. The moments may be
up to a second apart: some cameras write fractions into one of the files only, or round them.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexer.core.types import PhotoMetadata, PhotoRecord

RAW = "RAW"
TWIN_S = 1.0


def raw_twins(photos: Iterable[PhotoRecord]) -> Iterator[tuple[PhotoRecord, PhotoRecord]]:
    """Pairs of a RAW file and another photo that are one shot, of any order."""
    by_stem: dict[str, list[PhotoRecord]] = {}
    for photo in photos:
        by_stem.setdefault(stem(photo.path), []).append(photo)
    for beside in by_stem.values():
        for one, other in combinations(beside, 2):
            if (one.metadata.format == RAW) != (other.metadata.format == RAW) and same_shot(
                one.metadata, other.metadata
            ):
                yield one, other


def same_shot(one: PhotoMetadata, other: PhotoMetadata) -> bool:
    """Whether both name the same camera and the same second."""
    if one.taken_at is None or other.taken_at is None:
        return False
    if one.taken_within > TWIN_S or other.taken_within > TWIN_S:  # only a day or a year is known
        return False
    camera = camera_name(one)
    same_camera = bool(camera) and camera == camera_name(other)
    return same_camera and abs(one.taken_at - other.taken_at) <= TWIN_S


def camera_name(metadata: PhotoMetadata) -> str:
    """The camera's model without its maker's name and without case; '' when it is not known."""
    maker = " ".join(metadata.camera_make.casefold().split())
    model = " ".join(metadata.camera_model.casefold().split())
    brand = maker.partition(" ")[0]  # "NIKON CORPORATION", "NIKON D90"
    return model.removeprefix(maker).removeprefix(brand).strip() if brand else model


def stem(path: str) -> str:
    """Folder and name without its ending, in lower case."""
    return str(PurePath(path).with_suffix("")).lower()
