"""Vectors as one bit a dimension: which side of the library's mean they lie on.

Vectors of a model lie in a narrow cone; without taking the mean off, most signs would be the same
for all photos. The share of differing bits estimates the angle between two vectors (Charikar,
"Similarity estimation techniques from rounding algorithms", 2002).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from indexer.core.types import Vector

Codes = npt.NDArray[np.uint64]
"""Shape (n, words): `words_of(dimensions)` words of 64 bits for each vector."""

_WORD_BITS = 64


def words_of(dimensions: int) -> int:
    """How many words the code of a vector has."""
    return -(-dimensions // _WORD_BITS)


def encode(vectors: Vector, mean: Vector) -> Codes:
    """The codes of vectors, shape (n, dimensions)."""
    bits = np.packbits(vectors > mean, axis=1)
    padding = words_of(vectors.shape[1]) * 8 - bits.shape[1]
    whole = np.pad(bits, ((0, 0), (0, padding))) if padding else bits
    return np.ascontiguousarray(whole).view("<u8").astype(np.uint64, copy=False)
