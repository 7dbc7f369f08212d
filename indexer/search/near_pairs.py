"""Pairs of photos that are worth a closer look, of a whole library.

In a small library every vector is compared with every other. In a large one each photo is compared
only with photos whose sign code is like its own: photos are sorted by the bits of their codes,
beginning at every 16th bit in turn, and neighbours in that order are compared (Charikar,
"Similarity estimation techniques from rounding algorithms", 2002). That work grows with the
library, not with its square.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.search.sign_codes import signs, words_of

if TYPE_CHECKING:
    from indexer.core.types import Space, Vector
    from indexer.search.sign_codes import Words
    from indexer.store.compact_index import PhotoIds
    from indexer.store.index_reader import IndexReader

Pairs = npt.NDArray[np.int64]
"""Shape (n, 2), the lesser id first."""

ALL_COMPARED = 16_384
"""So many vectors of 512 dimensions are compared in some seconds, and take 34 MB."""

_NEAREST = 24
_NEVER = -2.0
"""Below every cosine."""
_ROWS_AT_ONCE = 1_024
_NEIGHBOURS = 6
_BANDS = 4  # beginnings in a word of 64 bits
_DIFFERING = 0.28
"""The share of bits up to which codes are worth a look: a cosine of 0.64 seen from the mean."""
_READ_AT_ONCE = 4_096
_SAMPLED = 2_048

GoOn = Callable[[float], bool]
"""Told now and then which part of the work is done; ends it by returning False."""


def always(_done: float) -> bool:
    """Work to the end."""
    return True


def near_pairs(reader: IndexReader, space: Space, floor: float, go_on: GoOn = always) -> Pairs:
    """Pairs whose cosine may reach `floor`."""
    with reader.snapshot():
        if reader.embedded(space.id) <= ALL_COMPARED:
            parts = list(reader.vectors.in_parts(space.id, _READ_AT_ONCE))
            ids = np.concatenate([np.empty(0, np.int64), *(ids for ids, _ in parts)])
            blank = np.empty((0, space.dimensions), np.float32)
            vectors = np.concatenate([blank, *(vectors for _, vectors in parts)])
            return nearest_pairs(ids, vectors, floor, go_on)
        ids, codes = _all_codes(reader, space)
    return alike_codes(ids, codes, space.dimensions, go_on)


def nearest_pairs(photo_ids: PhotoIds, vectors: Vector, floor: float, go_on: GoOn) -> Pairs:
    """Each photo with the 24 nearest ones whose cosine is at least `floor`."""
    found = []
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        if not go_on(start / len(vectors)):
            break
        cosines = vectors[start : start + _ROWS_AT_ONCE] @ vectors.T
        rows = np.arange(len(cosines))
        cosines[rows, start + rows] = _NEVER  # with itself
        if len(vectors) > _NEAREST:
            last = np.partition(cosines, -_NEAREST, axis=1)[:, -_NEAREST]
            cosines[cosines < last[:, None]] = _NEVER
        first, second = np.nonzero(cosines >= floor)
        found.append(np.stack([first + start, second], axis=1))
    return _as_pairs(photo_ids, found)


def alike_codes(photo_ids: PhotoIds, codes: Words, bits: int, go_on: GoOn = always) -> Pairs:
    """Pairs of photos whose codes differ in few of their `bits`."""
    found = []
    for word in range(codes.shape[1]):
        if not go_on(word / codes.shape[1]):
            break
        for band in range(_BANDS):
            shift = np.uint64(16 * band)
            turned = (codes[:, word] >> shift) | (codes[:, word] << (np.uint64(64) - shift))
            found.append(_neighbours(np.argsort(turned), codes, bits))
    return _as_pairs(photo_ids, found)


def _neighbours(order: npt.NDArray[np.int64], codes: Words, bits: int) -> Pairs:
    """Places of photos that lie near each other in `order` and have near codes."""
    found = []
    for step in range(1, min(_NEIGHBOURS, len(order) - 1) + 1):
        first, second = order[:-step], order[step:]
        apart = np.bitwise_count(codes[first] ^ codes[second]).sum(axis=1, dtype=np.int64)
        near = apart <= _DIFFERING * bits
        found.append(np.sort(np.stack([first[near], second[near]], axis=1), axis=1))
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def _as_pairs(photo_ids: PhotoIds, places: list[Pairs]) -> Pairs:
    """Each pair of places once, by its photos."""
    whole = np.concatenate([np.empty((0, 2), np.int64), *places])
    pairs: Pairs = np.sort(photo_ids[np.unique(np.sort(whole, axis=1), axis=0)], axis=1)
    return pairs


def _all_codes(reader: IndexReader, space: Space) -> tuple[PhotoIds, Words]:
    """The signs of every photo's vector, seen from the middle of the library."""
    sample = reader.vectors.sampled(space.id, _SAMPLED)
    mean = sample.mean(axis=0) if len(sample) else np.zeros(space.dimensions, np.float32)
    all_ids = [np.empty(0, np.int64)]
    all_signs = [np.empty((0, words_of(space.dimensions)), np.uint64)]
    for ids, vectors in reader.vectors.in_parts(space.id, _READ_AT_ONCE):
        all_ids.append(ids)
        all_signs.append(signs(vectors, mean))
    return np.concatenate(all_ids), np.concatenate(all_signs)
