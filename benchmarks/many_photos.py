"""Makes a library of very many photos without reading any: rows, times, shapes, thumbnails."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from indexer.api import LibraryPaths, PhotoMetadata
from indexer.core.types import FileStat
from indexer.media.thumbnail import make_thumbnail
from indexer.store.library import Library, open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

_PICTURES = 3000
"""So many thumbnails differ: far more than a window keeps in memory."""
_BATCH = 5000
_LATEST, _YEARS = 1.79e9, 12
_SHAPES = ((4000, 3000), (3000, 4000), (4000, 2667), (3000, 3000), (4096, 2304))


def make_library(paths: LibraryPaths, count: int) -> None:
    """Fill the library under `paths` with `count` indexed photos of twelve years."""
    with open_library(paths) as library:
        library.user.folders.add("/photos", volume="none", added_at=1.0)
        for first in range(0, _PICTURES, 250):
            library.thumbnails.put(
                {_content(number): _thumbnail(number) for number in range(first, first + 250)}
            )
        for first in range(0, count, _BATCH):
            _add(library, range(first, min(first + _BATCH, count)), count)


def _add(library: Library, numbers: range, count: int) -> None:
    stats = {number: FileStat(3_000_000, number + 1) for number in numbers}
    files = [FoundFile(f"{n // 500:04}/IMG_{n:06}.jpg", stats[n]) for n in numbers]
    outcome = ScanOutcome(library.user.folders.list()[0].id, seen_at=1.0, added=files)
    ids = library.index.scans.apply(outcome)
    photos = [
        IndexedPhoto(photo_id, stats[n], _content(n), _metadata(n, count), {})
        for photo_id, n in zip(ids, numbers, strict=True)
    ]
    library.index.results.commit(photos, now=1.0)


def _metadata(number: int, count: int) -> PhotoMetadata:
    width, height = _SHAPES[number % len(_SHAPES)]
    taken_at = _LATEST - _YEARS * 365.25 * 86_400 * number / count
    return PhotoMetadata(
        width, height, "JPEG", taken_at=taken_at, camera_make="Maker", camera_model="M 100"
    )


def _content(number: int) -> bytes:
    return (number % _PICTURES + 1).to_bytes(16)


def _thumbnail(number: int) -> bytes:
    """A picture that costs as much to decode as a photo: soft noise and a shape."""
    width, height = _SHAPES[number % len(_SHAPES)]
    size = (360, 360 * height // width) if width >= height else (360 * width // height, 360)
    noise = np.random.default_rng(number).integers(0, 256, (12, 16, 3), np.uint8)
    picture = Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC)
    ImageDraw.Draw(picture).ellipse((40, 40, 180, 160), fill=tuple(_color(number)))
    return make_thumbnail(picture)


def _color(number: int) -> Iterator[int]:
    return iter(int(value) for value in np.random.default_rng(number + 7).integers(0, 256, 3))
