"""Every pixel layout is brought to RGB with the right brightness."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from indexer.media.decode import decode_photo


def decoded(image: Image.Image, kind: str, **options: object) -> np.ndarray:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    photo = decode_photo(buffer, format_hint="", target_side=0)
    assert photo.image.mode == "RGB"
    return np.asarray(photo.image).astype(float)


def ramp(top: float, dtype: type) -> np.ndarray:
    return np.tile(np.linspace(0, top, 256), (64, 1)).astype(dtype)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_a_16_bit_ramp_keeps_its_mean(kind: str) -> None:
    pixels = decoded(Image.fromarray(ramp(65535, np.uint16)), kind)
    assert pixels.mean() == pytest.approx(127.5, abs=2)
    assert pixels[0, 0, 0] == 0
    assert pixels[0, -1, 0] == 255


def test_big_endian_16_bit_is_read_in_its_order() -> None:
    pixels = ramp(65535, np.uint16).astype(">u2")
    image = Image.frombytes("I;16B", (256, 64), pixels.tobytes())
    assert decoded(image, "TIFF").mean() == pytest.approx(127.5, abs=2)


def test_12_bits_in_16_are_not_black() -> None:
    assert decoded(Image.fromarray(ramp(4095, np.uint16)), "PNG").mean() == pytest.approx(
        127.5, abs=2
    )


@pytest.mark.parametrize(("top", "dtype"), [(1.0, np.float32), (1e6, np.int32), (-3.0, np.float32)])
def test_wide_pixels_are_stretched(top: float, dtype: type) -> None:
    assert decoded(Image.fromarray(ramp(top, dtype)), "TIFF").mean() == pytest.approx(127.5, abs=2)


def test_not_a_number_is_black() -> None:
    values = ramp(1.0, np.float32)
    values[0, 0], values[0, 1] = np.nan, np.inf
    pixels = decoded(Image.fromarray(values), "TIFF")
    assert pixels[0, 0, 0] == 0
    assert pixels[0, 1, 0] == 255


def test_constant_and_all_nan_pictures_decode() -> None:
    assert decoded(Image.fromarray(np.full((4, 4), np.nan, np.float32)), "TIFF").max() == 0
    assert decoded(Image.fromarray(np.full((4, 4), 5, np.float32)), "TIFF").min() == 128


@pytest.mark.parametrize(
    ("mode", "clear", "solid"),
    [("RGBA", (255, 0, 0, 0), (0, 0, 255, 255)), ("LA", (0, 0), (40, 255))],
)
def test_transparent_pixels_are_white(mode: str, clear: object, solid: object) -> None:
    image = Image.new(mode, (32, 32), clear)
    image.paste(Image.new(mode, (16, 32), solid), (0, 0))
    pixels = decoded(image, "PNG")
    assert (pixels[:, 20] == 255).all()
    assert (pixels[:, 4, 0] < 60).all()


def test_half_transparent_is_mixed_with_white() -> None:
    assert decoded(Image.new("RGBA", (8, 8), (0, 0, 0, 128)), "PNG").mean() == pytest.approx(
        127, abs=1
    )


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_a_transparent_palette_entry_is_white(kind: str) -> None:
    image = Image.new("P", (16, 16), 1)
    image.putpalette([0, 0, 0, 200, 0, 0])
    image.paste(0, (0, 0, 8, 16))
    pixels = decoded(image, kind, transparency=0)
    assert (pixels[:, 2] == 255).all()
    assert (pixels[:, 12] == (200, 0, 0)).all()


def test_a_transparent_colour_of_an_opaque_mode_is_white() -> None:
    image = Image.new("RGB", (8, 8), (10, 20, 30))
    assert (decoded(image, "PNG", transparency=(10, 20, 30)) == 255).all()


def test_transparency_survives_reduction() -> None:
    image = Image.new("RGBA", (3000, 3000), (255, 0, 0, 0))
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    photo = decode_photo(buffer, format_hint="PNG", target_side=100)
    assert photo.image.width < 3000
    assert np.asarray(photo.image).min() == 255


@pytest.mark.parametrize("mode", ["1", "L", "P", "YCbCr", "CMYK", "LAB"])
def test_white_stays_white_in_every_mode(mode: str) -> None:
    white = {
        "1": 1,
        "L": 255,
        "P": 0,
        "YCbCr": (255, 128, 128),
        "CMYK": (0, 0, 0, 0),
        "LAB": (255, 128, 128),
    }
    image = Image.new(mode, (16, 16), white[mode])
    if mode == "P":
        image.putpalette([255] * 3)
    assert decoded(image, "TIFF").min() >= 253
