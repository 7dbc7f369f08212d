"""Reads the fields of a TIFF structure, which EXIF is: bounded, and past every damaged entry.

Pillow gives up a directory at the first entry that points beyond the file, and takes all text for
Latin-1. Here an entry that cannot be read is left out and the next one is read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

Value = bytes | tuple[float, ...]
"""Texts and unknown things as their bytes, numbers and fractions as numbers."""

ReadAt = Callable[[int, int], bytes]
"""So many bytes (or fewer, at the end) from an offset on; raises OSError."""

MOST_ENTRIES = 1000
LARGEST_VALUE = 1 << 16
_HEAD_BYTES = 8
_ENTRY_BYTES = 12
_INLINE_BYTES = 4
_MOST_NUMBERS = 64
_MAGICS = frozenset({42, 0x4F52, 0x5352, 0x55})
"""TIFF, and the RAW files of Olympus and Panasonic, which are built like it."""
_NUMBERS = {1: "B", 3: "H", 4: "L", 6: "b", 8: "h", 9: "l", 11: "f", 12: "d", 13: "L"}
_FRACTIONS = {5: "L", 10: "l"}
_BYTES = frozenset({2, 7, 129})
"""ASCII, UNDEFINED and EXIF 3's UTF-8."""


@dataclass(frozen=True, slots=True)
class Directory:
    """The fields of one directory, by tag."""

    fields: dict[int, Value] = field(default_factory=dict)
    little_endian: bool = True

    def raw(self, tag: int) -> bytes:
        """A field's bytes; of a list of numbers, as bytes where they are."""
        value = self.fields.get(tag, b"")
        if isinstance(value, bytes):
            return value
        return bytes(int(number) for number in value if 0 <= number <= 255)

    def numbers(self, tag: int) -> tuple[float, ...]:
        """A field's numbers; empty when it has none."""
        value = self.fields.get(tag, ())
        return () if isinstance(value, bytes) else value

    def number(self, tag: int) -> int | None:
        """A field's first number, cut to a whole one."""
        values = self.numbers(tag)
        return int(values[0]) if values else None


class TiffFields:
    """One TIFF structure. Offsets count from its start."""

    def __init__(self, read_at: ReadAt, tags: Collection[int]) -> None:
        """`tags` are the ones of interest: only their values are read."""
        self._read_at = read_at
        self._tags = tags
        self._order: Literal["<", ">"] = "<"

    def first(self) -> Directory:
        """The first directory; an empty one when this is no TIFF structure."""
        head = self._read_at(0, _HEAD_BYTES)
        if len(head) < _HEAD_BYTES or head[:2] not in {b"II", b"MM"}:
            return Directory()
        self._order = "<" if head[:2] == b"II" else ">"
        magic, offset = struct.unpack(f"{self._order}HL", head[2:])
        return self.directory(offset) if magic in _MAGICS else Directory()

    def directory(self, offset: int | None) -> Directory:
        """The directory at an offset; an empty one for None or where none is."""
        fields: dict[int, Value] = {}
        little = self._order == "<"
        if offset is None or offset < _HEAD_BYTES:
            return Directory(fields, little)
        count_bytes = self._read_at(offset, 2)
        if len(count_bytes) < 2:
            return Directory(fields, little)
        count = min(struct.unpack(f"{self._order}H", count_bytes)[0], MOST_ENTRIES)
        entries = self._read_at(offset + 2, count * _ENTRY_BYTES)
        for start in range(0, len(entries) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            tag, kind, number, place = struct.unpack_from(
                f"{self._order}HHL{_INLINE_BYTES}s", entries, start
            )
            if tag not in self._tags or tag in fields:
                continue
            value = self._value(kind, number, place)
            if value:
                fields[tag] = value
        return Directory(fields, little)

    def _value(self, kind: int, count: int, place: bytes) -> Value | None:
        """A value, cut to what is of use; None when its bytes are not there."""
        if kind in _BYTES or kind == 1:
            return self._bytes(count, min(count, LARGEST_VALUE), place) or None
        code = _NUMBERS.get(kind) or _FRACTIONS.get(kind)
        if code is None:
            return None
        size = struct.calcsize(f"={code}") * (2 if kind in _FRACTIONS else 1)
        kept = min(count, _MOST_NUMBERS)
        raw = self._bytes(count * size, kept * size, place)
        if len(raw) < kept * size:
            return None
        parts = struct.unpack(f"{self._order}{len(raw) // struct.calcsize('=' + code)}{code}", raw)
        return _fractions(parts) if kind in _FRACTIONS else tuple(float(part) for part in parts)

    def _bytes(self, size: int, wanted: int, place: bytes) -> bytes:
        if size <= _INLINE_BYTES:
            return place[:wanted]
        return self._read_at(struct.unpack(f"{self._order}L", place)[0], wanted)


def _fractions(parts: tuple[int, ...]) -> tuple[float, ...]:
    """Numerators over denominators; 0 / 0, which means unknown, as not a number."""
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return tuple(above / below if below else float("nan") for above, below in pairs)


def reader_of(content: bytes) -> ReadAt:
    """Reads in bytes that are in memory."""
    return lambda offset, length: content[offset : offset + length]
