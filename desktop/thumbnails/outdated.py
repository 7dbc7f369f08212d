"""Tells thumbnails of panoramas that an earlier version stored too small for a sharp tile."""

from __future__ import annotations

from indexer.api import THUMBNAIL_LEAST, THUMBNAIL_SIDE

_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_JPEG = b"\xff\xd8"


def is_outdated(jpeg: bytes) -> bool:
    """Whether it is as long as a thumbnail once was, and narrower than one is now."""
    size = jpeg_size(jpeg)
    return size is not None and max(size) == THUMBNAIL_SIDE and min(size) < THUMBNAIL_LEAST


def jpeg_size(jpeg: bytes) -> tuple[int, int] | None:
    """Width and height, read from the frame header; None if there is none."""
    place = len(_JPEG)
    while jpeg.startswith(_JPEG) and place + 9 <= len(jpeg) and jpeg[place] == 0xFF:
        if jpeg[place + 1] in _FRAMES:
            height = int.from_bytes(jpeg[place + 5 : place + 7])
            return int.from_bytes(jpeg[place + 7 : place + 9]), height
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return None
