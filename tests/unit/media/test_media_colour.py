"""Declared colour spaces become sRGB, checked against the published formulas."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from indexer.media.colour import LARGEST_PROFILE, adobe_rgb_profile, matrix_profile, to_srgb
from indexer.media.decode import decode_photo

ADOBE_TO_SRGB = np.array([[1.39836, -0.39836, 0], [0, 1, 0], [0, -0.04293, 1.04293]])
P3_TO_SRGB = np.array(
    [[1.22494, -0.22494, 0], [-0.04206, 1.04206, 0], [-0.01964, -0.07864, 1.09827]]
)
P3_PRIMARIES = {
    b"r": (0.51512, 0.24120, -0.00105),
    b"g": (0.29198, 0.69225, 0.04189),
    b"b": (0.15710, 0.06657, 0.78407),
}


def srgb_decode(value: np.ndarray) -> np.ndarray:
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def srgb_encode(value: np.ndarray) -> np.ndarray:
    value = np.clip(value, 0, 1)
    return np.where(value <= 0.0031308, value * 12.92, 1.055 * value ** (1 / 2.4) - 0.055)


def colours() -> np.ndarray:
    """A cube of colours away from black, where 8-bit gamma curves differ by construction."""
    steps = np.linspace(16, 255, 12).round()
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1)
    return cube.reshape(36, 48, 3)


def p3_profile() -> bytes:
    curve = np.round(srgb_decode(np.linspace(0, 1, 1024)) * 65535).astype(int)
    return matrix_profile(P3_PRIMARIES, struct.pack(">I1024H", 1024, *curve))


def decoded(content: bytes) -> np.ndarray:
    photo = decode_photo(BytesIO(content), format_hint="", target_side=0)
    return np.asarray(photo.image).astype(float)


def png(image: Image.Image, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", **options)
    return buffer.getvalue()


def adobe_reference() -> np.ndarray:
    linear = (colours() / 255) ** (563 / 256)
    return srgb_encode(linear @ ADOBE_TO_SRGB.T) * 255


def p3_reference() -> np.ndarray:
    return srgb_encode(srgb_decode(colours() / 255) @ P3_TO_SRGB.T) * 255


def assert_close(pixels: np.ndarray, reference: np.ndarray) -> None:
    difference = np.abs(pixels - reference)
    assert difference.mean() <= 1
    assert difference.max() <= 3


def test_display_p3_becomes_srgb() -> None:
    image = Image.fromarray(colours().astype(np.uint8))
    assert_close(decoded(png(image, icc_profile=p3_profile())), p3_reference())


def test_adobe_rgb_becomes_srgb() -> None:
    image = Image.fromarray(colours().astype(np.uint8))
    assert_close(decoded(png(image, icc_profile=adobe_rgb_profile())), adobe_reference())


def test_adobe_rgb_is_known_by_exif_alone() -> None:
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 0xFFFF, 0xA005: {1: "R03"}}
    image = Image.fromarray(colours().astype(np.uint8))
    assert_close(decoded(png(image, exif=exif)), adobe_reference())


def test_srgb_and_no_profile_change_nothing() -> None:
    image = Image.fromarray(colours().astype(np.uint8))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert (decoded(png(image)) == colours()).all()
    assert np.abs(decoded(png(image, icc_profile=srgb)) - colours()).max() <= 1


@pytest.mark.parametrize(
    "profile", [b"no profile", adobe_rgb_profile()[:200], bytes(LARGEST_PROFILE + 1), b"\0" * 128]
)
def test_a_bad_profile_is_ignored(profile: bytes) -> None:
    image = Image.fromarray(colours().astype(np.uint8))
    assert (np.asarray(to_srgb(image, profile)) == colours()).all()


def test_a_profile_for_other_pixels_is_ignored() -> None:
    grey = Image.linear_gradient("L")
    assert (np.asarray(to_srgb(grey, adobe_rgb_profile()))[:, 0, 0] == np.asarray(grey)[:, 0]).all()


@pytest.mark.parametrize(
    ("ink", "rgb"),
    [((0, 0, 0, 0), (255, 255, 255)), ((0, 0, 0, 255), (0, 0, 0)), ((255, 0, 0, 0), (0, 255, 255)),
     ((0, 255, 255, 0), (255, 0, 0))],
)  # fmt: skip
def test_adobe_inverted_cmyk_jpeg(ink: tuple[int, ...], rgb: tuple[int, ...]) -> None:
    buffer = BytesIO()
    Image.new("CMYK", (32, 32), ink).save(buffer, "JPEG", quality=98)
    assert b"Adobe" in buffer.getvalue()
    pixels = decoded(buffer.getvalue())
    assert np.abs(pixels.mean(axis=(0, 1)) - rgb).max() <= 3


def test_lab_is_converted() -> None:
    lab = Image.new("LAB", (8, 8), (128, 128, 128))
    buffer = BytesIO()
    lab.save(buffer, "TIFF")
    pixels = decoded(buffer.getvalue())
    # L* = 50.2 is sRGB 119.4 (CIE 1976, D50 adapted).
    assert np.abs(pixels - 119.4).max() <= 3
