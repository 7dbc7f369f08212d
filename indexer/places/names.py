"""Spelling that place names are compared in, and the texts the gazetteer's file is made of."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

_BETWEEN_WORDS = re.compile(r"[^\w]+", re.UNICODE)


def folded(name: str) -> str:
    """Lower case, without accents and punctuation: Saint-Étienne is saint etienne."""
    apart = unicodedata.normalize("NFD", name.casefold())
    plain = "".join(it for it in apart if not unicodedata.combining(it))
    return _BETWEEN_WORDS.sub(" ", plain).strip()


class Texts:
    """Many short texts in one array of bytes: a list of 200,000 strings would take 15 MB.

    Args:
        text: their UTF-8, one behind another.
        ends: where each ends.
    """

    def __init__(self, text: npt.NDArray[np.uint8], ends: npt.NDArray[np.uint32]) -> None:
        self._text = text.tobytes()
        self._ends = ends

    @classmethod
    def packed(cls, texts: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint32]]:
        """The two arrays that hold these texts."""
        parts = [text.encode() for text in texts]
        ends = np.cumsum([len(part) for part in parts], dtype=np.uint32)
        return np.frombuffer(b"".join(parts), np.uint8), ends

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> str:
        start = int(self._ends[place - 1]) if place else 0
        return self._text[start : int(self._ends[place])].decode()

    def first_from(self, text: str) -> int:
        """The place of the first text that is not before `text`; they must be sorted."""
        return bisect_left(range(len(self)), text, key=self.__getitem__)
