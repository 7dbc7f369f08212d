"""Which device and number format runs a model fastest here, without changing what it says.

Every candidate embeds the same drawn pictures, as 32-bit numbers on the processor do first. It is
refused if its answers are not numbers, differ from one run to the next, come in another order than
the pictures, or are too far from that reference: some graphics drivers do each of these. Cheap to
import.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from indexer.core.errors import ModelError
from indexer.core.types import Vector
from indexer.embedding.encoder import Device, Encoder, ModelKind, ModelSpec, PixelStack, Precision

PICTURES = 8
LOWEST_COSINE = 0.999
"""Between the vectors of a candidate and of the reference, for every picture."""
_LOWEST_REPEAT = 0.99999
_CLEAR_GAP = 2 * (1 - LOWEST_COSINE)
"""Two pictures whose cosines to a third differ by more than this must keep their order."""
_TEXT = "a photo of a cat"

Encode = Callable[[PixelStack], Vector]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One candidate. `problem` says why it was refused; empty when it may be used."""

    device: str
    precision: str
    photos_per_s: float = 0.0
    worst_cosine: float = 0.0
    problem: str = ""

    def apply(self, spec: ModelSpec) -> ModelSpec:
        """The model as this attempt ran it."""
        return replace(spec, device=Device(self.device), precision=Precision(self.precision))


def run_trial(
    spec: ModelSpec, load: Callable[[ModelSpec], Encoder], *, seconds: float
) -> tuple[Attempt, ...]:
    """Try every candidate, the reference first; each is timed for about `seconds`.

    Raises:
        ModelError: the reference itself fails: the model cannot be used on this computer.
    """
    reference: Vector | None = None
    attempts = []
    for device, precision in candidates(spec):
        candidate = replace(spec, device=device, precision=precision)
        try:
            encoder = load(candidate)
            if reference is None:
                encoder.encode_text([_TEXT])  # a model without a tokenizer must not take over
            vectors, rate = _measure(encoder, reference, seconds)
        except Exception as error:
            # torch raises many kinds where a device or a format is not supported.
            if reference is None:
                raise ModelError(f"This model does not work on this computer: {error}") from error
            attempts.append(Attempt(device, precision, problem=_short(error)))
            continue
        reference = vectors if reference is None else reference
        worst = float((vectors * reference).sum(axis=1).min())
        attempts.append(Attempt(device, precision, round(rate, 2), round(worst, 6)))
    return tuple(attempts)


def fastest(attempts: Sequence[Attempt]) -> Attempt:
    """The quickest that was not refused; the reference always is there."""
    return max(
        (attempt for attempt in attempts if not attempt.problem),
        key=lambda attempt: attempt.photos_per_s,
    )


def candidates(spec: ModelSpec) -> Iterator[tuple[Device, Precision]]:
    """What to try for a model, the reference first."""
    yield Device.CPU, Precision.FP32
    if spec.kind is ModelKind.STARTER:
        return  # bf16 moved its vectors by up to 0.0045, int8 leaves its layers alone
    yield Device.CPU, Precision.BF16
    yield Device.CPU, Precision.FP16
    yield Device.CPU, Precision.INT8
    for device in _accelerators():
        yield device, Precision.FP32
        yield device, Precision.BF16


def require_sound(encode: Encode, stack: PixelStack, reference: Vector | None) -> Vector:
    """The vectors of `stack`, (n, dimensions), after every check.

    Args:
        encode: the candidate; raises ModelError when it answers with NaN.
        stack: pictures, uint8 (n, 1, side, side, 3), all different.
        reference: their true vectors; None to take the candidate's own.

    Raises:
        ModelError: the candidate must not be used, and why.
    """
    vectors = encode(stack)
    if not np.isfinite(vectors).all():
        raise ModelError("its answers are not numbers")
    if _lowest_cosine(vectors, encode(stack)) < _LOWEST_REPEAT:
        raise ModelError("its answers differ from one run to the next")
    backwards = encode(np.ascontiguousarray(stack[::-1]))[::-1]
    if _lowest_cosine(vectors, backwards) < LOWEST_COSINE:
        raise ModelError("it mixes up the pictures of a batch")
    if reference is not None:
        lowest = _lowest_cosine(vectors, reference)
        if lowest < LOWEST_COSINE:
            raise ModelError(f"its vectors are off: cosine {lowest:.4f}")
        if not _same_order(vectors, reference):
            raise ModelError("it ranks pictures in another order")
    return vectors


def drawn_pictures(side: int) -> PixelStack:
    """Pictures that differ in colour, shape and detail, uint8 (PICTURES, 1, side, side, 3)."""
    dice = np.random.RandomState(2014)
    across = np.linspace(0.0, 1.0, side)
    rows, columns = np.meshgrid(across, across, indexing="ij")
    pictures = [_picture(dice, rows, columns) for _ in range(PICTURES)]
    return np.stack(pictures)[:, None]


def _picture(
    dice: np.random.RandomState, rows: npt.NDArray[np.float64], columns: npt.NDArray[np.float64]
) -> npt.NDArray[np.uint8]:
    """Waves of one direction in two colours, with a disc and some noise."""
    angle, waves = dice.uniform(0, np.pi), dice.uniform(1, 12)
    wave = np.sin(2 * np.pi * waves * (rows * np.sin(angle) + columns * np.cos(angle)))
    share = (0.5 + 0.5 * wave)[..., None]
    colours = dice.uniform(0, 255, (3, 3))
    pixels = share * colours[0] + (1 - share) * colours[1]
    middle = dice.uniform(0.2, 0.8, 2)
    disc = np.hypot(rows - middle[0], columns - middle[1]) < dice.uniform(0.1, 0.4)
    pixels[disc] = colours[2]
    noisy = pixels + dice.normal(0, 12, pixels.shape)
    picture: npt.NDArray[np.uint8] = noisy.clip(0, 255).astype(np.uint8)
    return picture


def _measure(encoder: Encoder, reference: Vector | None, seconds: float) -> tuple[Vector, float]:
    """Checked vectors of the pictures, and photos a second."""
    stack = drawn_pictures(encoder.input_side)

    def encode(pixels: PixelStack) -> Vector:
        return np.stack([vectors.joint for vectors in encoder.encode_images(list(pixels))])

    vectors = require_sound(encode, stack, reference)
    return vectors, max(_rates(encode, stack, seconds))


def _rates(encode: Encode, stack: PixelStack, seconds: float) -> Iterator[float]:
    """Photos a second of each run: the best one is least disturbed by other programs."""
    end = time.monotonic() + seconds
    while True:
        started = time.monotonic()
        encode(stack)
        now = time.monotonic()
        yield len(stack) / max(now - started, 1e-6)
        if now >= end:
            return


def _lowest_cosine(left: Vector, right: Vector) -> float:
    return float((left * right).sum(axis=1).min())


def _same_order(vectors: Vector, reference: Vector) -> bool:
    """Whether every picture ranks the others as the reference does, where that is clear."""
    found, expected = vectors @ vectors.T, reference @ reference.T
    gaps = expected[:, :, None] - expected[:, None, :]
    kept = found[:, :, None] > found[:, None, :]
    return bool(kept[gaps > _CLEAR_GAP].all())


def _accelerators() -> list[Device]:
    torch = sys.modules.get("torch")
    if torch is None:
        return []  # the reference ran without it, so the other candidates would, too
    found = []
    if torch.cuda.is_available():
        found.append(Device.CUDA)
    if torch.backends.mps.is_available():
        found.append(Device.MPS)
    return found


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
