"""Reads the IPTC records of an opened JPEG or TIFF: bounded, up to the first that is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.media.dates import Moment, moment
from indexer.media.description import (
    LONGEST_CAPTION,
    MOST_KEYWORDS,
    MOST_PLACES,
    Description,
    said,
    words,
)
from indexer.media.faults import DECODER_FAULTS
from indexer.media.text import decode_text, plain_text

if TYPE_CHECKING:
    from PIL import Image

_TAG = 0x1C
_HEAD_BYTES = 5
_MOST_RECORDS = 2000
_IN_PHOTOSHOP = 0x0404
_IN_TIFF = 33723
_RESOURCE = b"8BIM\x04\x04"
_WRAPPED = b"\x1c"

_CHARACTERS = (1, 90)
_TITLE, _HEADLINE, _CAPTION, _KEYWORDS = (2, 5), (2, 105), (2, 120), (2, 25)
_PLACES = ((2, 92), (2, 90), (2, 95), (2, 101))
"""Sublocation, city, state and country."""
_CREATED, _DIGITISED = ((2, 55), (2, 60)), ((2, 62), (2, 63))

_ENCODINGS = {
    b"\x1b%G": "utf-8",
    b"\x1b-A": "latin-1", b"\x1b.A": "latin-1",
    b"\x1b-B": "iso8859-2",
    b"\x1b-C": "iso8859-3",
    b"\x1b-D": "iso8859-4",
    b"\x1b-L": "iso8859-5",
    b"\x1b-G": "iso8859-6",
    b"\x1b-F": "iso8859-7",
    b"\x1b-H": "iso8859-8",
    b"\x1b-M": "iso8859-9",
}  # fmt: skip
"""The escape sequences of ISO 2022 that name a set of characters."""
_JAPANESE = b"\x1b$"

Records = dict[tuple[int, int], list[bytes]]


def describe_iptc(block: bytes) -> Description:
    """What the records say; an empty description when there are none."""
    records = _records(block)
    encoding = _encoding(records)

    def text(key: tuple[int, int], limit: int) -> list[str]:
        values = records.get(key, [])
        return [plain_text(_decoded(value, encoding), limit) for value in values]

    return Description(
        original=_date(records, *_CREATED),
        digitised=_date(records, *_DIGITISED),
        keywords=words(text(_KEYWORDS, LONGEST_CAPTION), MOST_KEYWORDS),
        titles=said([*text(_TITLE, LONGEST_CAPTION), *text(_HEADLINE, LONGEST_CAPTION)]),
        texts=said(text(_CAPTION, LONGEST_CAPTION)),
        places=words([it for key in _PLACES for it in text(key, LONGEST_CAPTION)], MOST_PLACES),
    )


def iptc_block(image: Image.Image) -> bytes:
    """The records of an opened image; empty when it has none."""
    try:
        resources = image.info.get("photoshop")
        found = resources.get(_IN_PHOTOSHOP) if isinstance(resources, dict) else None
        if found is None and hasattr(image, "tag_v2"):
            found = image.tag_v2._tagdata.get(_IN_TIFF)
    except DECODER_FAULTS:
        return b""
    return found if isinstance(found, bytes) else b""


def without_wrapping(block: bytes) -> bytes:
    """The records of a block that may be wrapped as one of Photoshop's resources."""
    start = block.find(_WRAPPED) if block.startswith(_RESOURCE) else -1
    return block[start:] if start >= 0 else block


def _records(block: bytes) -> Records:
    records: Records = {}
    at = 0
    for _ in range(_MOST_RECORDS):
        head = block[at : at + _HEAD_BYTES]
        if len(head) < _HEAD_BYTES or head[0] != _TAG:
            break
        size, at = int.from_bytes(head[3:5], "big"), at + _HEAD_BYTES
        if size & 0x8000:  # the length of a long value has a length itself
            wide = size & 0x7FFF
            size, at = int.from_bytes(block[at : at + wide], "big"), at + wide
        records.setdefault((head[1], head[2]), []).append(block[at : at + size])
        at += size
    return records


def _encoding(records: Records) -> str:
    named = b"".join(records.get(_CHARACTERS, [])).replace(b" ", b"")
    if named.startswith(_JAPANESE):
        return "iso2022_jp_2"
    return _ENCODINGS.get(named[:3], "")


def _decoded(value: bytes, encoding: str) -> str:
    value = value[: 4 * LONGEST_CAPTION]
    if encoding in {"", "utf-8"}:
        return decode_text(value)
    return value.decode(encoding, "ignore").partition("\0")[0]


def _date(records: Records, day: tuple[int, int], clock: tuple[int, int]) -> Moment | None:
    """IPTC writes 20081022 and 162839+0000; a month or day that is not known is 00."""
    date = plain_text(records.get(day, [b""])[0], 10)
    time = plain_text(records.get(clock, [b""])[0], 6)
    return moment(f"{date}T{time}") if time.isdigit() else moment(date)
