"""Any CLIP-type model of open_clip, from safetensors weights on this computer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from indexer.core.errors import ModelError
from indexer.core.types import EmbeddedVectors, Vector
from indexer.embedding import weights
from indexer.embedding.encoder import (
    PIPELINE_VERSION,
    Device,
    Half,
    ModelSpec,
    PixelStack,
    Precision,
)
from indexer.embedding.lazy import Lazy
from indexer.embedding.open_clip_loading import (
    build_half,
    build_tokenizer,
    image_transform,
    model_config,
    preprocessing,
    read_number,
)
from indexer.embedding.preparation import by_photo, squares_of
from indexer.embedding.prompts import as_prompt
from indexer.embedding.runtime import use_threads
from indexer.embedding.unit_vectors import to_unit_length

if TYPE_CHECKING:
    import torch
    from open_clip.transform import PreprocessCfg

_AT_ONCE = 16
"""Squares in one pass: a batch of panoramas must not take eight times the memory of a batch."""


@dataclass(frozen=True, slots=True)
class _TextHalf:
    """The network with what it needs to read texts."""

    network: Any
    tokenizer: Callable[[list[str]], torch.Tensor]


class ClipEncoder:
    """Implements `Encoder` with one open_clip network, whose halves load apart at first use."""

    visual_dimensions = 0

    def __init__(self, spec: ModelSpec, *, threads: int | None = None) -> None:
        """Checks the weights file; loads no network.

        Raises:
            ModelError: no safetensors weights, or an architecture open_clip does not know.
        """
        self._spec = spec
        self._threads = threads
        self._weights = weights.find_safetensors(Path(spec.weights))
        weights.require_as_installed(self._weights)
        self._config = Lazy(lambda: model_config(spec))
        self._preprocessing: Lazy[PreprocessCfg] = Lazy(lambda: preprocessing(spec))
        self._transform = Lazy(lambda: image_transform(self._preprocessing.get()))
        self._image_half = Lazy(self._load_image_half)
        self._text_half = Lazy(self._load_text_half)
        self._tokenizing = Lock()  # the tokenizers keep state between calls

    @property
    def model_id(self) -> str:
        """See `Encoder`. The precision is no part of it: vectors of all precisions compare."""
        parts = (
            weights.identify(self._weights),
            json.dumps(self._config.get(), sort_keys=True),
            repr(self._preprocessing.get()),
            str(PIPELINE_VERSION),
        )
        return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()

    @property
    def model_name(self) -> str:
        """See `Encoder`."""
        return self._spec.name

    @property
    def dimensions(self) -> int:
        """See `Encoder`."""
        return int(self._config.get()["embed_dim"])

    @property
    def precision(self) -> Precision:
        """See `Encoder`."""
        return self._spec.precision

    @property
    def device(self) -> Device:
        """See `Encoder`."""
        return self._spec.device

    @property
    def logit_scale(self) -> float:
        """See `Encoder`. Weights files hold its logarithm."""
        found = read_number(self._weights, "logit_scale")
        return 1.0 if found is None else math.exp(found)

    @property
    def logit_bias(self) -> float:
        """See `Encoder`."""
        return read_number(self._weights, "logit_bias") or 0.0

    @property
    def input_side(self) -> int:
        """See `Encoder`."""
        size = self._preprocessing.get().size
        return max(size) if isinstance(size, (tuple, list)) else int(size)

    def prepare(self, image: Image.Image) -> PixelStack:
        """See `Encoder`. Each square is resized and cropped by open_clip, up to the numbers."""
        transform = self._transform.get()
        squares = squares_of(image.convert("RGB"))
        return np.stack([np.asarray(transform(square)) for square in squares])

    def encode_images(self, photos: Sequence[PixelStack]) -> list[EmbeddedVectors]:
        """See `Encoder`. A wide photo's vector is the mean of its squares'."""
        if len(photos) == 0:
            return []
        stack = np.concatenate(photos)
        parts = np.split(stack, range(_AT_ONCE, len(stack), _AT_ONCE))
        rows = np.concatenate([self._encode(part) for part in parts])
        means = np.stack([squares.mean(axis=0) for squares in by_photo(rows, photos)])
        return [EmbeddedVectors(joint=vector) for vector in to_unit_length(means)]

    def _encode(self, stack: PixelStack) -> Vector:
        """Vectors of squares, uint8 (n, side, side, 3)."""
        import torch

        network = self._image_half.get()
        with torch.inference_mode():
            return _to_vectors(network.encode_image(self._normalise(stack)))

    def encode_text(self, texts: Sequence[str]) -> Vector:
        """See `Encoder`. One or two plain words become a sentence about a photo first."""
        import torch

        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        half = self._text_half.get()
        with self._tokenizing:
            tokens = half.tokenizer([as_prompt(text) for text in texts])
        with torch.inference_mode():
            return _to_vectors(half.network.encode_text(tokens.to(self.device.value)))

    def warm_up(self, *, images: bool = False, text: bool = False) -> None:
        """See `Encoder`."""
        if images:
            self._image_half.get()
        if text:
            self._text_half.get()

    def _load_image_half(self) -> Any:
        use_threads(self._threads)
        return build_half(self._spec, self._weights, Half.IMAGE)

    def _load_text_half(self) -> _TextHalf:
        use_threads(self._threads)
        tokenizer = build_tokenizer(self._spec)
        return _TextHalf(build_half(self._spec, self._weights, Half.TEXT), tokenizer)

    def _normalise(self, stack: PixelStack) -> torch.Tensor:
        """Pixels as numbers around 0, channels first, in the network's precision."""
        import torch

        configuration = self._preprocessing.get()
        device = self.device.value
        pixels = torch.tensor(stack).to(device).permute(0, 3, 1, 2)
        mean = torch.tensor(configuration.mean, device=device).view(1, 3, 1, 1)
        spread = torch.tensor(configuration.std, device=device).view(1, 3, 1, 1)
        number = torch.bfloat16 if self.precision is Precision.BF16 else torch.float32
        # In place: fresh memory for each step costs three times the time.
        return pixels.float().div_(255.0).sub_(mean).div_(spread).to(number)


def _to_vectors(rows: torch.Tensor) -> Vector:
    if rows.isnan().any():
        raise ModelError("The model answered with NaN. Choose another precision or model.")
    return to_unit_length(rows.float().cpu().numpy())
