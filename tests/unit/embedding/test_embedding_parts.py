"""Small parts: prompts, preparation, lazy values, the text network."""

from __future__ import annotations

import threading
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from indexer.embedding.class_texts import CLASSES, class_text, load_class_texts
from indexer.embedding.lazy import Lazy
from indexer.embedding.preparation import resize_and_crop, squares_of
from indexer.embedding.prompts import as_prompt
from indexer.embedding.sentence_network import SentenceNetwork
from indexer.embedding.starter import LIKELIEST, class_weights, visual_vectors

_FIRST_NUMBERS = [0.02924, -0.0371381, 0.0089651, -0.0081235]


@pytest.mark.parametrize(
    ("typed", "prompt"),
    [
        ("dog", "a photo of dog"),
        ("red  car", "a photo of red car"),
        ("dog asleep on a sofa", "dog asleep on a sofa"),
        ("狗", "狗"),
        ("", ""),
    ],
)
def test_bare_words_become_a_sentence(typed: str, prompt: str) -> None:
    assert as_prompt(typed) == prompt


@pytest.mark.parametrize("size", [(64, 48), (48, 64), (10_000, 3), (3, 3), (1, 900)])
def test_any_shape_becomes_the_middle_square(size: tuple[int, int]) -> None:
    pixels = resize_and_crop(Image.new("RGB", size, "red"), 32)
    assert pixels.shape == (32, 32, 3)
    assert pixels.dtype == np.uint8
    assert (pixels == (255, 0, 0)).all()


def test_the_crop_is_the_middle() -> None:
    image = Image.new("RGB", (96, 32), "black")
    image.paste("white", (32, 0, 64, 32))
    assert (resize_and_crop(image, 32)[:, 8:24] == 255).all()


@pytest.mark.parametrize(
    ("size", "count"),
    [
        ((300, 200), 1),
        ((160, 100), 1),
        ((161, 100), 2),
        ((1080, 2340), 2),
        ((300, 100), 3),
        ((100, 500), 5),
        ((10_000, 100), 8),
        ((1, 900), 8),
    ],
)
def test_a_wide_photo_is_seen_whole(size: tuple[int, int], count: int) -> None:
    ramp = np.linspace(0, 255, max(size)).astype(np.uint8)
    rows = ramp if size[0] >= size[1] else ramp[:, None]
    image = Image.fromarray(np.broadcast_to(rows, (size[1], size[0])).copy())
    squares = squares_of(image)
    assert len(squares) == count
    if count == 1:
        return
    assert {square.size for square in squares} == {(min(size), min(size))}
    seen = [(int(np.asarray(it).min()), int(np.asarray(it).max())) for it in squares]
    slack = 255 / max(4, min(size)) + 255 / count / 2 * (min(size) == 1)
    assert seen == sorted(seen)
    assert seen[0][0] <= slack
    assert seen[-1][1] >= 255 - slack
    for (_, end), (start, _) in pairwise(seen):
        assert start <= end + 2 * slack, "a part of the photo is in no square"


def test_a_lazy_value_is_made_once_by_many_threads() -> None:
    made: list[int] = []
    lazy = Lazy(lambda: made.append(1) or object())
    threads = [threading.Thread(target=lazy.get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1


def test_a_failed_load_is_tried_again() -> None:
    outcomes = iter([False, True])

    def make() -> str:
        if not next(outcomes):
            raise OSError("gone for a moment")
        return "made"

    lazy = Lazy(make)
    with pytest.raises(OSError, match="gone"):
        lazy.get()
    assert lazy.get() == "made"


def test_class_weights_keep_the_likeliest_and_sum_to_one() -> None:
    logits = np.random.default_rng(1).normal(size=(3, CLASSES)).astype(np.float32)
    weights = class_weights(logits)
    assert np.allclose(weights.sum(axis=1), 1.0)
    assert ((weights > 0).sum(axis=1) == LIKELIEST).all()
    assert (weights.argmax(axis=1) == logits.argmax(axis=1)).all()


def test_visual_vectors_never_change_between_versions() -> None:
    features = np.arange(1280, dtype=np.float32)[None] % 7
    first = visual_vectors(features)[0, :4]
    assert np.allclose(first, _FIRST_NUMBERS, atol=1e-6)


def test_the_stored_class_texts_are_what_the_text_network_says() -> None:
    some = (0, 32, 281, 504, 999)
    made = SentenceNetwork().encode([class_text(index) for index in some])
    stored = load_class_texts()
    assert stored.shape == (CLASSES, 384)
    assert ((stored[list(some)] * made).sum(axis=1) > 0.9999).all()


def test_the_text_network_ignores_padding_and_cuts_long_texts() -> None:
    network = SentenceNetwork()
    long = "a very long story about a boat " * 400
    together = network.encode(["a cat", long])
    assert (together[0] * network.encode(["a cat"])[0]).sum() > 0.9999
    assert np.isfinite(together).all()
    assert network.encode([]).shape == (0, 384)
