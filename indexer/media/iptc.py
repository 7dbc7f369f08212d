"""Reads IPTC keywords, caption and date of an opened JPEG or TIFF."""

from __future__ import annotations

from PIL import Image, ImageFile, IptcImagePlugin

from indexer.media.description import (
    LONGEST_CAPTION,
    LONGEST_KEYWORD,
    MOST_KEYWORDS,
    Description,
    wall_clock,
)
from indexer.media.faults import DECODER_FAULTS
from indexer.media.text import plain_text, unique_words

_KEYWORDS = (2, 25)
_DATE_CREATED = (2, 55)
_TIME_CREATED = (2, 60)
_CAPTION = (2, 120)


def describe_iptc(image: Image.Image) -> Description:
    """What the IPTC block says; an empty description when there is none or it is damaged."""
    fields = _fields(image)
    words = [plain_text(word, LONGEST_KEYWORD) for word in fields.get(_KEYWORDS, [])]
    return Description(
        taken_at=_taken_at(_first(fields, _DATE_CREATED, 8), _first(fields, _TIME_CREATED, 6)),
        keywords=unique_words(words, MOST_KEYWORDS),
        caption=_first(fields, _CAPTION, LONGEST_CAPTION),
    )


def _fields(image: Image.Image) -> dict[tuple[int, int], list[bytes]]:
    if not isinstance(image, ImageFile.ImageFile):
        return {}
    try:
        found = IptcImagePlugin.getiptcinfo(image) or {}
    except DECODER_FAULTS:
        return {}
    return {key: value if isinstance(value, list) else [value] for key, value in found.items()}


def _first(fields: dict[tuple[int, int], list[bytes]], key: tuple[int, int], limit: int) -> str:
    values = fields.get(key)
    return plain_text(values[0], limit) if values else ""


def _taken_at(date: str, clock: str) -> float | None:
    """IPTC writes 20081022 and 162839+0000."""
    clock = clock.ljust(6, "0")
    return wall_clock(
        f"{date[:4]}-{date[4:6]}-{date[6:8]} {clock[:2]}:{clock[2:4]}:{clock[4:6]}"
    )  # fmt: skip
