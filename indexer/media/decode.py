"""Turns the bytes of one file into upright sRGB pixels, or a `PhotoError` that says why not.

Safe to call from several threads at once, each with its own file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

from PIL import Image, ImageFile

from indexer.core.errors import CorruptPhoto, FileUnavailable, NotAPhoto, PhotoTooLarge
from indexer.core.formats import MAX_FILE_BYTES, THUMBNAIL_SIDE
from indexer.core.types import PhotoMetadata
from indexer.media.animation import first_that_shows, is_blank
from indexer.media.beside import Beside, describe_beside
from indexer.media.colour import adobe_rgb_profile, to_srgb
from indexer.media.cut_jpeg import (
    check_rows,
    check_scans,
    ended,
    ended_with_noise,
    ends_in_pixels,
)
from indexer.media.exif import is_adobe_rgb
from indexer.media.faults import DECODER_FAULTS, decoder_faults, unreadable
from indexer.media.metadata import read_embedded, read_metadata, upright_size
from indexer.media.modes import simplify_mode
from indexer.media.plugins import open_image
from indexer.media.raw import RawPreview, extract_preview, raw_exif
from indexer.media.sniff import HEAD_BYTES, sniff_family

_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_UPRIGHT = 1
_MARGIN = 2
"""Keep this many times the pixels that are asked for, so that the final resize stays smooth."""

_END_SEARCH = 64 << 10
_REDUCIBLE = frozenset({"L", "RGB", "RGBA", "LA", "CMYK", "LAB"})


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """One decoded photo."""

    image: Image.Image
    """Mode RGB, upright, sRGB. A large photo is decoded smaller: see `decode_photo`."""
    metadata: PhotoMetadata
    """Its width and height are those of the whole photo, upright."""
    suspect: bool = False
    """Decodes, but its end is missing or zeros: look again later."""


def decode_photo(
    file: BinaryIO, *, format_hint: str, target_side: int, beside: Sequence[bytes] = ()
) -> DecodedPhoto:
    """Decode the first picture of `file`.

    `file` is seekable and open for reading; it is not closed. `format_hint` is the family that
    `formats.format_of` gave for the name ("" when unknown): the content decides, the hint only
    tells apart what content cannot (RAW from TIFF). Photos much larger than needed come out
    smaller, JPEG at a lower DCT scale, the others reduced by a whole factor: the shorter side
    stays at least twice `target_side` and the longer side enough for a thumbnail, where the
    photo has that many pixels. `target_side=0` keeps the full size. `beside` are the contents of
    the files beside it that describe it.

    Raises `NotAPhoto`, `CorruptPhoto`, `PhotoTooLarge`; `FileUnavailable` when reading fails.
    `MemoryError` passes through: the caller knows whether other decodes took the memory.
    """
    family = _identify(file, format_hint)
    told = describe_beside(beside)
    if family == "RAW":
        return _decode_raw(file, target_side, told)
    return _decode_image(file, family, target_side, told)


def read_photo(file: BinaryIO, *, format_hint: str, beside: Sequence[bytes] = ()) -> PhotoMetadata:
    """What `file` says about itself, the same as `decode_photo` gives; decodes no pixels.

    Arguments and errors as for `decode_photo`.
    """
    family, told = _identify(file, format_hint), describe_beside(beside)
    if family == "RAW":
        preview = extract_preview(file)
        with decoder_faults():
            image = _opened_preview(preview)
        metadata = read_metadata(image, family, read_embedded(image), raw_exif(file), told)
        return _of_raw_picture(metadata, preview)
    with decoder_faults():
        image = open_image(file, family)
    metadata = read_metadata(image, family, read_embedded(image), beside=told)
    return replace(metadata, frames=_frames(image))


def _identify(file: BinaryIO, format_hint: str) -> str:
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(HEAD_BYTES)
    except OSError as error:
        raise FileUnavailable(unreadable(error)) from error
    if size == 0:
        raise CorruptPhoto("The file is empty (0 bytes). Copy it again from the camera.")
    if size > MAX_FILE_BYTES:
        raise PhotoTooLarge(
            f"The file is larger than {MAX_FILE_BYTES >> 30} GB. "
            "Save a smaller copy of it to have it indexed."
        )
    return _family(head, format_hint)


def _family(head: bytes, format_hint: str) -> str:
    family = sniff_family(head)
    if not any(head):
        raise CorruptPhoto(
            "The file holds only zeros where its picture should begin: "
            "it was not copied whole. Copy it again."
        )
    if format_hint == "RAW" and family in {"TIFF", None}:
        return "RAW"
    if family is not None:
        return family
    raise NotAPhoto(
        "This is not a picture in a format that Pixlore reads, whatever its name says. "
        "Nothing needs to be done if it is no photo; else export it as JPEG."
    )


def _decode_image(file: BinaryIO, family: str, target_side: int, told: Beside) -> DecodedPhoto:
    try:
        return _decode_whole(file, family, target_side, told)
    except CorruptPhoto:
        if family != "JPEG":
            raise
        return _decode_cut(file, target_side, told)


def _decode_whole(
    file: BinaryIO, family: str, target_side: int, told: Beside, *, is_cut: bool = False
) -> DecodedPhoto:
    with decoder_faults():
        image = open_image(file, family)
    embedded = read_embedded(image)
    metadata = read_metadata(image, family, embedded, beside=told)
    # Pillow turns TIFF, and libheif HEIF, while loading.
    turn = _UPRIGHT if family in {"TIFF", "HEIF"} else metadata.orientation
    is_adobe = is_adobe_rgb(embedded.exif)
    with decoder_faults():
        pixels = _upright_srgb(image, turn, target_side, is_adobe=is_adobe)
        suspect = is_cut or (family == "JPEG" and _lacks_its_end(file))
        frames = _frames(image)
        if frames > 1 and is_blank(pixels):
            pixels = first_that_shows(
                image, lambda frame: _upright_srgb(frame, turn, target_side, is_adobe=is_adobe)
            )
        return DecodedPhoto(pixels, replace(metadata, frames=frames), suspect)


def _decode_cut(file: BinaryIO, target_side: int, told: Beside) -> DecodedPhoto:
    """A JPEG whose end is missing; `CorruptPhoto` when that is too much of it."""
    with ended(file) as whole:
        decoded = _decode_whole(whole, "JPEG", target_side, told, is_cut=True)
    with ended_with_noise(file) as noisy, decoder_faults():
        image = open_image(noisy, "JPEG")
        if image.info.get("progressive"):
            check_scans(file)
            return decoded
        other = _upright_srgb(image, _UPRIGHT, target_side, is_adobe=False)
    with ended(file) as whole, decoder_faults():
        picture = _upright_srgb(open_image(whole, "JPEG"), _UPRIGHT, target_side, is_adobe=False)
    check_rows(picture, other)
    return decoded


def _decode_raw(file: BinaryIO, target_side: int, told: Beside) -> DecodedPhoto:
    preview = extract_preview(file)
    with decoder_faults():
        image = _opened_preview(preview)
        embedded = read_embedded(image)
        metadata = read_metadata(image, "RAW", embedded, raw_exif(file), told)
        turn = _preview_turn(image.size, metadata.orientation, preview.orientation)
        pixels = _upright_srgb(image, turn, target_side, is_adobe=is_adobe_rgb(embedded.exif))
    return DecodedPhoto(pixels, _of_raw_picture(metadata, preview))


def _opened_preview(preview: RawPreview) -> ImageFile.ImageFile:
    return open_image(preview.file, _family(preview.file.read(HEAD_BYTES), ""))


def _of_raw_picture(metadata: PhotoMetadata, preview: RawPreview) -> PhotoMetadata:
    width, height = upright_size(preview.size, preview.orientation)
    return replace(metadata, width=width, height=height, orientation=preview.orientation)


def _preview_turn(size: tuple[int, int], own: int, of_raw: int) -> int:
    """How to turn a raw file's preview: as its own EXIF says, else like the raw picture.

    Some cameras store the preview already upright: then a sideways photo is taller than wide.
    LibRaw writes the raw picture's orientation even into such a preview's EXIF.
    """
    if upright_size((2, 1), of_raw) == (1, 2) and size[1] > size[0]:
        return _UPRIGHT
    return own if own != _UPRIGHT else of_raw


def _upright_srgb(
    image: Image.Image, turn: int, target_side: int, *, is_adobe: bool
) -> Image.Image:
    if target_side:
        image.draft(None, _draft_size(image.size, target_side))
    image.load()
    profile = image.info.get("icc_profile")
    if not profile and is_adobe:
        profile = adobe_rgb_profile()
    # Reduced again after the mode is simple: some modes cannot be reduced as they are.
    flat = _reduced(simplify_mode(_reduced(image, target_side)), target_side)
    pixels = to_srgb(flat, profile)
    upright = pixels.transpose(_TURN[turn]) if turn in _TURN else _detached(pixels, image)
    upright.info = {}
    return upright


def _detached(pixels: Image.Image, image: Image.Image) -> Image.Image:
    """Pixels that later reading of `image` (counting its frames) cannot change.

    A plain JPEG has one picture and Pillow lets go of its file: a copy would cost 1 ms in 20.
    """
    return pixels.copy() if pixels is image and image.format != "JPEG" else pixels


def _draft_size(size: tuple[int, int], target_side: int) -> tuple[int, int]:
    """What to ask of `draft`, which keeps both sides at least as long as asked."""
    least = _MARGIN * target_side
    factor = max(1.0, min(min(size) / least, max(size) / (_MARGIN * THUMBNAIL_SIDE)))
    return int(size[0] / factor), int(size[1] / factor)


def _reduced(image: Image.Image, target_side: int) -> Image.Image:
    """Average whole blocks of pixels away before the costly steps, as far as `draft` would."""
    if not target_side:
        return image
    width, _ = _draft_size(image.size, target_side)
    factor = image.width // max(1, width)
    return image.reduce(factor) if factor > 1 and image.mode in _REDUCIBLE else image


def _lacks_its_end(file: BinaryIO) -> bool:
    """A JPEG that ends in zeros or in pixels without an end marker, and decodes all the same.

    With zeros its copy stopped after its size was set; libjpeg fills the rest with grey.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SEARCH))
    return ends_in_pixels(file.read(_END_SEARCH))


def _frames(image: Image.Image) -> int:
    """How many pictures the file holds; 2 stands for "several" where counting reads the file.

    Damage behind the first picture does not matter: the first is the photo.
    """
    try:
        if image.format in {"GIF", "TIFF"}:
            return 2 if getattr(image, "is_animated", False) else 1
        return int(getattr(image, "n_frames", 1))
    except DECODER_FAULTS:
        return 1
