"""Vectors as two bits a dimension: on which side of the library's mean they lie, and how far off.

Vectors of a model lie in a narrow cone; without taking the mean off, most signs would be the same
for all photos. The second bit tells values beyond 0.98 deviations from those within: with the two
levels of each side, that is the best quantizer of two bits for a normal distribution (Max,
"Quantizing for minimum distortion", 1960). Two numbers beside the bits make what they
estimate unbiased (Gao and Long, "RaBitQ", 2024).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.core.types import Vector

Words = npt.NDArray[np.uint64]
"""Shape (n, words): `words_of(dimensions)` words of 64 bits for each vector."""

FAR = 0.9816
"""The second bit is set from so many deviations on."""
LEVELS = (0.4528, 1.5104)
"""What a value within and beyond that stands for, in deviations."""

_WORD_BITS = 64
_SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Frame:
    """What the codes of a space are seen from: shape (dimensions,) each."""

    mean: Vector
    spread: Vector
    """The standard deviation of each dimension, above 0."""

    @classmethod
    def around(cls, vectors: Vector) -> Frame:
        """The frame of a sample, shape (n, dimensions)."""
        return cls(vectors.mean(axis=0), np.maximum(vectors.std(axis=0), _SMALLEST))


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of n vectors."""

    signs: Words
    far: Words
    lengths: npt.NDArray[np.float16]
    """Shape (n, 2): the squared distance from the mean, and by how much that exceeds its product
    with what the bits stand for."""

    def __len__(self) -> int:
        return len(self.signs)


def words_of(dimensions: int) -> int:
    """How many words the signs of a vector have."""
    return -(-dimensions // _WORD_BITS)


def signs(vectors: Vector, mean: Vector) -> Words:
    """Only the signs of vectors, shape (n, dimensions)."""
    return packed(vectors > mean)


def encode(vectors: Vector, frame: Frame) -> Codes:
    """The codes of vectors, shape (n, dimensions)."""
    away = vectors - frame.mean
    is_far = np.abs(away) > FAR * frame.spread
    squares = np.einsum("ij,ij->i", away, away)
    values = np.where(is_far, LEVELS[1], LEVELS[0]) * frame.spread
    products = np.maximum(np.einsum("ij,ij->i", np.abs(away), values), _SMALLEST)
    lengths = np.stack([squares, squares / products], axis=1).astype(np.float16)
    return Codes(packed(away > 0), packed(is_far), lengths)


def packed(bits: npt.NDArray[np.bool_]) -> Words:
    """Bits, shape (n, dimensions), as words."""
    octets = np.packbits(bits, axis=1)
    padding = words_of(bits.shape[1]) * 8 - octets.shape[1]
    whole = np.pad(octets, ((0, 0), (0, padding))) if padding else octets
    return np.ascontiguousarray(whole).view("<u8").astype(np.uint64, copy=False)
