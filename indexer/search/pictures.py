"""Tells whether two photos are one picture, by comparing their thumbnails point by point.

Vectors tell what a photo shows, not whether it is the same shot: half of the half-size copies have
a cosine below 0.83 with the starter, where other photos lie too. What stays in a copy that is
smaller, stronger compressed, brighter or grey is where it gets lighter and darker: the gradients of
a picture of 49 by 49 points correlated by 0.96 and more in 56 such copies, and by up to 0.90 in
other pairs (two drawings of round things; drawn screens of one program 0.87, pages of text 0.57).

And where vectors alone would join two photos, thumbnails object: shirts, road signs and coins that
have nearly the same vector agreed by 0.76 at most. Documents and drawings are told by
`fine_detail`: until words are read, none of them is called a copy of another.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.errors import PixloreError
from indexer.search.fine_detail import agree_everywhere, is_drawn, open_grey, small_grey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from PIL.Image import Image

    Thumbnails = Callable[[Sequence[bytes]], Mapping[bytes, bytes]]
    """Content ids to JPEGs; unknown ones are left out."""

Mask = npt.NDArray[np.bool_]
Gradients = npt.NDArray[np.float16]

_SIDE = 48
_DECODED = 3 * _SIDE
SAME = 0.95
"""How far thumbnails must agree where vectors leave it open."""
NO_OBJECTION = 0.9
"""The same where vectors are nearly the same: something may be drawn on it, or cut off."""
_FLAT = 1.0
"""A picture with smaller gradients in all, in grey levels, has nothing to compare."""
_KEPT = 2_048
"""So many pictures are remembered: 41 MB."""
_PAIRS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class _Look:
    """What is remembered of a picture."""

    steps: Gradients | None = None
    small: Image | None = None
    drawn: bool = False


class Pictures:
    """Compares photos by their thumbnails. Belongs to one thread.

    Args:
        thumbnails: reads them.
    """

    def __init__(self, thumbnails: Thumbnails) -> None:
        self._thumbnails = thumbnails
        self._known: OrderedDict[bytes, _Look] = OrderedDict()

    def same(self, pairs: Sequence[tuple[bytes, bytes]]) -> Mask:
        """Which pairs of content ids are one picture, shape (n,); not those without thumbnails.

        They agree as a whole, and in each part.
        """
        found = np.zeros(len(pairs), np.bool_)
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            some = pairs[start : start + _PAIRS_AT_ONCE]
            for place in np.flatnonzero(self.agreement(some) >= SAME).tolist():
                one, other = (self._known[content].small for content in some[place])
                found[start + place] = one is other or (
                    one is not None and other is not None and agree_everywhere(one, other)
                )
        return found

    def drawn(self, contents: Sequence[bytes]) -> Mask:
        """Which contents are documents or drawings, shape (n,); not those without thumbnails."""
        wanted = dict.fromkeys(contents, False)
        some = list(wanted)
        for start in range(0, len(some), _PAIRS_AT_ONCE):
            part = some[start : start + _PAIRS_AT_ONCE]
            self._look_at(part)
            wanted.update((content, self._known[content].drawn) for content in part)
        return np.array([wanted[content] for content in contents], np.bool_)

    def agreement(
        self, pairs: Sequence[tuple[bytes, bytes]], *, mirrored: bool = False
    ) -> npt.NDArray[np.float32]:
        """How far the thumbnails of pairs agree, from -1 to 1, shape (n,).

        Not a number where one is missing, damaged or flat. A millisecond for each new content.

        Args:
            pairs: content ids.
            mirrored: compare with the mirrored picture, too.
        """
        found = np.full(len(pairs), np.nan, np.float32)
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            some = pairs[start : start + _PAIRS_AT_ONCE]
            self._look_at({content for pair in some for content in pair})
            for place, (first, second) in enumerate(some, start):
                one, other = self._known[first].steps, self._known[second].steps
                if one is not None and other is not None:
                    found[place] = _correlation(one, other)
                    if mirrored:
                        found[place] = max(found[place], _correlation(_mirrored(one), other))
        return found

    def _look_at(self, contents: Iterable[bytes]) -> None:
        """Remember the gradients of these, and forget the oldest ones."""
        new = []
        for content in contents:
            if content in self._known:
                self._known.move_to_end(content)
            else:
                new.append(content)
        thumbnails = self._read(new) if new else {}
        for content in new:
            self._known[content] = _look(thumbnails.get(content, b""))
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)

    def _read(self, contents: Sequence[bytes]) -> Mapping[bytes, bytes]:
        try:
            return self._thumbnails(contents)
        except PixloreError:  # thumbnails are a convenience: vectors decide without them
            return {}


def _look(jpeg: bytes) -> _Look:
    image = open_grey(jpeg)
    if image is None:
        return _Look()
    drawn = is_drawn(np.asarray(image, np.float32))
    return _Look(gradients(jpeg), small_grey(image), drawn)


def gradients(jpeg: bytes) -> Gradients | None:
    """Where a picture gets lighter and darker: downwards and to the right, shape (2, 48, 48).

    Of unit length; None for a flat or damaged one.
    """
    # Not needed until somebody looks for copies: windows start without it.
    from PIL.Image import Resampling
    from PIL.Image import open as open_image

    try:
        with open_image(io.BytesIO(jpeg), formats=["JPEG"]) as image:
            # Much smaller, the decoder's own steps would differ with the size of the thumbnail.
            image.draft("L", (_DECODED, _DECODED))
            small = image.convert("L").resize((_SIDE + 1, _SIDE + 1), Resampling.BILINEAR)
    except (OSError, ValueError):
        return None
    levels = np.asarray(small, np.float32)
    down, right = np.diff(levels, axis=0), np.diff(levels, axis=1)
    steps = np.stack([down[:, 1:] + down[:, :-1], right[1:] + right[:-1]]) / 2
    length = float(np.linalg.norm(steps))
    return (steps / length).astype(np.float16) if length >= _FLAT else None


def _correlation(one: Gradients, other: Gradients) -> float:
    return float(np.dot(one.ravel().astype(np.float32), other.ravel()))


def _mirrored(one: Gradients) -> Gradients:
    """The gradients of the mirrored picture: those to the right point to the left then."""
    turned: Gradients = one[:, :, ::-1] * np.array([1, -1], np.float16)[:, None, None]
    return turned
