"""Makes the small JPEG that the result grid shows."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from indexer.core.formats import THUMBNAIL_SIDE

QUALITY = 80

_GAP = 2.0
"""Box-reduce down to this many times the final size, then Lanczos: hardly visible, much faster."""


def make_thumbnail(image: Image.Image) -> bytes:
    """A JPEG of `image` (mode RGB, sRGB, upright) without any metadata.

    Its longer side is at most `formats.THUMBNAIL_SIDE` pixels; smaller photos keep their size.
    """
    scale = min(1.0, THUMBNAIL_SIDE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image
    if size != image.size:
        small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=_GAP)
    encoded = BytesIO()
    # Empty blocks: `save` would otherwise copy what `info` still carries from the file.
    small.save(encoded, "JPEG", quality=QUALITY, optimize=True, exif=b"", icc_profile=None)
    return encoded.getvalue()
