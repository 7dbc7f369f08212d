"""EXIF block by block: damaged entries, encodings, dates of satellites."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image

from indexer.core.types import PhotoMetadata
from indexer.media.decode import decode_photo, read_photo
from tests.unit.media.test_media_dates import at

ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 2, 3, 4, 5, 7
DESCRIPTION, MAKE, MODEL, ORIENTATION, EXIF, GPS = 0x10E, 0x10F, 0x110, 0x112, 0x8769, 0x8825
ORIGINAL, DIGITISED, COMMENT = 0x9003, 0x9004, 0x9286
XP_TITLE, XP_COMMENT, XP_SUBJECT = 0x9C9B, 0x9C9C, 0x9C9F

Entry = tuple[int, int, int, bytes]
"""Tag, type, count, and the value's bytes (or, as four bytes, where it should be)."""


def text(tag: int, value: bytes, kind: int = ASCII) -> Entry:
    return tag, kind, len(value), value


def block(
    image: Sequence[Entry],
    camera: Sequence[Entry] = (),
    gps: Sequence[Entry] = (),
    order: str = ">",
) -> bytes:
    """A whole EXIF block, its three directories one after another."""
    head = b"Exif\0\0" + (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "L", 8)
    body, at_byte = b"", 8
    pointers = [(EXIF, camera), (GPS, gps)]
    size = 2 + 12 * (len(image) + 2) + 4
    later = [directory(entries, order, 0) for _, entries in pointers]
    starts = [at_byte + size + sum(len(v) for *_, v in image if len(v) > 4)]
    starts.append(starts[0] + len(later[0]))
    links = [
        (tag, LONG, 1, struct.pack(order + "L", start))
        for (tag, _), start in zip(pointers, starts, strict=True)
    ]
    body = directory([*image, *links], order, at_byte)
    rest = [directory(e, order, s) for (_, e), s in zip(pointers, starts, strict=True)]
    return head + body + b"".join(rest)


def directory(entries: Sequence[Entry], order: str, at_byte: int) -> bytes:
    outside = at_byte + 2 + 12 * len(entries) + 4
    table, values = b"", b""
    for tag, kind, count, value in entries:
        place = value.ljust(4, b"\0")
        if len(value) > 4:
            place = struct.pack(order + "L", outside + len(values))
            values += value
        table += struct.pack(order + "HHL", tag, kind, count) + place
    return struct.pack(order + "H", len(entries)) + table + b"\0\0\0\0" + values


def read(exif: bytes, kind: str = "JPEG") -> PhotoMetadata:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, kind, exif=exif)
    found = decode_photo(buffer, format_hint="", target_side=64).metadata
    assert read_photo(buffer, format_hint="") == found
    return found


BEYOND = (MAKE, ASCII, 60, struct.pack(">L", 0x00FF0000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_entry_that_points_beyond_the_file_hides_no_other(kind: str) -> None:
    camera = [BEYOND, text(ORIGINAL, b"2016:01:03 03:04:05\0")]
    found = read(block([BEYOND, text(MODEL, b"D90\0")], camera), kind)
    assert (found.camera_make, found.camera_model) == ("", "D90")
    assert found.taken_at == at(2016, 1, 3, 3, 4, 5)


def test_a_damaged_entry_does_not_turn_the_photo_away_from_its_orientation() -> None:
    found = read(block([BEYOND, (ORIENTATION, SHORT, 1, b"\0\x06")]))
    assert (found.orientation, found.width, found.height) == (6, 30, 40)


@pytest.mark.parametrize(
    "damage",
    [
        (EXIF, LONG, 1, struct.pack(">L", 8)),
        (EXIF, LONG, 1, b"\xff\xff\xff\xff"),
        (MODEL, 99, 4, b"abcd"),
        (MODEL, RATIONAL, 0xFFFFFFFF, struct.pack(">L", 8)),
        (MODEL, ASCII, 0xFFFFFFFF, struct.pack(">L", 8)),
        (ORIENTATION, SHORT, 0, b""),
    ],
)
def test_hostile_entries(damage: Entry) -> None:
    assert read(block([damage, text(DESCRIPTION, b"a pier at dusk")])).caption == "a pier at dusk"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Schöne Grüße aus Łódź".encode(), "Schöne Grüße aus Łódź"),
        ("Зоркий".encode() + b"\0", "Зоркий"),
        (b"Gruy\xe8res", "Gruyères"),
        (b"It\x92s here", "It’s here"),
        (b"a pier\0left from before", "a pier"),
        (b"\0\0a pier", "a pier"),
        ("naïve pie".encode()[:-1] + "é".encode()[:1], "naïve pi"),
        ("Łódź".encode("utf-16"), "Łódź"),
        ("Ło\u0301dz\u0301".encode(), "Łódź"),
    ],
)
def test_texts_in_several_encodings(raw: bytes, expected: str) -> None:
    assert read(block([text(DESCRIPTION, raw)])).caption == expected


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"ASCII\0\0\0Kingfisher", "Kingfisher"),
        (b"ASCII\0\0\0" + "Eisvogel über".encode(), "Eisvogel über"),
        (b"UNICODE\0" + "Eisvogel über".encode("utf-16-le"), "Eisvogel über"),
        (b"UNICODE\0" + "Eisvogel über".encode("utf-16-be"), "Eisvogel über"),
        (b"UNICODE\0" + "北京的秋天，很美".encode("utf-16-be"), "北京的秋天，很美"),
        (b"UNICODE\0" + "北京的秋天，很美".encode("utf-16-le"), "北京的秋天，很美"),
        (b"UNICODE\0Plain letters", "Plain letters"),
        (b"JIS\0\0\0\0\0" + "富士山".encode("iso2022_jp"), "富士山"),
        (b"\0\0\0\0\0\0\0\0undefined but text", "undefined but text"),
        (b"no code at all", "no code at all"),
        (b"ASCII\0\0\0" + b" " * 40, ""),
        (b"\0" * 40, ""),
        (b"\0\0\0\0\0\0\0\0" + bytes(range(1, 32)) * 3, ""),
    ],
)
def test_comments_in_the_encodings_they_name(raw: bytes, expected: str, order: str) -> None:
    exif = block([], [text(COMMENT, raw, UNDEFINED)], order=order)
    assert read(exif).caption == expected


