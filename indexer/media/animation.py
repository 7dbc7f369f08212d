"""Chooses the frame of an animation that stands for it: the first, unless that one is blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.media.faults import DECODER_FAULTS
from indexer.media.modes import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

_NOISE = 24
"""Compression makes a frame of one colour differ by some levels."""
_CLEAR = 96
"""A frame with so much contrast shows something; one that fades in does not yet."""
_MOST_FRAMES = 200
_MOST_PIXELS = 400_000_000


def is_blank(pixels: Image.Image) -> bool:
    """Whether a picture shows nothing: all its pixels have nearly one colour."""
    return spread(pixels) <= _NOISE


def first_that_shows(image: Image.Image, made: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """The first frame that shows something clearly, by `made`; else the clearest of those seen.

    Frames build on each other, so they are decoded in order, and only so many.
    """
    most = max(2, min(_MOST_FRAMES, _MOST_PIXELS // max(1, image.width * image.height)))
    image.seek(0)
    best = made(image)
    try:
        for number in range(1, most):
            image.seek(number)
            frame = made(image)
            if spread(frame) > spread(best):
                best = frame
            if spread(best) >= _CLEAR:
                break
    except DECODER_FAULTS:
        return best  # the animation ends here, or is damaged here
    return best
