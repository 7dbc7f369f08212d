"""The seam between models and everything else: what an encoder is, and what names one.

Cheap to import: no torch here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from indexer.core.errors import ModelError
from indexer.core.types import EmbeddedVectors, Vector

if TYPE_CHECKING:
    from PIL import Image

PIPELINE_VERSION = 1
"""Part of every model_id: raise it when preprocessing or post-processing changes any vector."""

PixelStack = npt.NDArray[np.uint8]
"""A prepared photo: uint8 sRGB, shape (squares, side, side, 3). See `preparation.squares_of`."""


class ModelKind(StrEnum):
    """Which encoder class runs a model."""

    STARTER = "starter"
    OPEN_CLIP = "open_clip"


class Precision(StrEnum):
    """The number format the image and text networks compute in; vectors are always float32."""

    FP32 = "fp32"
    BF16 = "bf16"
    FP16 = "fp16"
    """Weights of large layers in 16 bits, everything else in fp32; processors only."""
    INT8 = "int8"
    """Weights of large layers in 8 bits, everything else in fp32; processors only."""


class Half(StrEnum):
    """The two networks of a model: each is loaded when it is first needed."""

    IMAGE = "image"
    TEXT = "text"


class Device(StrEnum):
    """What the networks run on."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"
    """Apple's graphics."""


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Everything a worker needs to load one model; JSON-able, so that the service can send it."""

    name: str
    """The name in the catalogue, or what the person called a local model."""
    kind: ModelKind
    architecture: str = ""
    """open_clip model name; empty for the starter and for a folder with open_clip_config.json."""
    weights: str = ""
    """A safetensors file, or a folder holding one; empty for the starter."""
    precision: Precision = Precision.FP32
    pretrained: str = ""
    """open_clip tag of the weights: says how they want their pixels. Empty for a folder."""
    device: Device = Device.CPU

    def to_json(self) -> dict[str, str]:
        """A plain dictionary for the wire."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> ModelSpec:
        """The spec sent by `to_json`.

        Raises:
            ModelError: a field is missing or has an unknown value.
        """
        try:
            return cls(
                name=str(fields["name"]),
                kind=ModelKind(fields["kind"]),
                architecture=str(fields.get("architecture", "")),
                weights=str(fields.get("weights", "")),
                precision=Precision(fields.get("precision", Precision.FP32)),
                pretrained=str(fields.get("pretrained", "")),
                device=Device(fields.get("device", Device.CPU)),
            )
        except (KeyError, ValueError) as error:
            raise ModelError(f"This model description cannot be used: {error}.") from error


class Encoder(Protocol):
    """Turns photos and texts into unit-length float32 vectors of one model.

    Image and text halves load on first use and apart from each other, and may run on different
    threads at once; each half is used by one thread at a time.
    """

    @property
    def model_id(self) -> str:
        """Hash of weights, preprocessing and PIPELINE_VERSION: vectors of equal ids compare."""

    @property
    def model_name(self) -> str:
        """The name of the spec."""

    @property
    def dimensions(self) -> int:
        """Length of joint vectors (photos and text)."""

    @property
    def visual_dimensions(self) -> int:
        """Length of the photo-only vectors for "find similar"; 0 if the model has none."""

    @property
    def logit_scale(self) -> float:
        """Factor from cosine to logit: softmax(logit_scale * cosine + logit_bias)."""

    @property
    def logit_bias(self) -> float:
        """Added to every logit; SigLIP models have one, CLIP models have 0."""

    @property
    def input_side(self) -> int:
        """Side in pixels of a prepared photo; decode to at least this shorter side."""

    @property
    def device(self) -> Device:
        """Where the networks run."""

    @property
    def precision(self) -> Precision:
        """What the networks compute in."""

    def prepare(self, image: Image.Image) -> PixelStack:
        """One upright sRGB image as the network wants it: its squares. Any thread."""

    def encode_images(self, photos: Sequence[PixelStack]) -> list[EmbeddedVectors]:
        """One set of vectors for each prepared photo, in order, whatever its number of squares.

        Raises:
            ModelError: the network answered with numbers that are not finite.
        """

    def encode_text(self, texts: Sequence[str]) -> Vector:
        """Vectors of texts, (n, dimensions).

        Raises:
            ModelError: the network answered with numbers that are not finite.
        """

    def warm_up(self, *, images: bool = False, text: bool = False) -> None:
        """Load the asked halves now, so that the first real call is quick."""
