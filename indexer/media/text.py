"""Makes the text that files carry safe to store and to show."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls and the marks that reorder text, with which a caption can disguise itself."""


def plain_text(value: object, limit: int) -> str:
    """`value` (str or bytes, else "") as one line of at most `limit` characters."""
    if isinstance(value, bytes):
        value = decode_text(value[: 4 * limit])
    if not isinstance(value, str):
        return ""
    valid = value[: 4 * limit].encode("utf-8", "ignore").decode("utf-8")
    return " ".join(_CONTROLS.sub("", valid).split())[:limit].rstrip()


def decode_text(raw: bytes) -> str:
    """UTF-8 where it is, else Latin-1, which is what older cameras and programs wrote."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def utf16_text(value: object, limit: int) -> str:
    """The text of a Windows `XP...` EXIF field: little-endian UTF-16 bytes."""
    if not isinstance(value, bytes):
        return ""
    return plain_text(value[: 4 * limit].decode("utf-16-le", "ignore"), limit)


def unique_words(words: list[str], most: int) -> tuple[str, ...]:
    """The first `most` different words, in order, told apart without regard to case."""
    seen: dict[str, str] = {}
    for word in words:
        if word:
            seen.setdefault(word.casefold(), word)
    return tuple(seen.values())[:most]
