"""Reads the texts of a PNG: tEXt, zTXt and iTXt chunks, before the pixels or behind them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from indexer.media.dates import moment
from indexer.media.description import LONGEST_CAPTION, MOST_KEYWORDS, Description, said, words
from indexer.media.text import decode_text, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNATURE_BYTES = 8
_HEAD_BYTES = 8
_CHECKSUM_BYTES = 4
_MOST_CHUNKS = 20_000
"""A picture of 100 MB in the usual pieces of 8 KB has 12,800."""
_MOST_TEXTS = 100
_LARGEST = 1 << 20
_XMP_KEY = "XML:com.adobe.xmp"
_PROFILE = "raw profile type "
"""ImageMagick's way to store EXIF and IPTC: in hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class PngTexts:
    """What the chunks hold."""

    texts: dict[str, str] = field(default_factory=dict)
    """By key in lower case."""
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""


def read_png_texts(file: BinaryIO) -> PngTexts:
    """The texts of a PNG; its position is kept. Raises OSError."""
    before = file.tell()
    try:
        return _sorted(list(_chunks(file)))
    finally:
        file.seek(before)


def describe_png(texts: dict[str, str]) -> Description:
    """What the texts say."""
    date = next((value for key, value in texts.items() if key.startswith("creation")), "")
    titles = [texts.get("title", "")]
    described = [texts.get(key, "") for key in ("description", "comment", "subject")]
    return Description(
        digitised=moment(date.strip()),
        keywords=words(texts.get("keywords", "").replace(";", ",").split(","), MOST_KEYWORDS),
        titles=said(plain_text(text, LONGEST_CAPTION) for text in titles),
        texts=said(plain_text(text, LONGEST_CAPTION) for text in described),
    )


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    at = _SIGNATURE_BYTES
    texts = 0
    for _ in range(_MOST_CHUNKS):
        file.seek(at)
        head = file.read(_HEAD_BYTES)
        if len(head) < _HEAD_BYTES or texts >= _MOST_TEXTS:
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        if kind in {b"tEXt", b"zTXt", b"iTXt", b"eXIf"} and length <= _LARGEST:
            texts += 1
            yield kind, file.read(length)
        at += _HEAD_BYTES + length + _CHECKSUM_BYTES


def _sorted(chunks: list[tuple[bytes, bytes]]) -> PngTexts:
    texts: dict[str, str] = {}
    found = {"exif": b"", "xmp": b"", "iptc": b""}
    for kind, content in chunks:
        if kind == b"eXIf":
            found["exif"] = content
            continue
        key, text = _text(kind, content)
        if key == _XMP_KEY:
            found["xmp"] = text.encode()
        elif key.lower().startswith(_PROFILE):
            name = {"app1": "exif"}.get(key.lower()[len(_PROFILE) :], key.lower()[len(_PROFILE) :])
            if name in found:
                found[name] = found[name] or _profile(text)
        else:
            texts.setdefault(key.lower(), text)
    return PngTexts(texts, **found)


def _text(kind: bytes, content: bytes) -> tuple[str, str]:
    """Key and text of a chunk; tEXt should be Latin-1, but many programs write UTF-8."""
    key, _, rest = content.partition(b"\0")
    if kind == b"zTXt":
        raw = _inflated(rest[1:])
    elif kind == b"iTXt":
        packed, (_, _, raw) = rest[:1], _split_twice(rest[2:])
        raw = _inflated(raw) if packed == b"\1" else raw
    else:
        raw = rest
    return key.decode("latin-1"), decode_text(raw)


def _split_twice(content: bytes) -> tuple[bytes, bytes, bytes]:
    language, _, rest = content.partition(b"\0")
    translated, _, text = rest.partition(b"\0")
    return language, translated, text


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _LARGEST)
    except zlib.error:
        return b""


def _profile(text: str) -> bytes:
    """The bytes of a profile: its name, its length, and lines of digits."""
    try:
        return bytes.fromhex("".join(text.strip().splitlines()[2:]))
    except ValueError:
        return b""
