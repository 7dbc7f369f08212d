"""Content identity: stable under copy and rename, sensitive to every edit it promises to see."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest

from indexer.core.errors import FileUnavailable
from indexer.media.fingerprint import DIGEST_BYTES, content_id

MIB = 1 << 20


class CountingFile(BytesIO):
    bytes_read = 0

    def read(self, size: int | None = -1) -> bytes:
        block = super().read(size)
        self.bytes_read += len(block)
        return block


def content(size: int, seed: int = 3) -> bytes:
    return random.Random(seed).randbytes(size)


def identity(raw: bytes, family: str = "JPEG") -> bytes:
    return content_id(BytesIO(raw), len(raw), family)


@pytest.mark.parametrize("size", [0, 1, MIB, MIB + 1, 5 * MIB])
def test_copies_are_equal_and_others_differ(size: int, tmp_path: Path) -> None:
    raw = content(size)
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(raw)
    with copy.open("rb", buffering=0) as file:
        assert content_id(file, size) == identity(raw)
    assert len(identity(raw)) == DIGEST_BYTES
    assert identity(raw) != identity(raw + b"\0")


@pytest.mark.parametrize("where", [0, 1000, 256 * 1024 - 1, -1, -200_000])
def test_edits_of_head_and_tail_are_seen(where: int) -> None:
    raw = bytearray(content(3 * MIB))
    before = identity(bytes(raw))
    raw[where] ^= 1
    assert identity(bytes(raw)) != before


@pytest.mark.parametrize("family", ["BMP", "TIFF", "RAW"])
def test_one_changed_byte_of_an_uncompressed_photo_is_seen(family: str) -> None:
    raw = bytearray(content(3 * MIB))
    before = identity(bytes(raw), family)
    raw[1_234_567] ^= 1
    assert identity(bytes(raw), family) != before


def test_little_is_read_of_a_large_file() -> None:
    raw = bytes(20 * MIB)
    file = CountingFile(raw)
    content_id(file, len(raw), "JPEG")
    assert file.bytes_read == 2 * 256 * 1024 + 16 * 4096


def test_nothing_is_read_past_the_end_or_twice() -> None:
    for size in (MIB + 1, MIB + 5000, 2 * MIB):
        file = CountingFile(bytes(size))
        content_id(file, size)
        assert file.bytes_read <= size


def test_a_file_that_shrank_is_reported() -> None:
    with pytest.raises(FileUnavailable, match="became shorter"):
        content_id(BytesIO(bytes(100)), 200)


def test_a_failing_drive_is_reported() -> None:
    class Failing(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(FileUnavailable, match="cannot be read"):
        content_id(Failing(b"x"), 1)
