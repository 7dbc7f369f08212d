"""Codes as the blobs of a block, with a checksum over all of them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from indexer.store.sign_codes import Codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from indexer.store.sign_codes import Words

Blobs = tuple[bytes, bytes, bytes, bytes]
"""Photo ids, signs, the bits of the far ones, lengths."""


def to_blobs(photo_ids: npt.NDArray[np.int64], codes: Codes) -> Blobs:
    """The four columns of a block."""
    return (
        photo_ids.astype("<i8", copy=False).tobytes(),
        codes.signs.astype("<u8", copy=False).tobytes(),
        codes.far.astype("<u8", copy=False).tobytes(),
        codes.lengths.astype("<f2", copy=False).tobytes(),
    )


def from_blobs(blocks: Iterable[Blobs]) -> tuple[npt.NDArray[np.int64], Codes]:
    """Photo ids and codes of blocks, one behind another."""
    ids, signs, far, lengths = (b"".join(parts) for parts in zip(*blocks, strict=True))
    photo_ids = np.frombuffer(ids, "<i8").astype(np.int64, copy=False)
    pairs = np.frombuffer(lengths, "<f2").astype(np.float16, copy=False).reshape(-1, 2)
    return photo_ids, Codes(_words(signs, photo_ids), _words(far, photo_ids), pairs)


def checksum(blobs: Blobs) -> int:
    """Over all four."""
    value = 0
    for blob in blobs:
        value = zlib.crc32(blob, value)
    return value


def _words(blob: bytes, photo_ids: npt.NDArray[np.int64]) -> Words:
    words = np.frombuffer(blob, "<u8").astype(np.uint64, copy=False)
    return words.reshape(len(photo_ids), -1)
