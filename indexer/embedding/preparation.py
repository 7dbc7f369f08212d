"""From a decoded photo to the square of pixels that a network sees."""

from __future__ import annotations

import numpy as np
from PIL import Image

from indexer.embedding.encoder import PixelStack


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
