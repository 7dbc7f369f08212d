"""From a decoded photo to the squares of pixels that a network sees."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from indexer.embedding.encoder import PixelStack

WIDE = 1.6
"""From this ratio of the sides on, the middle square shows too little of a photo.

The store's schema step "wide photos as a whole" names the same ratio.
"""
_MOST_SQUARES = 8
_SLACK = 0.25
"""A square may cover up to this much more of the long side, so that 9:20 needs two, not three."""


def squares_of(image: Image.Image) -> list[Image.Image]:
    """The parts of a photo that are embedded: itself, or, if it is wide or tall, its squares.

    Squares are spread over the whole length and show all of it. Of the 194 captioned development
    photos, joined in pairs to panoramas of 3:1, the starter finds 0.56 among the first ten by their
    middle square, 0.58 padded or squashed, 0.72 by squares whose vectors are averaged and 0.73 by
    squares whose classes are joined; cut to 16:9, 0.82 by the middle square and 0.84 by two.
    """
    long, short = max(image.size), min(image.size)
    if long <= WIDE * short:
        return [image]
    count = min(_MOST_SQUARES, max(2, math.ceil(long / short - _SLACK)))
    length = max(short, long / count)
    starts = [number * (long - length) / (count - 1) for number in range(count)]
    return [_square(image, start, start + length) for start in starts]


def _square(image: Image.Image, start: float, end: float) -> Image.Image:
    """What lies between two places on the long side, made square."""
    short = min(image.size)
    if image.width >= image.height:
        box = (start, 0.0, min(end, image.width), float(short))
    else:
        box = (0.0, start, float(short), min(end, image.height))
    return image.resize((short, short), Image.Resampling.BICUBIC, box=box)


def resize_and_crop(image: Image.Image, side: int) -> PixelStack:
    """The middle square of an image, uint8 (side, side, 3); its shorter side becomes `side`."""
    scale = side / min(image.size)
    width, height = (max(side, round(length * scale)) for length in image.size)
    left, top = (width - side) // 2, (height - side) // 2
    # Only what is kept is computed; the filter still looks beyond its border, as after a crop.
    stretch_x, stretch_y = image.width / width, image.height / height
    box = left * stretch_x, top * stretch_y, (left + side) * stretch_x, (top + side) * stretch_y
    resized = image.convert("RGB").resize((side, side), Image.Resampling.BICUBIC, box=box)
    return np.asarray(resized)


def by_photo(rows: np.ndarray, photos: Sequence[PixelStack]) -> Iterator[np.ndarray]:
    """Rows of all squares, (squares, ...), parted into those of each photo."""
    ends = np.cumsum([len(photo) for photo in photos])
    return iter(np.split(rows, ends[:-1]))
