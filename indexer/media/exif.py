"""Reads the EXIF block of an opened image. Damaged fields are left out, never raised."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from PIL import ExifTags

from indexer.media.dates import DAY_S, Moment, moment
from indexer.media.description import (
    LONGEST_CAPTION,
    LONGEST_NAME,
    MOST_KEYWORDS,
    Description,
    said,
    stars,
    words,
)
from indexer.media.faults import DECODER_FAULTS
from indexer.media.text import comment_text, plain_text, utf16_text
from indexer.media.tiff_fields import Directory, TiffFields, reader_of

if TYPE_CHECKING:
    from PIL import Image

    from indexer.media.tiff_fields import ReadAt

_Base, _IFD, _GPS = ExifTags.Base, ExifTags.IFD, ExifTags.GPS
_INTEROP_INDEX = ExifTags.Interop.InteropIndex
_TAGS = frozenset(
    int(tag)
    for tag in (
        *(_Base.ImageDescription, _Base.Make, _Base.Model, _Base.Orientation, _Base.DateTime),
        *(_Base.XPTitle, _Base.XPComment, _Base.XPKeywords, _Base.XPSubject, _Base.Rating),
        *(_IFD.Exif, _IFD.GPSInfo, _IFD.Interop, _INTEROP_INDEX),
        *(_Base.DateTimeOriginal, _Base.DateTimeDigitized, _Base.SubsecTimeOriginal),
        *(_Base.SubsecTimeDigitized, _Base.UserComment, _Base.LensModel),
        *(_GPS.GPSLatitudeRef, _GPS.GPSLatitude, _GPS.GPSLongitudeRef, _GPS.GPSLongitude),
        *(_GPS.GPSTimeStamp, _GPS.GPSDateStamp),
    )
)
_PREFIX = b"Exif\0\0"

_COMPANY = re.compile(
    r"[\s,]+(corporation|corp|co|ltd|inc|company|imaging|optical|computer|electronics|"
    r"electric|gmbh|ag|techwin|technologies)\b\.?.*$",
    re.IGNORECASE,
)
_ADOBE_RGB = "R03"
_DEGREES_AN_HOUR = 15
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Exif:
    """The directories of one EXIF block; empty ones where there are none."""

    image: Directory = field(default_factory=Directory)
    camera: Directory = field(default_factory=Directory)
    position: Directory = field(default_factory=Directory)
    interop: Directory = field(default_factory=Directory)

    @property
    def orientation(self) -> int | None:
        """The EXIF orientation, 1 to 8; None when absent or invalid."""
        value = self.image.number(_Base.Orientation)
        return value if value is not None and 1 <= value <= 8 else None


def exif_of_block(block: bytes) -> Exif:
    """An EXIF block as JPEG, PNG, WebP and HEIF carry it."""
    return _read(reader_of(block[len(_PREFIX) :] if block.startswith(_PREFIX) else block))


def exif_of_file(file: BinaryIO) -> Exif:
    """The EXIF of a TIFF, or of a raw file built like one; its position is kept."""

    def read_at(offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    before = file.tell()
    try:
        return _read(read_at)
    finally:
        file.seek(before)


def read_exif(image: Image.Image) -> Exif:
    """The EXIF of an opened image whose pixels are not loaded yet."""
    block = image.info.get("exif")
    if isinstance(block, bytes):
        return exif_of_block(block)
    file = getattr(image, "fp", None)
    if image.format != "TIFF" or file is None:
        return Exif()
    try:
        return exif_of_file(file)
    except DECODER_FAULTS:
        return Exif()


def is_adobe_rgb(exif: Exif) -> bool:
    """Whether the camera marked its colours as Adobe RGB (DCF: interoperability index R03)."""
    return _text(exif.interop, _INTEROP_INDEX) == _ADOBE_RGB


def describe_exif(exif: Exif) -> Description:
    """Everything EXIF says that Pixlore keeps."""
    image, camera, position = exif.image, exif.camera, exif.position
    make = _tidy_make(_text(image, _Base.Make))
    latitude, longitude = _place(position)
    return Description(
        original=_date(camera, _Base.DateTimeOriginal, _Base.SubsecTimeOriginal),
        digitised=_date(camera, _Base.DateTimeDigitized, _Base.SubsecTimeDigitized),
        modified=moment(_text(image, _Base.DateTime)),
        positioned=_satellites_time(position, longitude),
        camera_make=make,
        camera_model=_tidy_model(_text(image, _Base.Model), make),
        lens=_text(camera, _Base.LensModel),
        latitude=latitude,
        longitude=longitude,
        rating=stars(image.number(_Base.Rating)),
        keywords=words(re.split("[;,]", _windows(image, _Base.XPKeywords)), MOST_KEYWORDS),
        titles=said([_windows(image, _Base.XPTitle)]),
        texts=_texts(image, camera),
    )


def _read(read_at: ReadAt) -> Exif:
    tiff = TiffFields(read_at, _TAGS)
    image = tiff.first()
    camera = tiff.directory(image.number(_IFD.Exif))
    position = tiff.directory(image.number(_IFD.GPSInfo))
    interop = image.number(_IFD.Interop) or camera.number(_IFD.Interop)
    return Exif(image, camera, position, tiff.directory(interop))


def _texts(image: Directory, camera: Directory) -> tuple[str, ...]:
    comment = camera if _Base.UserComment in camera.fields else image
    return said(
        [
            _text(image, _Base.ImageDescription, LONGEST_CAPTION),
            comment_text(
                comment.raw(_Base.UserComment),
                little_endian=comment.little_endian,
                limit=LONGEST_CAPTION,
            ),
            _windows(image, _Base.XPComment),
            _windows(image, _Base.XPSubject),
        ]
    )


def _date(camera: Directory, tag: int, subsecond: int) -> Moment | None:
    return moment(_text(camera, tag), _text(camera, subsecond))


def _satellites_time(position: Directory, longitude: float | None) -> Moment | None:
    """The satellites tell UTC: the sun tells the hour at the place, to within a time zone."""
    found = moment(_text(position, _GPS.GPSDateStamp))
    clock = position.numbers(_GPS.GPSTimeStamp)
    if found is None or len(clock) < 3 or not all(map(math.isfinite, clock)):
        return found
    seconds = clock[0] * _HOUR_S + clock[1] * 60 + clock[2]
    if not 0 <= seconds <= DAY_S:
        return found
    zone = round((longitude or 0.0) / _DEGREES_AN_HOUR) * _HOUR_S
    return Moment(found.seconds + seconds + zone)


def _tidy_make(make: str) -> str:
    """The brand without its legal form: "NIKON CORPORATION" is "NIKON"."""
    return _COMPANY.sub("", make) or make


def _tidy_model(model: str, make: str) -> str:
    """The model without the brand before it: "Canon EOS 5D" by Canon is "EOS 5D"."""
    if make and model.lower().startswith(make.lower() + " "):
        return model[len(make) :].strip()
    return model


def _place(position: Directory) -> tuple[float | None, float | None]:
    latitude = _degrees(position, _GPS.GPSLatitude, _GPS.GPSLatitudeRef, "S", 90)
    longitude = _degrees(position, _GPS.GPSLongitude, _GPS.GPSLongitudeRef, "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None  # 0, 0 is what a receiver without a fix writes
    return latitude, longitude


def _degrees(
    position: Directory, tag: int, ref_tag: int, negative: str, limit: int
) -> float | None:
    parts = position.numbers(tag)[:3]
    degrees = sum((part / 60.0**power for power, part in enumerate(parts)), 0.0)
    if not parts or not math.isfinite(degrees) or abs(degrees) > limit:
        return None
    southern = _text(position, ref_tag).upper().startswith(negative)
    return round(-degrees if southern else degrees, 7)


def _text(fields: Directory, tag: int, limit: int = LONGEST_NAME) -> str:
    return plain_text(fields.raw(tag), limit)


def _windows(image: Directory, tag: int) -> str:
    return utf16_text(image.raw(tag), LONGEST_CAPTION)
