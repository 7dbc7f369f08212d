"""Cuts a region out of an upright photo, for queries by a part of a picture."""

from __future__ import annotations

import math

from PIL import Image

from indexer.core.errors import QueryError

Region = tuple[float, float, float, float]
"""x, y, width, height in 0..1 of the upright photo."""

_MOST_ENLARGED = 16


def crop_region(image: Image.Image, region: Region) -> Image.Image:
    """The pixels of `region`, at least one. Raises `QueryError` when it lies outside the photo."""
    x, y, width, height = _checked(region)
    left = min(math.floor(x * image.width), image.width - 1)
    top = min(math.floor(y * image.height), image.height - 1)
    right = min(max(left + 1, math.ceil((x + width) * image.width)), image.width)
    bottom = min(max(top + 1, math.ceil((y + height) * image.height)), image.height)
    return image.crop((left, top, right, bottom))


def side_for_region(target_side: int, region: Region) -> int:
    """The `target_side` to decode with so that the cut still has `target_side` pixels."""
    _, _, width, height = _checked(region)
    return math.ceil(target_side * min(_MOST_ENLARGED, 1 / min(width, height)))


def _checked(region: Region) -> Region:
    x, y, width, height = region
    inside = 0 <= x < 1 and 0 <= y < 1 and 0 < width <= 1 and 0 < height <= 1
    if not inside or x + width > 1 + 1e-6 or y + height > 1 + 1e-6:
        raise QueryError(
            "The region must lie inside the photo: x, y, width and height from 0 to 1, "
            "such as 0.25,0.25,0.5,0.5."
        )
    return region