@pytest.mark.parametrize(
    "boilerplate",
    [
        b"OLYMPUS DIGITAL CAMERA         ",
        b"SONY DSC",
        b"MINOLTA DIGITAL CAMERA",
        b"Screenshot",
        b"Exif_JPEG_PICTURE",
        b"DCIM\\100MEDIA\\DJI_0001.JPG",
        b"cof",
        b"dav_soft",
        b"IMG_1234.JPG",
        b"binary comment",
    ],
)
def test_what_cameras_write_into_every_photo_is_no_text(boilerplate: bytes) -> None:
    assert read(block([text(DESCRIPTION, boilerplate)])).caption == ""


def test_all_texts_of_windows_are_kept_without_repeats() -> None:
    def windows(tag: int, value: str) -> Entry:
        return text(tag, (value + "\0").encode("utf-16-le"), 1)

    found = read(
        block(
            [
                text(DESCRIPTION, b"some words"),
                windows(XP_TITLE, "Quincunx"),
                windows(XP_COMMENT, "Zephyr remark"),
                windows(XP_SUBJECT, "Some Words"),
            ]
        )
    )
    assert (found.title, found.caption) == ("Quincunx", "some words\nZephyr remark")


def test_the_satellites_date_is_used_when_nobody_else_tells_one() -> None:
    clock = struct.pack(">6L", 23, 1, 30, 1, 0, 1)
    gps = [text(0x1D, b"2014:05:06\0"), (7, RATIONAL, 3, clock)]
    assert read(block([], gps=gps)).taken_at == at(2014, 5, 6, 23, 30)
    east = [
        text(1, b"N\0"), (2, RATIONAL, 3, struct.pack(">6L", 31, 1, 0, 1, 0, 1)),
        text(3, b"E\0"), (4, RATIONAL, 3, struct.pack(">6L", 121, 1, 0, 1, 0, 1)),
    ]  # fmt: skip
    assert read(block([], gps=[*east, *gps])).taken_at == at(2014, 5, 7, 7, 30)
    taken = [text(ORIGINAL, b"2014:05:06 10:00:00\0")]
    assert read(block([], taken, gps)).taken_at == at(2014, 5, 6, 10)
    found = read(block([], gps=[text(0x1D, b"2014:05:06\0")]))
    assert (found.taken_at, found.taken_within) == (at(2014, 5, 6), 86400.0)


@pytest.mark.parametrize(
    ("written", "seconds", "within"),
    [
        (b"1958:00:00 00:00:00\0", at(1958, 1, 1), 365 * 86400.0),
        (b"2016:01:03 24:00:00\0", at(2016, 1, 3), 0.0),
        (b"2016:01:03 10:11:12\0junk", at(2016, 1, 3, 10, 11, 12), 0.0),
        (b"2016:01:03   :  :  \0", at(2016, 1, 3), 86400.0),
    ],
)
def test_dates_that_are_not_whole(written: bytes, seconds: float, within: float) -> None:
    found = read(block([], [text(ORIGINAL, written)]))
    assert (found.taken_at, found.taken_within) == (seconds, within)
