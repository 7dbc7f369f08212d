"""Makes the small JPEG that the result grid shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


def make_thumbnail(image: Image.Image) -> bytes:
    """A JPEG of `image` (mode RGB, sRGB, upright) without any metadata.

    Its longer side is at most `formats.THUMBNAIL_SIDE` pixels; smaller photos keep their size.
    """
    raise NotImplementedError
