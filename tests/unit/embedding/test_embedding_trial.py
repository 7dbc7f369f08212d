"""Which devices and number formats are believed, and which is chosen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from indexer.core.errors import ModelError
from indexer.core.types import EmbeddedVectors
from indexer.embedding.encoder import Device, ModelKind, ModelSpec, Precision
from indexer.embedding.trial import (
    Attempt,
    drawn_pictures,
    fastest,
    require_sound,
    run_trial,
)

SPEC = ModelSpec("any", ModelKind.OPEN_CLIP)
PICTURES = drawn_pictures(32)


def true_vectors(stack: np.ndarray) -> np.ndarray:
    """Mean colours of 16 tiles: exact, and another for each picture."""
    tiles = stack.reshape(len(stack), 4, 8, 4, 8, 3).mean(axis=(2, 4)).reshape(len(stack), -1)
    centred = tiles - 127.0
    return (centred / np.linalg.norm(centred, axis=1, keepdims=True)).astype(np.float32)


def with_noise(amount: float) -> Callable[[np.ndarray], np.ndarray]:
    dice = np.random.default_rng(1)

    def encode(stack: np.ndarray) -> np.ndarray:
        vectors = true_vectors(stack)
        noisy = vectors + dice.normal(0, amount, vectors.shape)
        return noisy / np.linalg.norm(noisy, axis=1, keepdims=True)

    return encode


def drifted(stack: np.ndarray) -> np.ndarray:
    vectors = true_vectors(stack) + np.float32(0.03)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def reordered(stack: np.ndarray) -> np.ndarray:
    """What a driver does that writes results into the wrong rows of a batch."""
    return np.roll(true_vectors(stack), 1, axis=0)


def first_row_always_right(stack: np.ndarray) -> np.ndarray:
    vectors = true_vectors(stack)
    vectors[1:] = vectors[1:][::-1]
    return vectors


def not_a_number(stack: np.ndarray) -> np.ndarray:
    return np.full_like(true_vectors(stack), np.nan)


def test_the_pictures_differ_and_are_the_same_each_time() -> None:
    vectors = true_vectors(PICTURES)
    assert np.array_equal(PICTURES, drawn_pictures(32))
    assert (vectors @ vectors.T - np.eye(len(vectors))).max() < 0.9


def test_an_exact_device_passes() -> None:
    expected = true_vectors(PICTURES)
    assert np.array_equal(require_sound(true_vectors, PICTURES, expected), expected)
    require_sound(true_vectors, PICTURES, None)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (with_noise(0.05), "from one run to the next"),
        (reordered, "mixes up"),
        (first_row_always_right, "mixes up"),
        (drifted, "off"),
        (not_a_number, "not numbers"),
    ],
)
def test_a_broken_device_is_refused(broken: Callable[[np.ndarray], np.ndarray], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        require_sound(broken, PICTURES, true_vectors(PICTURES))


class Runner:
    """An encoder whose answers depend on how it is run."""

    input_side = 32

    def __init__(self, spec: ModelSpec, ways: dict[str, Callable[[np.ndarray], np.ndarray]]):
        self._encode = ways[spec.precision]

    def encode_images(self, photos: list[np.ndarray]) -> list[EmbeddedVectors]:
        return [EmbeddedVectors(vector) for vector in self._encode(np.stack(photos))]

    def encode_text(self, texts: list[str]) -> np.ndarray:
        return np.ones((len(texts), 1), np.float32)


def unsupported(stack: np.ndarray) -> np.ndarray:
    raise RuntimeError("this processor has no such instruction\nat line 1")


def trial(**ways: Callable[[np.ndarray], np.ndarray]) -> tuple[Attempt, ...]:
    return run_trial(SPEC, lambda spec: Runner(spec, ways), seconds=0.0)


def test_what_cannot_run_or_is_wrong_is_refused_with_its_reason() -> None:
    attempts = trial(fp32=true_vectors, bf16=drifted, fp16=drifted, int8=unsupported)
    assert [attempt.precision for attempt in attempts] == ["fp32", "bf16", "fp16", "int8"]
    assert "off" in attempts[1].problem
    assert attempts[3].problem == "this processor has no such instruction"
    assert fastest(attempts).precision == "fp32"


def test_a_model_that_does_not_even_run_the_plain_way_is_an_error() -> None:
    with pytest.raises(ModelError, match="does not work on this computer"):
        trial(fp32=not_a_number, bf16=true_vectors, int8=true_vectors)


def test_the_quickest_sound_way_is_chosen() -> None:
    attempts = (
        Attempt("cpu", "fp32", 10.0, 1.0),
        Attempt("cpu", "bf16", 20.0, 0.9999),
        Attempt("cpu", "int8", 0.0, 0.0, "its vectors are off: cosine 0.9"),
        Attempt("cuda", "fp32", 5.0, 1.0),
    )
    chosen = fastest(attempts).apply(SPEC)
    assert (chosen.device, chosen.precision) == (Device.CPU, Precision.BF16)


def test_the_starter_runs_one_way_only() -> None:
    starter = ModelSpec("starter", ModelKind.STARTER)
    attempts = run_trial(starter, lambda spec: Runner(spec, {"fp32": true_vectors}), seconds=0.0)
    assert len(attempts) == 1
