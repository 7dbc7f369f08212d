"""Copies look alike, light for light; other pictures of the same scene do not."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance, ImageOps

from desktop.thumbnails.likeness import same_look, signature

Edit = Callable[[Image.Image], Image.Image]


def thumbnail(image: Image.Image, quality: int = 90) -> bytes:
    small = image.convert("RGB")
    small.thumbnail((360, 360))
    stored = BytesIO()
    small.save(stored, "JPEG", quality=quality)
    return stored.getvalue()


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "astronaut.png", "rocket.jpg"])
@pytest.mark.parametrize(
    ("edit", "same"),
    [
        (lambda it: it.reduce(3), True),
        (lambda it: it.convert("L"), True),
        (lambda it: ImageEnhance.Brightness(it).enhance(1.2), True),
        (ImageOps.mirror, False),
        (lambda it: it.crop((0, 0, it.width // 2, it.height // 2)), False),
    ],
)
def test_edits_of_a_photo(skimage_photos: Path, name: str, edit: Edit, same: bool) -> None:
    with Image.open(skimage_photos / name) as image:
        image.load()
    assert same_look(signature(thumbnail(image)), signature(thumbnail(edit(image), 40))) is same


def test_different_photos_and_no_photos_do_not_look_alike(skimage_photos: Path) -> None:
    looks = []
    for name in ("chelsea.png", "coffee.png", "astronaut.png", "motorcycle_left.png"):
        with Image.open(skimage_photos / name) as image:
            looks.append(signature(thumbnail(image)))
    assert not any(same_look(one, other) for one in looks for other in looks if one is not other)
    assert signature(b"nothing") is None
    assert not same_look(None, None)
