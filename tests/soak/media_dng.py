"""Writes a small camera raw file (DNG), tag by tag: no library writes one."""

from __future__ import annotations

import struct
from io import BytesIO

import numpy as np
from PIL import Image

BYTE, ASCII, SHORT, LONG, RATIONAL = 1, 2, 3, 4, 10
CODES = {BYTE: "B", SHORT: "H", LONG: "I", RATIONAL: "i"}
RAW_WIDTH, RAW_HEIGHT = 96, 64

Tag = tuple[int, int, list[int] | bytes]


def ifd(tags: list[Tag], at: int) -> bytes:
    """A TIFF directory with its values behind it, placed at byte `at` of the file."""
    entries, values = b"", b""
    values_at = at + 2 + 12 * len(tags) + 4
    for number, kind, value in sorted(tags):
        raw = (
            value
            if isinstance(value, bytes)
            else struct.pack(f"<{len(value)}{CODES[kind]}", *value)
        )
        count = len(value) // (2 if kind == RATIONAL else 1)
        place = raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack("<I", values_at + len(values))
        entries += struct.pack("<HHI", number, kind, count) + place
        values += raw + b"\0" * (len(raw) % 2) if len(raw) > 4 else b""
    return struct.pack("<H", len(tags)) + entries + bytes(4) + values


def preview(size: tuple[int, int] = (480, 320)) -> bytes:
    image = Image.new("RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, size[1] // 2, *size))
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def dng(jpeg: bytes | None, orientation: int = 1) -> bytes:
    mosaic = (np.arange(RAW_WIDTH * RAW_HEIGHT, dtype=np.uint16) * 5).tobytes()
    mosaic_at, jpeg_at = 8, 8 + len(mosaic)
    exif_at = jpeg_at + len(jpeg or b"") + len(jpeg or b"") % 2
    exif = ifd([(36867, ASCII, b"2019:08:07 06:05:04\0")], exif_at)
    sub_at = exif_at + len(exif)
    sub = (
        b""
        if jpeg is None
        else ifd(
            [
                (254, LONG, [1]),
                (256, LONG, [480]),
                (257, LONG, [320]),
                (258, SHORT, [8, 8, 8]),
                (259, SHORT, [7]),
                (262, SHORT, [6]),
                (273, LONG, [jpeg_at]),
                (277, SHORT, [3]),
                (278, LONG, [320]),
                (279, LONG, [len(jpeg)]),
            ],
            sub_at,
        )
    )
    main_at = sub_at + len(sub)
    tags: list[Tag] = [
        (254, LONG, [0]),
        (256, LONG, [RAW_WIDTH]),
        (257, LONG, [RAW_HEIGHT]),
        (258, SHORT, [16]),
        (259, SHORT, [1]),
        (262, SHORT, [32803]),
        (271, ASCII, b"Pixlore Works\0"),
        (272, ASCII, b"Box Camera\0"),
        (273, LONG, [mosaic_at]),
        (274, SHORT, [orientation]),
        (277, SHORT, [1]),
        (278, LONG, [RAW_HEIGHT]),
        (279, LONG, [len(mosaic)]),
        (33421, SHORT, [2, 2]),
        (33422, BYTE, [0, 1, 1, 2]),
        (34665, LONG, [exif_at]),
        (50706, BYTE, [1, 4, 0, 0]),
        (50708, ASCII, b"Box Camera\0"),
        (50721, RATIONAL, [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]),
    ]
    if jpeg is not None:
        tags.append((330, LONG, [sub_at]))
    head = b"II*\0" + struct.pack("<I", main_at) + mosaic + (jpeg or b"")
    return head.ljust(exif_at, b"\0") + exif + sub + ifd(tags, main_at)
