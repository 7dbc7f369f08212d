"""Makes the text that files carry safe to store and to show."""

from __future__ import annotations

import re

from indexer.core.normal import composed, folded

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Controls and the marks that reorder text, with which a caption can disguise itself."""

_COMMENT_CODES = {b"ASCII": "", b"JIS": "iso2022_jp", b"UNICODE": "utf-16", b"": ""}
_CODE_BYTES = 8
_LETTERS = bytes(range(0x20, 0x7F))
_READABLE_FROM = 0.9  # of a comment's signs: some cameras store their settings in its place
_SCRIPTS = ((0x20, 0x24F), (0x370, 0x5FF), (0xE00, 0xE7F), (0x3000, 0x30FF), (0x4E00, 0x9FFF),
            (0xAC00, 0xD7A3), (0xFF00, 0xFFEF))  # fmt: skip
"""What people write in: of two byte orders, the one with more of it is right."""


def plain_text(value: object, limit: int) -> str:
    """`value` (str or bytes, else "") as one line of at most `limit` characters."""
    if isinstance(value, bytes):
        value = decode_text(value[: 4 * limit])
    if not isinstance(value, str):
        return ""
    valid = value[: 4 * limit].encode("utf-8", "ignore").decode("utf-8")
    return composed(" ".join(_CONTROLS.sub("", valid).split()))[:limit].rstrip()


def decode_text(raw: bytes, otherwise: str = "cp1252") -> str:
    """UTF-8 where it is, else `otherwise`, by default what older cameras and programs wrote.

    Text ends at its first NUL; what stands behind it is left from an earlier, longer text.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "ignore").partition("\0")[0]
    text = raw.lstrip(b"\0").partition(b"\0")[0]
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        begun = text[: error.start].decode("utf-8")
        if error.reason == "unexpected end of data" and not begun.isascii():
            return begun  # cut within its last letter
        return text.decode(otherwise, "replace").replace("\ufffd", "")


def utf16_text(value: object, limit: int) -> str:
    """The text of a Windows `XP...` EXIF field: little-endian UTF-16 bytes."""
    if not isinstance(value, bytes):
        return ""
    return plain_text(value[: 4 * limit].decode("utf-16-le", "ignore").partition("\0")[0], limit)


def comment_text(value: object, *, little_endian: bool, limit: int) -> str:
    """The text of EXIF's UserComment: eight bytes name its encoding, or leave it open."""
    if not isinstance(value, bytes):
        return ""
    code = _COMMENT_CODES.get(value[:_CODE_BYTES].rstrip(b"\0 ").upper())
    body = value[_CODE_BYTES:][: 4 * limit] if code is not None else value[: 4 * limit]
    if code == "utf-16":
        return plain_text(_either_order(body, little_endian=little_endian), limit)
    text = decode_text(body, code or "cp1252")
    if code == "iso2022_jp" and b"\x1b" in body:
        text = body.decode(code, "ignore").partition("\0")[0]
    return plain_text(text, limit) if _is_readable(text) else ""


def unique_words(words: list[str], most: int) -> tuple[str, ...]:
    """The first `most` different words, in order, told apart without regard to case."""
    seen: dict[str, str] = {}
    for word in words:
        if word:
            seen.setdefault(folded(word), word)
    return tuple(seen.values())[:most]


def distinct_texts(texts: list[str], most: int) -> tuple[str, ...]:
    """The first `most` texts, in order, without those that another one holds as a whole."""
    kept: list[str] = []
    for text in dict.fromkeys(texts):
        if not text or any(folded(text) in folded(other) for other in kept):
            continue
        kept = [other for other in kept if folded(other) not in folded(text)]
        kept.append(text)
    return tuple(kept[:most])


def _either_order(body: bytes, *, little_endian: bool) -> str:
    """UTF-16 in the byte order that gives text: programs differ about which one is meant."""
    if not body.strip(b"\0\t\r\n").translate(None, _LETTERS):
        return decode_text(body)  # plain letters all the same
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode_text(body)
    orders = ("utf-16-le", "utf-16-be") if little_endian else ("utf-16-be", "utf-16-le")
    texts = [body.decode(order, "ignore").lstrip("\0").partition("\0")[0] for order in orders]
    return max(texts, key=_written)


def _written(text: str) -> float:
    known = sum(any(low <= ord(sign) <= high for low, high in _SCRIPTS) for sign in text[:100])
    spaces = text[:100].count(" ") + sum(sign.isascii() for sign in text[:100])
    return known + spaces / 2


def _is_readable(text: str) -> bool:
    readable = sum(sign.isprintable() or sign.isspace() for sign in text)
    return readable >= _READABLE_FROM * len(text)
