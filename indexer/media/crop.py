"""Cuts a region out of an upright photo, for queries by a part of a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

Region = tuple[float, float, float, float]
"""x, y, width, height in 0..1 of the upright photo."""


def crop_region(image: Image.Image, region: Region) -> Image.Image:
    """The pixels of `region`, at least one. Raises `QueryError` when it lies outside the photo."""
    raise NotImplementedError


def side_for_region(target_side: int, region: Region) -> int:
    """The `target_side` to decode with so that the cut still has `target_side` pixels."""
    raise NotImplementedError
