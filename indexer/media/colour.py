"""Colour profiles: from whatever space a file declares to sRGB, through LittleCMS."""

from __future__ import annotations

import struct
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageCms

from indexer.media.faults import DECODER_FAULTS

LARGEST_PROFILE = 4 << 20
"""Bytes. Real CMYK profiles reach 3 MB; beyond is not a camera's."""

_D50 = (0.9642, 1.0, 0.8249)
# Adobe RGB (1998) specification, 4.3.6: primaries adapted to D50, gamma 563/256.
_ADOBE_PRIMARIES = {
    b"r": (0.60974, 0.31111, 0.01947),
    b"g": (0.20528, 0.62567, 0.06087),
    b"b": (0.14919, 0.06322, 0.74457),
}

_COLOUR_FAULTS: tuple[type[Exception], ...] = (ImageCms.PyCMSError, *DECODER_FAULTS)
_SPACE_OF_MODE = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """`image` (mode L, RGB, CMYK or LAB) as RGB in sRGB; the same object when it already is.

    `profile` is the ICC profile of its colours. One that is missing, damaged, too large or for
    another kind of pixels is ignored, as every viewer does.
    """
    transform = _transform(profile or b"", image.mode)
    if transform is not None:
        try:
            return transform.apply(image)
        except _COLOUR_FAULTS:
            pass
    return image if image.mode == "RGB" else image.convert("RGB")


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform to sRGB, or None when there is nothing to do. Safe to share by threads."""
    try:
        source = _source_profile(profile, mode)
        if source is None:
            return None
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.buildTransform(source, srgb, mode, "RGB")
    except _COLOUR_FAULTS:
        return None


def _source_profile(profile: bytes, mode: str) -> ImageCms.ImageCmsProfile | None:
    if profile and len(profile) <= LARGEST_PROFILE:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if source.profile.xcolor_space.strip() != _SPACE_OF_MODE.get(mode):
            return None
        is_srgb = (source.profile.profile_description or "").startswith("sRGB")
        return None if is_srgb else source
    if mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return None


@lru_cache(maxsize=1)
def adobe_rgb_profile() -> bytes:
    """The profile of Adobe RGB (1998), for photos that name it in EXIF only."""
    return matrix_profile(_ADOBE_PRIMARIES, curve=struct.pack(">IH", 1, 563))


def matrix_profile(primaries: dict[bytes, tuple[float, float, float]], curve: bytes) -> bytes:
    """An ICC version 2 display profile.

    `primaries`: XYZ of b"r", b"g" and b"b" adapted to D50. `curve`: count and values of the `curv`
    tag that all three share (one value is a gamma in 256ths). Layout from ICC.1:2001-04.
    """
    curve_tag = b"curv" + bytes(4) + curve + bytes(-len(curve) % 4)
    tags = [(b"wtpt", _xyz(_D50)), (b"desc", _description(b"RGB"))]
    for letter, colour in primaries.items():
        tags += [(letter + b"XYZ", _xyz(colour)), (letter + b"TRC", curve_tag)]
    return _profile(tags)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _description(text: bytes) -> bytes:
    ascii_part = struct.pack(">I", len(text) + 1) + text + b"\0"
    block = b"desc" + bytes(4) + ascii_part + bytes(8 + 3 + 67)
    return block + bytes(-len(block) % 4)


def _profile(tags: list[tuple[bytes, bytes]]) -> bytes:
    """An ICC file: 128 bytes of header, the tag table, the tags."""
    table = struct.pack(">I", len(tags))
    offset = 128 + 4 + 12 * len(tags)
    body = b""
    for signature, content in tags:
        table += signature + struct.pack(">II", offset + len(body), len(content))
        body += content
    illuminant = _xyz(_D50)[8:]
    header = struct.pack(">I4sI", offset + len(body), bytes(4), 0x02100000) + b"mntrRGB XYZ "
    header += bytes(12) + b"acsp" + bytes(28) + illuminant
    return header.ljust(128, b"\0") + table + body
