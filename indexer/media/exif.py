"""Reads the EXIF block of an opened image. Damaged fields are left out, never raised."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from PIL import ExifTags, Image

from indexer.media.description import (
    LONGEST_CAPTION,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    MOST_KEYWORDS,
    Description,
    stars,
    wall_clock,
)
from indexer.media.faults import DECODER_FAULTS
from indexer.media.text import plain_text, unique_words, utf16_text

_Base, _IFD, _GPS = ExifTags.Base, ExifTags.IFD, ExifTags.GPS
_Fields = Mapping[int, object]

_COMPANY = re.compile(
    r"[\s,]+(corporation|corp|co|ltd|inc|company|imaging|optical|computer|electronics|"
    r"electric|gmbh|ag|techwin|technologies)\b\.?.*$",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"(.{0,24}digital (still )?camera|sony dsc|dcim.*|dsc\d*|untitled|default|"
    r"created with .*|<\w+>|exif_jpeg.*|maker:.*)$",
    re.IGNORECASE,
)
"""What cameras write as a caption into every photo."""

_ADOBE_RGB = "R03"


def read_exif(image: Image.Image) -> Image.Exif:
    """The EXIF block, empty when there is none or it cannot be parsed."""
    try:
        return image.getexif()
    except DECODER_FAULTS:
        return Image.Exif()


def orientation(exif: Image.Exif) -> int:
    """The EXIF orientation, 1 to 8; 1 when absent or invalid."""
    value = _get(exif, _Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def is_adobe_rgb(exif: Image.Exif) -> bool:
    """Whether the camera marked its colours as Adobe RGB (DCF: interoperability index R03)."""
    index = _get(_ifd(exif, _IFD.Interop), ExifTags.Interop.InteropIndex)
    return plain_text(index, 8) == _ADOBE_RGB


def modified_at(exif: Image.Exif) -> float | None:
    """When a program last wrote the file: the last resort for a date."""
    return wall_clock(_text(exif, _Base.DateTime))


def describe_exif(exif: Image.Exif) -> Description:
    """Everything EXIF says that Pixlore keeps."""
    camera = _ifd(exif, _IFD.Exif)
    make = _tidy_make(_text(exif, _Base.Make))
    latitude, longitude = _position(_ifd(exif, _IFD.GPSInfo))
    return Description(
        taken_at=_taken_at(camera),
        camera_make=make,
        camera_model=_tidy_model(_text(exif, _Base.Model), make),
        lens=_text(camera, _Base.LensModel),
        latitude=latitude,
        longitude=longitude,
        rating=stars(_get(exif, _Base.Rating)),
        keywords=_keywords(exif),
        caption=_caption(exif),
    )


def _taken_at(camera: _Fields) -> float | None:
    original = wall_clock(
        _text(camera, _Base.DateTimeOriginal), _text(camera, _Base.SubsecTimeOriginal)
    )
    if original is not None:
        return original
    return wall_clock(
        _text(camera, _Base.DateTimeDigitized), _text(camera, _Base.SubsecTimeDigitized)
    )


def _tidy_make(make: str) -> str:
    """The brand without its legal form: "NIKON CORPORATION" is "NIKON"."""
    return _COMPANY.sub("", make) or make


def _tidy_model(model: str, make: str) -> str:
    """The model without the brand before it: "Canon EOS 5D" by Canon is "EOS 5D"."""
    if make and model.lower().startswith(make.lower() + " "):
        return model[len(make) :].strip()
    return model


def _keywords(exif: Image.Exif) -> tuple[str, ...]:
    text = utf16_text(_get(exif, _Base.XPKeywords), LONGEST_CAPTION)
    words = [plain_text(word, LONGEST_KEYWORD) for word in re.split("[;,]", text)]
    return unique_words(words, MOST_KEYWORDS)


def _caption(exif: Image.Exif) -> str:
    caption = _text(exif, _Base.ImageDescription, LONGEST_CAPTION)
    if caption and not _BOILERPLATE.match(caption):
        return caption
    title = utf16_text(_get(exif, _Base.XPTitle), LONGEST_CAPTION)
    return title or utf16_text(_get(exif, _Base.XPSubject), LONGEST_CAPTION)


def _position(gps: _Fields) -> tuple[float | None, float | None]:
    latitude = _degrees(gps, _GPS.GPSLatitude, _GPS.GPSLatitudeRef, "S", 90)
    longitude = _degrees(gps, _GPS.GPSLongitude, _GPS.GPSLongitudeRef, "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None  # 0, 0 is what a receiver without a fix writes
    return latitude, longitude


def _degrees(gps: _Fields, tag: int, ref_tag: int, negative: str, limit: int) -> float | None:
    parts = _numbers(_get(gps, tag))
    degrees = sum((part / 60.0**power for power, part in enumerate(parts[:3])), 0.0)
    if not parts or not math.isfinite(degrees) or abs(degrees) > limit:
        return None
    southern = _text(gps, ref_tag).upper().startswith(negative)
    return round(-degrees if southern else degrees, 7)


def _numbers(value: object) -> list[float]:
    try:
        return [float(part) for part in value]  # type: ignore[attr-defined]
    except DECODER_FAULTS:
        return []


def _ifd(exif: Image.Exif, tag: int) -> _Fields:
    try:
        return exif.get_ifd(tag)
    except DECODER_FAULTS:
        return {}


def _get(fields: _Fields, tag: int) -> object:
    try:
        return fields.get(tag)
    except DECODER_FAULTS:
        return None


def _text(fields: _Fields, tag: int, limit: int = LONGEST_NAME) -> str:
    return plain_text(_get(fields, tag), limit)
