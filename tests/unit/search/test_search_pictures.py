"""Photos that are one picture, told by their thumbnails."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from indexer.core.errors import StoreError
from indexer.media.thumbnail import make_thumbnail
from indexer.search import pictures
from indexer.search.pictures import Pictures, gradients

Edit = Callable[[Image.Image], Image.Image]


def scene(seed: int, size: tuple[int, int] = (1200, 900)) -> Image.Image:
    """A few dozen shapes, each with the shades and the grain that photos have."""
    random = np.random.default_rng(seed)
    flat = shapes(random, size)
    coarse = random.integers(0, 255, (size[1] // 12, size[0] // 12, 3), np.uint8)
    shades = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)
    return Image.blend(flat, shades, 0.35)


def shapes(random: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, tuple(random.integers(0, 255, 3).tolist()))
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y = (random.random(2) * size).tolist()
        width, height = (random.random(2) * 250 + 20).tolist()
        colour = tuple(random.integers(0, 255, 3).tolist())
        draw.ellipse((x, y, x + width, y + height), fill=colour)
    return image


def compressed(image: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return Image.open(stream)


ORIGINAL = scene(1)
SEEN = {
    b"original": ORIGINAL,
    b"half": ORIGINAL.resize((600, 450)),
    b"tiny": ORIGINAL.resize((320, 240)),
    b"strong": compressed(ORIGINAL, 20),
    b"grey": ORIGINAL.convert("L"),
    b"bright": ImageEnhance.Brightness(ORIGINAL).enhance(1.2),
    b"other": scene(2),
    b"moved": ORIGINAL.transform(ORIGINAL.size, Image.Transform.AFFINE, (1, 0, 60, 0, 1, 0)),
    b"flat": Image.new("RGB", (1200, 900), "white"),
}
THUMBNAILS = {content: make_thumbnail(image) for content, image in SEEN.items()}


def read(contents):
    return {content: THUMBNAILS[content] for content in contents if content in THUMBNAILS}


@pytest.mark.parametrize("copy", [b"half", b"tiny", b"strong", b"grey", b"bright", b"original"])
def test_a_copy_is_the_same_picture(copy):
    assert Pictures(read).same([(b"original", copy), (copy, b"original")]).all()


@pytest.mark.parametrize("other", [b"other", b"moved", b"flat", b"unknown"])
def test_another_photo_is_not(other):
    assert not Pictures(read).same([(b"original", other), (other, b"original")]).any()


def test_a_mirrored_copy_agrees_when_asked_for():
    known = THUMBNAILS | {b"mirror": make_thumbnail(ImageOps.mirror(ORIGINAL))}
    compared, pair = Pictures(lambda _: known), [(b"original", b"mirror")]
    assert compared.agreement(pair)[0] < 0.5
    assert compared.agreement(pair, mirrored=True)[0] > 0.97
    assert np.isnan(compared.agreement([(b"original", b"flat")], mirrored=True)).all()


def test_two_flat_pictures_have_nothing_in_common_that_could_be_compared():
    assert not Pictures(read).same([(b"flat", b"flat")]).any()


def test_each_pair_gets_its_own_answer_and_no_thumbnail_is_read_twice(monkeypatch):
    asked = []

    def counted(contents):
        asked.extend(contents)
        return read(contents)

    pairs = [(b"original", b"half"), (b"half", b"other"), (b"other", b"other")] * 3
    compared = Pictures(counted)
    assert compared.same(pairs).tolist() == [True, False, True] * 3
    assert compared.same([]).tolist() == []
    assert sorted(asked) == [b"half", b"original", b"other"]


def test_what_was_forgotten_is_read_again(monkeypatch):
    monkeypatch.setattr(pictures, "_KEPT", 2)
    monkeypatch.setattr(pictures, "_PAIRS_AT_ONCE", 1)
    pairs = [(b"original", b"half"), (b"grey", b"tiny"), (b"original", b"other")]
    assert Pictures(read).same(pairs * 2).tolist() == [True, True, False] * 2


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
        before = image.convert("RGB")
    edited = compressed(edit(before).convert("RGB"), 40)
    known = {b"before": make_thumbnail(before), b"after": make_thumbnail(edited)}
    assert Pictures(lambda _: known).same([(b"before", b"after")]).tolist() == [same]


def test_different_photos_do_not_look_alike(skimage_photos: Path) -> None:
    names = ("chelsea.png", "coffee.png", "astronaut.png", "motorcycle_left.png")
    known = {}
    for name in names:
        with Image.open(skimage_photos / name) as image:
            known[name.encode()] = make_thumbnail(image.convert("RGB"))
    pairs = list(combinations(known, 2))
    assert not Pictures(lambda _: known).same(pairs).any()


def test_damaged_thumbnails_and_a_closed_database_tell_nothing():
    assert gradients(b"no picture") is None
    assert gradients(THUMBNAILS[b"half"][:200]) is None

    def closed(_contents):
        raise StoreError("closed")

    assert not Pictures(closed).same([(b"original", b"original")]).any()
