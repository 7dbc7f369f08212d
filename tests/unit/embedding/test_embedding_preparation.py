"""The square that a network sees is the middle of the whole photo, made smaller."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from indexer.embedding.preparation import resize_and_crop


@pytest.mark.parametrize("size", [(100, 75), (75, 100), (64, 150), (32, 32), (20, 16)])
def test_the_square_equals_a_crop_of_the_resized_photo(size: tuple[int, int]) -> None:
    side = 32
    noise = np.random.default_rng(1).integers(0, 256, (size[1], size[0], 3), np.uint8)
    image = Image.fromarray(noise)
    scale = side / min(size)
    width, height = (round(length * scale) for length in size)
    left, top = (width - side) // 2, (height - side) // 2
    whole = image.resize((width, height), Image.Resampling.BICUBIC)
    wanted = np.asarray(whole.crop((left, top, left + side, top + side)))
    difference = resize_and_crop(image, side).astype(int) - wanted.astype(int)
    assert np.abs(difference).max() <= 1
    assert (difference != 0).mean() < 0.01
