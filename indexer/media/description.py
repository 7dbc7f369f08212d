"""What one source inside or beside a file (EXIF, XMP, IPTC, PNG) says about the photo."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.media.text import plain_text, unique_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.media.dates import Moment

LONGEST_NAME = 100
LONGEST_KEYWORD = 80
LONGEST_CAPTION = 2000
MOST_KEYWORDS = 100
MOST_TEXTS = 8
MOST_PEOPLE = 100
MOST_PLACES = 20

_BOILERPLATE = re.compile(
    r"(.{0,24}digital (still )?camera|digital stillcamera|(sony|minolta) dsc|dcim.*|"
    r"(img|dsc[fn]?|pict?|cimg|imgp|sam|mvc|dcp)[_-]?\d*(\.jpe?g)?|untitled|default|screenshot|"
    r"created (with|by) .*|processed (with|by) .*|<\w+>|exif[_ ]jpeg.*|maker:.*|"
    r"binary comment|applemark|lead technologies.*|intel\(r\) jpeg.*|file written by .*|"
    r"creator: ?gd-jpeg.*|(cof|dav|edf|fbt|r?hdr|mde|ozn\w*|ptr|sdr)([_-]\w+)?)$",
    re.IGNORECASE,
)
"""What cameras and programs write as a description into every photo."""


@dataclass(frozen=True, slots=True)
class Description:
    """The fields that several sources can give; units as in `PhotoMetadata`."""

    original: Moment | None = None
    """When the photo was taken."""
    digitised: Moment | None = None
    """When the camera or a scanner made the file."""
    modified: Moment | None = None
    """When a program last wrote the file: the last resort for a date."""
    positioned: Moment | None = None
    """What the satellites' clock said."""
    reported: Moment | None = None
    """What a service that had a copy of the photo says of when it was taken."""
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def said(texts: Iterable[str]) -> tuple[str, ...]:
    """Without the empty ones and what a camera says of every photo."""
    return tuple(text for text in texts if text and not _BOILERPLATE.match(text))


def words(values: Iterable[object], most: int) -> tuple[str, ...]:
    """Short texts without repeats."""
    return unique_words([plain_text(value, LONGEST_KEYWORD) for value in values], most)


def stars(value: object) -> int | None:
    """A rating of 1 to 5 stars; None for unrated (0), rejected (-1) and nonsense."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, ArithmeticError):
        return None
    return int(number) if math.isfinite(number) and 1 <= number <= 5 else None
