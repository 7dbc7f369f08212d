"""The starter model with its real weights on real photographs."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from indexer.core.types import EmbeddedVectors, Vector
from indexer.embedding.catalogue import STARTER_NAME, calibration_of
from indexer.embedding.encoder import Encoder, ModelKind, ModelSpec, PixelStack
from indexer.embedding.loading import load_encoder

BLIND_SPOTS = ["an astronaut", "coins", "the moon"]


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    import torch

    threads = torch.get_num_threads()
    yield load_encoder(ModelSpec(STARTER_NAME, ModelKind.STARTER), threads=1)
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def photos(skimage_photos: Path) -> list[Path]:
    return sorted(path for path in skimage_photos.iterdir() if path.suffix in {".png", ".jpg"})


@pytest.fixture(scope="module")
def stack(encoder: Encoder, photos: list[Path]) -> list[PixelStack]:
    return [encoder.prepare(Image.open(path)) for path in photos]


@pytest.fixture(scope="module")
def vectors(encoder: Encoder, stack: list[PixelStack]) -> list[EmbeddedVectors]:
    return encoder.encode_images(stack)


@pytest.fixture(scope="module")
def joint(vectors: list[EmbeddedVectors]) -> Vector:
    return np.stack([vector.joint for vector in vectors])


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ("a cat", "chelsea"),
        ("a cup of coffee", "coffee"),
        ("rocket launch", "rocket"),
        ("a motorcycle", "motorcycle"),
        ("a horse", "horse"),
        ("brick wall", "brick"),
        ("grass", "grass"),
    ],
)
def test_a_query_puts_a_right_photo_first(
    encoder: Encoder, photos: list[Path], joint: Vector, query: str, right: str
) -> None:
    scores = joint @ encoder.encode_text([query])[0]
    assert photos[int(scores.argmax())].name.startswith(right)


def test_sure_hits_are_above_the_floor_and_blind_spots_below(
    encoder: Encoder, joint: Vector
) -> None:
    calibration = calibration_of(STARTER_NAME)
    assert (joint @ encoder.encode_text(["a cat"])[0]).max() > calibration.strong
    assert (joint @ encoder.encode_text(BLIND_SPOTS).T).max() < calibration.likely


def test_the_left_motorcycle_finds_the_right_one(
    photos: list[Path], vectors: list[EmbeddedVectors]
) -> None:
    names = [path.name for path in photos]
    visual = np.stack([vector.visual for vector in vectors])
    scores = visual @ visual[names.index("motorcycle_left.png")]
    assert names[np.argsort(-scores)[1]] == "motorcycle_right.png"


def test_vectors_are_unit_float32_of_the_declared_sizes(
    encoder: Encoder, vectors: list[EmbeddedVectors]
) -> None:
    for vector in vectors:
        assert vector.joint.shape == (encoder.dimensions,)
        assert vector.visual is not None
        assert vector.visual.shape == (encoder.visual_dimensions,)
        for part in (vector.joint, vector.visual):
            assert part.dtype == np.float32
            assert abs(np.linalg.norm(part) - 1.0) < 1e-5


def test_a_batch_of_one_gives_the_vectors_of_a_batch_of_eight(
    encoder: Encoder, stack: list[PixelStack]
) -> None:
    together = encoder.encode_images(stack[:8])
    for pixels, vector in zip(stack[:8], together, strict=True):
        alone = encoder.encode_images(pixels[None])[0]
        assert float(alone.joint @ vector.joint) >= 0.9999
        assert float(alone.visual @ vector.visual) >= 0.9999


def test_nothing_in_nothing_out(encoder: Encoder, stack: list[PixelStack]) -> None:
    assert encoder.encode_images(stack[:0]) == []
    assert encoder.encode_text([]).shape == (0, encoder.dimensions)


def test_plain_pictures_and_odd_texts_give_finite_vectors(encoder: Encoder) -> None:
    side = encoder.input_side
    flat = np.stack([np.full((1, side, side, 3), grey, np.uint8) for grey in (0, 128, 255)])
    for vector in encoder.encode_images(flat):
        assert np.isfinite(vector.joint).all()
    assert np.isfinite(encoder.encode_text(["", " ", "🦄", "的" * 5000, "\x00"])).all()


def test_what_is_at_the_end_of_a_panorama_is_seen(encoder: Encoder, skimage_photos: Path) -> None:
    cat = Image.open(skimage_photos / "chelsea.png").convert("RGB")
    wide_cat, tall_cat = cat.resize((600, 400)), cat.resize((400, 267))
    prepared = []
    for place in (0, 700, 1400):
        wide = Image.new("RGB", (2000, 400), (170, 190, 200))
        wide.paste(wide_cat, (place, 0))
        tall = Image.new("RGB", (400, 2000), (90, 120, 60))
        tall.paste(tall_cat, (0, place))
        prepared += [encoder.prepare(wide), encoder.prepare(tall)]
    joint = np.stack([vectors.joint for vectors in encoder.encode_images(prepared)])
    scores = joint @ encoder.encode_text(["a cat"])[0]
    assert (scores >= calibration_of(STARTER_NAME).likely).all(), scores


def test_text_and_photos_on_two_threads_at_once(
    encoder: Encoder, stack: list[PixelStack], joint: Vector
) -> None:
    alone = encoder.encode_text(["a cat"])
    found: list[Vector] = []
    thread = threading.Thread(target=lambda: found.append(encoder.encode_text(["a cat"])))
    thread.start()
    images = encoder.encode_images(stack[:4])
    thread.join()
    assert np.allclose(found[0], alone, atol=1e-5)
    assert np.allclose(images[0].joint, joint[0], atol=1e-3)


def test_each_half_loads_alone(repository: Path) -> None:
    check = """
import sys
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.embedding.loading import load_encoder
encoder = load_encoder(ModelSpec("starter", ModelKind.STARTER), threads=1)
encoder.encode_text(["a cat"])
heavy = {"timm", "torchvision", "transformers", "sentence_transformers", "open_clip"}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""
    subprocess.run([sys.executable, "-c", check], cwd=repository, check=True)


def test_the_identity_is_stable_and_needs_no_network(encoder: Encoder) -> None:
    again = load_encoder(ModelSpec(STARTER_NAME, ModelKind.STARTER))
    assert again.model_id == encoder.model_id
    assert len(encoder.model_id) == 32
