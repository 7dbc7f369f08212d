"""CLIP encoders through the real open_clip, with small networks of random weights."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from indexer.core.errors import ModelError
from indexer.embedding.encoder import Encoder, Half, ModelKind, ModelSpec, Precision
from indexer.embedding.loading import load_encoder
from indexer.embedding.open_clip_loading import build_half
from indexer.embedding.prompts import as_prompt
from indexer.embedding.runtime import prepare_open_clip
from indexer.embedding.unit_vectors import to_unit_length
from tests.integration.tiny_clip import TINY_CONFIG, write_tiny_clip

TEXTS = ["a cat on a red sofa", "two people ride a motorcycle in the rain"]


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    import torch

    prepare_open_clip()  # whichever of these tests comes first imports it
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_clip(tmp_path_factory.mktemp("models") / "tiny")


def _spec(folder: Path, **changes: Any) -> ModelSpec:
    return replace(ModelSpec("tiny", ModelKind.OPEN_CLIP, weights=str(folder)), **changes)


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return load_encoder(_spec(folder))


@pytest.fixture(scope="module")
def images(skimage_photos: Path) -> list[Image.Image]:
    names = ("astronaut.png", "chelsea.png", "coins.png", "rocket.jpg", "coffee.png", "moon.png")
    return [Image.open(skimage_photos / name).convert("RGB") for name in names]


def test_vectors_equal_open_clips_own(
    encoder: Encoder, folder: Path, images: list[Image.Image]
) -> None:
    import open_clip
    import torch

    network, transform = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
    with torch.inference_mode():
        pixels = torch.stack([transform(image) for image in images])
        theirs = network.eval().encode_image(pixels, normalize=True).numpy()
        their_texts = network.encode_text(tokenizer(TEXTS), normalize=True).numpy()
    stack = [encoder.prepare(image) for image in images]
    ours = np.stack([vector.joint for vector in encoder.encode_images(stack)])
    assert (ours * theirs).sum(axis=1).min() >= 0.9999
    assert (encoder.encode_text(TEXTS) * their_texts).sum(axis=1).min() >= 0.9999


@pytest.mark.parametrize(
    "preprocess",
    [
        {"resize_mode": "squash", "interpolation": "bilinear"},
        {"resize_mode": "longest", "fill_color": 128},
        {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
    ],
)
def test_each_model_gets_its_own_preprocessing(
    tmp_path: Path, images: list[Image.Image], preprocess: dict[str, Any]
) -> None:
    import open_clip
    import torch

    folder = write_tiny_clip(tmp_path / "model", TINY_CONFIG | {"preprocess_cfg": preprocess})
    encoder = load_encoder(_spec(folder))
    network, transform = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    with torch.inference_mode():
        theirs = network.eval().encode_image(transform(images[3])[None], normalize=True).numpy()
    ours = encoder.encode_images(encoder.prepare(images[3])[None])[0].joint
    assert float(theirs[0] @ ours) >= 0.9999


@pytest.mark.parametrize(
    "change",
    [
        {"pool_type": "avg"},
        {"final_ln_after_pool": True},
        {"ls_init_value": 0.5},
        {"attentional_pool": True},
        {"patch_size": 24},  # the right and lower margins belong to no patch
    ],
)
def test_other_kinds_of_vision_transformers_give_open_clips_vectors(
    tmp_path: Path, images: list[Image.Image], change: dict[str, Any]
) -> None:
    import open_clip
    import torch

    model = TINY_CONFIG["model_cfg"]
    vision = model["vision_cfg"] | change
    config = TINY_CONFIG | {"model_cfg": model | {"vision_cfg": vision}}
    folder = write_tiny_clip(tmp_path / "model", config)
    encoder = load_encoder(_spec(folder))
    network, transform = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    with torch.inference_mode():
        theirs = network.eval().encode_image(transform(images[3])[None], normalize=True).numpy()
    ours = encoder.encode_images(encoder.prepare(images[3])[None])[0].joint
    assert float(theirs[0] @ ours) >= 0.9999


@pytest.mark.parametrize(("precision", "least"), [(Precision.FP16, 0.9999), (Precision.INT8, 0.99)])
def test_packed_layers_give_almost_the_same_vectors_in_two_threads_at_once(
    encoder: Encoder, folder: Path, images: list[Image.Image], precision: Precision, least: float
) -> None:
    packed = load_encoder(_spec(folder, precision=precision))
    stack = [encoder.prepare(image) for image in images]
    exact = np.stack([vectors.joint for vectors in encoder.encode_images(stack)])
    with ThreadPoolExecutor(2) as threads:
        runs = list(threads.map(packed.encode_images, [stack] * 6))
    for run in runs:
        found = np.stack([vectors.joint for vectors in run])
        assert (found * exact).sum(axis=1).min() >= least
        assert np.array_equal(found, np.stack([vectors.joint for vectors in runs[0]]))
    assert packed.model_id == encoder.model_id


def test_all_large_layers_of_the_image_half_are_packed(folder: Path) -> None:
    from torch.nn import Linear

    spec = _spec(folder, precision=Precision.INT8)
    network = build_half(spec, folder / "open_clip_model.safetensors", Half.IMAGE)
    assert not [layer for layer in network.visual.modules() if type(layer) is Linear]


def test_the_encoder_describes_itself(encoder: Encoder) -> None:
    assert (encoder.model_name, encoder.dimensions, encoder.visual_dimensions) == ("tiny", 32, 0)
    assert encoder.input_side == 64
    assert encoder.logit_scale == pytest.approx(1 / 0.07, rel=1e-4)
    assert encoder.logit_bias == 0.0
    assert encoder.prepare(Image.new("L", (120, 100))).shape == (1, 64, 64, 3)


def test_a_wide_photo_is_the_mean_of_its_squares(
    encoder: Encoder, images: list[Image.Image]
) -> None:
    squares = [image.resize((80, 80)) for image in images[:3]]
    wide = Image.new("RGB", (240, 80))
    for number, square in enumerate(squares):
        wide.paste(square, (80 * number, 0))
    prepared = [encoder.prepare(image) for image in (wide, *squares)]
    joined, *alone = (vectors.joint for vectors in encoder.encode_images(prepared))
    assert float(joined @ to_unit_length(np.sum(alone, axis=0)[None])[0]) >= 0.9999


def test_photos_of_many_squares_keep_their_order(encoder: Encoder) -> None:
    stripes = Image.new("RGB", (640, 80))
    for number in range(8):
        stripes.paste((30 * number, 90, 255 - 30 * number), (80 * number, 0, 80 * number + 80, 80))
    photo = encoder.prepare(stripes)
    assert len(photo) == 8
    photos = [photo, photo[:1], photo[2:5], photo, photo[7:]]
    for squares, vectors in zip(photos, encoder.encode_images(photos), strict=True):
        alone = encoder.encode_images([squares])[0]
        assert float(vectors.joint @ alone.joint) >= 0.9999


def test_a_batch_of_one_gives_the_vectors_of_a_batch(
    encoder: Encoder, images: list[Image.Image]
) -> None:
    stack = [encoder.prepare(image) for image in images]
    for pixels, vector in zip(stack, encoder.encode_images(stack), strict=True):
        alone = encoder.encode_images(pixels[None])[0]
        assert float(alone.joint @ vector.joint) >= 0.9999


def test_bf16_vectors_stay_close_and_of_unit_length(
    encoder: Encoder, folder: Path, images: list[Image.Image]
) -> None:
    quick = load_encoder(_spec(folder, precision=Precision.BF16))
    stack = [encoder.prepare(image) for image in images]
    pairs = zip(encoder.encode_images(stack), quick.encode_images(stack), strict=True)
    for exact, rounded in pairs:
        assert float(exact.joint @ rounded.joint) >= 0.999
        assert abs(np.linalg.norm(rounded.joint) - 1.0) < 1e-5
        assert rounded.joint.dtype == np.float32
    assert (encoder.encode_text(TEXTS) * quick.encode_text(TEXTS)).sum(axis=1).min() >= 0.999
    assert quick.model_id == encoder.model_id


def test_bare_words_are_read_as_captions(encoder: Encoder) -> None:
    assert as_prompt("dog") == "a photo of dog"
    assert np.allclose(encoder.encode_text(["dog"]), encoder.encode_text(["a photo of dog"]))


def test_nothing_in_nothing_out(encoder: Encoder) -> None:
    assert encoder.encode_text([]).shape == (0, 32)
    assert encoder.encode_images(np.zeros((0, 64, 64, 3), np.uint8)) == []


def test_weights_that_hold_nan_are_caught(folder: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "open_clip_config.json").write_text(json.dumps(TINY_CONFIG), "utf-8")
    state = load_file(folder / "open_clip_model.safetensors")
    state["visual.proj"] = torch.full_like(state["visual.proj"], float("nan"))
    state["text_projection"] = torch.full_like(state["text_projection"], float("nan"))
    save_file(state, broken / "open_clip_model.safetensors")
    encoder = load_encoder(_spec(broken))
    with pytest.raises(ModelError):
        encoder.encode_images(np.zeros((1, 1, 64, 64, 3), np.uint8))
    with pytest.raises(ModelError):
        encoder.encode_text(["a cat"])


def test_other_weights_or_preprocessing_are_another_model(encoder: Encoder, tmp_path: Path) -> None:
    changed = TINY_CONFIG | {"preprocess_cfg": {"mean": [0.5, 0.5, 0.5]}}
    other = load_encoder(_spec(write_tiny_clip(tmp_path / "other", changed)))
    assert other.model_id != encoder.model_id


def test_weights_of_another_architecture_are_refused(folder: Path) -> None:
    spec = _spec(folder / "open_clip_model.safetensors", architecture="RN50")
    with pytest.raises(ModelError, match="do not fit"):
        load_encoder(spec).warm_up(text=True)


def test_an_unknown_architecture_is_refused(folder: Path) -> None:
    spec = _spec(folder / "open_clip_model.safetensors", architecture="no-such-net")
    with pytest.raises(ModelError, match="no-such-net"):
        load_encoder(spec).dimensions  # noqa: B018


def test_a_damaged_configuration_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "open_clip_config.json").write_text("{", "utf-8")
    weights = folder / "open_clip_model.safetensors"
    (tmp_path / weights.name).write_bytes(weights.read_bytes())
    with pytest.raises(ModelError, match="Install the model again"):
        load_encoder(_spec(tmp_path)).dimensions  # noqa: B018


def test_a_pickle_beside_the_weights_is_never_taken(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name.replace("open_clip_model", "other")).write_bytes(path.read_bytes())
    (tmp_path / "open_clip_pytorch_model.bin").write_bytes(pickle.dumps(_Bomb()))
    load_encoder(_spec(tmp_path)).warm_up(text=True)


class _Bomb:
    """Fails the test when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return pytest.fail, ("a pickle was opened",)


def test_a_missing_tokenizer_is_a_clear_error(tmp_path: Path) -> None:
    text = TINY_CONFIG["model_cfg"]["text_cfg"] | {"hf_tokenizer_name": "somebody/some-model"}
    config = TINY_CONFIG | {"model_cfg": TINY_CONFIG["model_cfg"] | {"text_cfg": text}}
    folder = write_tiny_clip(tmp_path / "model", config)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load_encoder(_spec(folder)).encode_text(["a cat"])
