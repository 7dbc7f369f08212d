"""The model that works without any download: photo classes, spoken of in a text model's words.

A photo's joint vector is the sum of the text vectors of its likeliest classes, weighted by their
probability (ConSE: Norouzi et al., "Zero-shot learning by convex combination of semantic
embeddings", 2014); a query is embedded by the text model directly. It knows no people, no places
and no written words: such queries stay below the floors of its calibration.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from PIL import Image

from indexer.core.types import EmbeddedVectors, Vector
from indexer.embedding import class_network, sentence_network
from indexer.embedding.catalogue import STARTER_NAME
from indexer.embedding.class_network import ClassNetwork
from indexer.embedding.class_texts import class_texts_path, load_class_texts
from indexer.embedding.encoder import PIPELINE_VERSION, Device, PixelStack, Precision
from indexer.embedding.lazy import Lazy
from indexer.embedding.preparation import by_photo, resize_and_crop, squares_of
from indexer.embedding.runtime import use_threads
from indexer.embedding.sentence_network import SentenceNetwork
from indexer.embedding.unit_vectors import to_unit_length
from indexer.embedding.weights import sha256_of

TEMPERATURE = 1.5
"""Softens the class probabilities, so that a scene of several things keeps them all."""
LIKELIEST = 50
LOGIT_SCALE = 15.0
"""Makes softmax over ten captions most likely to be right (lowest log loss of 5 to 30)."""
VISUAL_DIMENSIONS = 512
_PROJECTION_SEED = 2014


class StarterEncoder:
    """Implements `Encoder` with EfficientNet-Lite2 and all-MiniLM-L6-v2."""

    model_name = STARTER_NAME
    dimensions = sentence_network.DIMENSIONS
    visual_dimensions = VISUAL_DIMENSIONS
    logit_scale = LOGIT_SCALE
    logit_bias = 0.0
    input_side = class_network.INPUT_SIDE
    device = Device.CPU
    precision = Precision.FP32

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads
        self._words = Lazy(_WordSpace)
        self._image_half = Lazy(self._load_image_half)
        self._text_half = Lazy(self._load_text_half)

    @property
    def model_id(self) -> str:
        """See `Encoder`."""
        parts = (
            class_network.WEIGHTS_SHA256,
            sentence_network.WEIGHTS_SHA256,
            sha256_of(class_texts_path()),
            f"{self.input_side} {TEMPERATURE} {LIKELIEST} {PIPELINE_VERSION}",
        )
        return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()

    def prepare(self, image: Image.Image) -> PixelStack:
        """See `Encoder`."""
        squares = squares_of(image)
        return np.stack([resize_and_crop(square, self.input_side) for square in squares])

    def encode_images(self, photos: Sequence[PixelStack]) -> list[EmbeddedVectors]:
        """See `Encoder`. A wide photo shows what any of its squares shows."""
        if len(photos) == 0:
            return []
        output = self._image_half.get().run(np.concatenate(photos))
        weights = class_weights(output.logits)
        joint = self._words.get().of_classes(
            np.stack([squares.max(axis=0) for squares in by_photo(weights, photos)])
        )
        visual = visual_vectors(
            np.stack([squares.mean(axis=0) for squares in by_photo(output.features, photos)])
        )
        return [EmbeddedVectors(*vectors) for vectors in zip(joint, visual, strict=True)]

    def encode_text(self, texts: Sequence[str]) -> Vector:
        """See `Encoder`."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return self._words.get().of_texts(self._text_half.get().encode(texts))

    def warm_up(self, *, images: bool = False, text: bool = False) -> None:
        """See `Encoder`."""
        if images:
            self._image_half.get()
        if text:
            self._text_half.get()

    def _load_image_half(self) -> ClassNetwork:
        use_threads(self._threads)
        return ClassNetwork()

    def _load_text_half(self) -> SentenceNetwork:
        use_threads(self._threads)
        return SentenceNetwork()


class _WordSpace:
    """The text model's space without the direction that all class texts share.

    What every text of a kind has in common (“a thing with a shape and a colour”) tells no photo
    from another, yet is a sixth of each vector's length.
    """

    def __init__(self) -> None:
        texts = load_class_texts()
        mean = texts.mean(axis=0)
        self._shared = mean / np.linalg.norm(mean)
        self._classes = self._without_shared(texts - mean)

    def of_classes(self, weights: npt.NDArray[np.float32]) -> Vector:
        """Joint vectors of photos from the weights of their classes, (n, 1000) to (n, 384)."""
        return to_unit_length(weights @ self._classes)

    def of_texts(self, vectors: Vector) -> Vector:
        """Joint vectors of texts from the text model's, (n, 384) to (n, 384)."""
        return to_unit_length(self._without_shared(vectors))

    def _without_shared(self, rows: Vector) -> Vector:
        return rows - np.outer(rows @ self._shared, self._shared)


def class_weights(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Softened probabilities of the likeliest classes, 0 for the others; each row sums to 1."""
    scaled = logits / TEMPERATURE
    weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    floor = np.partition(weights, -LIKELIEST, axis=1)[:, -LIKELIEST, None]
    kept: npt.NDArray[np.float32] = np.where(weights >= floor, weights, np.float32(0))
    kept /= kept.sum(axis=1, keepdims=True)
    return kept


def visual_vectors(features: npt.NDArray[np.float32]) -> Vector:
    """Vectors for "find similar" from the image features, (n, 1280) to (n, 512).

    The root damps single strong features (power normalisation); random signs keep distances in
    fewer dimensions (Achlioptas, 2003). `RandomState`'s numbers never change between versions.
    """
    rooted = np.sqrt(features.clip(min=0.0))
    centred = rooted - rooted.mean(axis=1, keepdims=True)
    shape = (class_network.FEATURES, VISUAL_DIMENSIONS)
    signs = np.random.RandomState(_PROJECTION_SEED).randint(0, 2, shape) * 2 - 1
    return to_unit_length(centred @ signs.astype(np.float32))
