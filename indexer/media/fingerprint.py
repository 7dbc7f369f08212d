"""The content identity of a file: equal for copies, moves and renames. Decodes nothing."""

from __future__ import annotations

import os
from hashlib import blake2b
from typing import BinaryIO

from indexer.core.errors import FileUnavailable

DIGEST_BYTES = 16

_MIB = 1 << 20
_END_BYTES = 256 << 10
_SAMPLE_BYTES = 4 << 10
_SAMPLES = 16
_WHOLE_BELOW = _MIB
_WHOLE_BELOW_UNCOMPRESSED = 64 * _MIB
_UNCOMPRESSED = frozenset({"BMP", "TIFF", "RAW"})
"""Families whose pixels can be edited in place without a byte changing at head, tail or size."""


def content_id(file: BinaryIO, size: int, family: str = "") -> bytes:
    """A 16-byte BLAKE2b of the size and of head, tail and 16 samples between them.

    `file` is seekable and open for reading (its position is moved); `size` is what `fstat` said;
    `family` is the value of `formats.format_of`. Small files, and larger ones of uncompressed
    families, are hashed whole. Raises `FileUnavailable` when the file cannot be read or is
    now shorter than `size`.
    """
    digest = blake2b(size.to_bytes(8, "little"), digest_size=DIGEST_BYTES)
    try:
        for offset, length in _ranges(size, family):
            _hash_range(file, offset, length, digest)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise FileUnavailable(
            f"The file cannot be read ({reason}). Check the drive it is on."
        ) from error
    return digest.digest()


def _ranges(size: int, family: str) -> list[tuple[int, int]]:
    limit = _WHOLE_BELOW_UNCOMPRESSED if family in _UNCOMPRESSED else _WHOLE_BELOW
    if size <= limit:
        return [(offset, min(_MIB, size - offset)) for offset in range(0, size, _MIB)]
    between = size - 2 * _END_BYTES - _SAMPLE_BYTES
    samples = [
        (_END_BYTES + between * number // (_SAMPLES - 1), _SAMPLE_BYTES)
        for number in range(_SAMPLES)
    ]
    return [(0, _END_BYTES), *samples, (size - _END_BYTES, _END_BYTES)]


def _hash_range(file: BinaryIO, offset: int, length: int, digest: blake2b) -> None:
    file.seek(offset)
    while length > 0:
        block = file.read(length)
        if not block:
            raise FileUnavailable(
                "The file became shorter while it was read. Pixlore looks at it again later."
            )
        digest.update(block)
        length -= len(block)
