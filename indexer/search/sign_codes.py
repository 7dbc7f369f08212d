"""Vectors as one bit a dimension: on which side of the library's mean they lie.

Vectors of a model lie in a narrow cone; without taking the mean off, most signs would be the same
for all photos.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.core.types import Vector

Words = npt.NDArray[np.uint64]
"""Shape (n, words): `words_of(dimensions)` words of 64 bits for each vector."""

_WORD_BITS = 64


def words_of(dimensions: int) -> int:
    """How many words the signs of a vector have."""
    return -(-dimensions // _WORD_BITS)


def signs(vectors: Vector, mean: Vector) -> Words:
    """The signs of vectors, shape (n, dimensions)."""
    bits = vectors > mean
    octets = np.packbits(bits, axis=1)
    padding = words_of(bits.shape[1]) * 8 - octets.shape[1]
    whole = np.pad(octets, ((0, 0), (0, padding))) if padding else octets
    return np.ascontiguousarray(whole).view("<u8").astype(np.uint64, copy=False)
