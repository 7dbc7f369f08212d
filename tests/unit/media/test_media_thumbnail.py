"""Thumbnails are small, true to the picture and free of metadata."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from indexer.media.thumbnail import make_thumbnail


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4000, 3000), (360, 270)),
        ((750, 1000), (270, 360)),
        ((200, 100), (200, 100)),
        ((9000, 3), (2160, 1)),
        ((20000, 2000), (1200, 120)),
        ((700, 7000), (120, 1200)),
        ((20000, 500), (2160, 54)),
        ((500, 60), (500, 60)),
        ((3000, 1000), (360, 120)),
        ((1, 1), (1, 1)),
        ((360, 361), (359, 360)),
    ],
)
def test_size(size: tuple[int, int], expected: tuple[int, int]) -> None:
    thumbnail = opened(make_thumbnail(Image.new("RGB", size, "olive")))
    assert thumbnail.size == expected
    assert (thumbnail.format, thumbnail.mode) == ("JPEG", "RGB")


def test_pixels_are_those_of_the_photo() -> None:
    gradient = Image.merge("RGB", [Image.linear_gradient("L").resize((1000, 750))] * 3)
    thumbnail = np.asarray(opened(make_thumbnail(gradient))).astype(float)
    reference = np.asarray(gradient.resize((360, 270), Image.Resampling.LANCZOS)).astype(float)
    assert np.abs(thumbnail - reference).mean() < 1.5


def test_nothing_of_the_file_is_carried_along() -> None:
    image = Image.new("RGB", (50, 50))
    image.info |= {
        "exif": b"Exif\0\0secret",
        "comment": b"secret",
        "icc_profile": b"secret",
        "xmp": b"secret",
    }
    assert b"secret" not in make_thumbnail(image)
