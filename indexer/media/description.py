"""What one source inside a file (EXIF, XMP or IPTC) says about the photo."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_NAME = 100
LONGEST_KEYWORD = 80
LONGEST_CAPTION = 2000
MOST_KEYWORDS = 100

_DATE = re.compile(
    r"\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?)?"
)
_FIRST_YEAR = 1826  # the oldest photograph there is
_DAY_S = 86400


@dataclass(frozen=True, slots=True)
class Description:
    """The fields that several sources can give; units as in `PhotoMetadata`."""

    taken_at: float | None = None
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    caption: str = ""


def wall_clock(text: object, subsecond: object = "") -> float | None:
    """Seconds since 1970 of a date in EXIF, XMP or IPTC writing, read as if it were UTC.

    A time-zone offset is ignored: people look for "the evening of the 3rd", there and then.
    `subsecond` is EXIF's separate field of digits; it orders the photos of a burst. None for
    blank, impossible and absurd dates (before photography, or in the future).
    """
    match = _DATE.match(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        seconds = datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()
    except ValueError:
        return None
    if year < _FIRST_YEAR or seconds > time.time() + _DAY_S:
        return None
    return seconds + (float(match[7]) if match[7] else _fraction(subsecond))


def _fraction(digits: object) -> float:
    text = digits.strip() if isinstance(digits, str) else ""
    return float(f"0.{text[:6]}") if text.isascii() and text.isdigit() else 0.0


def stars(value: object) -> int | None:
    """A rating of 1 to 5 stars; None for unrated (0), rejected (-1) and nonsense."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ArithmeticError):
        return None
    return int(number) if math.isfinite(number) and 1 <= number <= 5 else None
