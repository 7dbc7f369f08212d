"""Turns the bytes of one file into upright sRGB pixels, or a `PhotoError` that says why not.

Safe to call from several threads at once, each with its own file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from PIL import Image

    from indexer.core.types import PhotoMetadata


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """One decoded photo."""

    image: Image.Image
    """Mode RGB, upright, sRGB. A large JPEG is decoded smaller: see `decode_photo`."""
    metadata: PhotoMetadata
    """Its width and height are those of the whole photo, upright."""
    suspect: bool = False
    """Decodes, but looks half-copied: look again later."""


def decode_photo(file: BinaryIO, *, format_hint: str, target_side: int) -> DecodedPhoto:
    """Decode the first picture of `file`.

    `file` is seekable and open for reading; it is not closed. `format_hint` is the family that
    `formats.format_of` gave for the name ("" when unknown): the content decides, the hint only
    tells apart what content cannot (RAW from TIFF). A JPEG is decoded at the smallest DCT scale
    that keeps its shorter side at least `target_side` and its longer side enough for a thumbnail;
    `target_side=0` decodes at full size.

    Raises `NotAPhoto`, `CorruptPhoto`, `PhotoTooLarge`; `FileUnavailable` when reading fails.
    """
    raise NotImplementedError
