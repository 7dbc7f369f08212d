"""A query as bits, ready to be compared with the codes of photos by counting.

Two grades of the same comparison. For the scan over all photos the query keeps two bits a
dimension: its sign, and whether the dimension matters much to it (it then counts three times; 3.3
would be exact). For the candidates it keeps the sign and four bits of weight, and the second bits
of the photos count too: the estimate is then as good as two bits of a photo allow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.store import sign_codes
from indexer.store.sign_codes import FAR, LEVELS

if TYPE_CHECKING:
    from indexer.core.types import Vector
    from indexer.store.sign_codes import Codes, Frame, Words

Scores = npt.NDArray[np.float32]

_WEIGHT_BITS = 4
_LARGEST = (1 << _WEIGHT_BITS) - 1


class CodedQuery:
    """One query vector, seen from the frame of a space.

    Attributes:
        signs: shape (words,).
        heavy: which dimensions count three times in a scan, shape (words,).
    """

    def __init__(self, vector: Vector, frame: Frame) -> None:
        weights = (vector - frame.mean) * frame.spread
        sizes = np.abs(weights)
        root = float(np.sqrt(np.mean(sizes * sizes))) or 1.0
        self.signs: Words = sign_codes.packed(weights[None] > 0)[0]
        self.heavy: Words = sign_codes.packed(sizes[None] > FAR * root)[0]
        self._offset = float(vector @ frame.mean)
        self._mean_square = float(frame.mean @ frame.mean)
        self._step = float(sizes.max()) / _LARGEST or 1.0
        steps = np.rint(sizes / self._step).astype(np.uint8)
        self._total = int(steps.sum())
        bits = steps >> np.arange(_WEIGHT_BITS, dtype=np.uint8)[:, None] & 1
        self._planes = sign_codes.packed(bits.astype(np.bool_)).T[:, :, None]
        """Which dimensions have each bit of weight set: shape (words, bits, 1)."""

    def estimates(self, codes: Codes) -> Scores:
        """The cosines with the photos of these codes, shape (n,)."""
        signs, far = np.ascontiguousarray(codes.signs.T), np.ascontiguousarray(codes.far.T)
        products = self._products(signs, far)
        squares, scale = codes.lengths.astype(np.float32).T
        # A photo is a unit vector: how far it is from the mean tells its product with the mean.
        along_mean = (1 - self._mean_square - squares) / 2
        cosines: Scores = (self._offset + along_mean + scale * products).astype(np.float32)
        return cosines

    def _products(self, signs: Words, far: Words) -> Scores:
        """The products with what the bits stand for; both arrays (words, n)."""
        against = np.zeros((_WEIGHT_BITS, signs.shape[1]), np.int16)
        for_far = np.zeros_like(against)
        for word, plane in enumerate(self._planes):
            opposed = signs[word] ^ self.signs[word]
            far_opposed = far[word] & opposed
            against += np.bitwise_count(opposed & plane)
            for_far += np.bitwise_count((far[word] ^ far_opposed) & plane)
            for_far -= np.bitwise_count(far_opposed & plane)
        worth = (1 << np.arange(_WEIGHT_BITS)).astype(np.float32)
        near, beyond = LEVELS
        products: Scores = near * (self._total - 2 * (worth @ against))
        products += (beyond - near) * (worth @ for_far)
        products *= self._step
        return products
