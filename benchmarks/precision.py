"""How much faster each number format runs a CLIP model on this computer, all in one run.

    python benchmarks/precision.py [--json] [--batch 16] [--rounds 6] [--threads N]

ViT-B-32-256 with random weights: the speed does not depend on what the weights are. The formats
take turns, so that whatever else the computer does slows all of them; the best round counts.
Cosines are those of random weights: a trial on the real ones decides what is used.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.random_clip import ARCHITECTURE, random_clip_spec, write_random_clip
from indexer.core.processor import available_cores
from indexer.core.types import Vector
from indexer.embedding.encoder import Encoder, PixelStack, Precision
from indexer.embedding.loading import load_encoder
from indexer.embedding.trial import LOWEST_COSINE, drawn_pictures


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="pixlore-bench-") as folder:
        weights = write_random_clip(Path(folder))
        encoders = {
            precision: load_encoder(random_clip_spec(weights, precision), threads=arguments.threads)
            for precision in Precision
        }
        result = _compare(encoders, arguments.batch, arguments.rounds)
    result["threads"] = arguments.threads
    _show(result, as_json=arguments.json)


def _compare(encoders: dict[Precision, Encoder], batch: int, rounds: int) -> dict[str, Any]:
    pictures = drawn_pictures(encoders[Precision.FP32].input_side)
    stack = np.resize(pictures, (batch, *pictures.shape[1:]))
    vectors = {precision: _encode(encoder, stack) for precision, encoder in encoders.items()}
    best = dict.fromkeys(encoders, float("inf"))
    for _ in range(rounds):
        for precision, encoder in encoders.items():
            started = time.perf_counter()
            _encode(encoder, stack)
            best[precision] = min(best[precision], time.perf_counter() - started)
    rates = {precision.value: round(batch / seconds, 2) for precision, seconds in best.items()}
    cosines = {
        precision.value: round(float((found * vectors[Precision.FP32]).sum(axis=1).min()), 6)
        for precision, found in vectors.items()
    }
    fit = {name: rate for name, rate in rates.items() if cosines[name] >= LOWEST_COSINE}
    chosen = max(fit, key=lambda name: fit[name])
    return {
        "model": ARCHITECTURE,
        "batch": batch,
        "photos_per_s": rates,
        "worst_cosine": cosines,
        "chosen": chosen,
        "ratio": round(rates[chosen] / rates["fp32"], 2),
        "bf16_ratio": round(rates["bf16"] / rates["fp32"], 2),
    }


def _encode(encoder: Encoder, stack: PixelStack) -> Vector:
    return np.stack([vectors.joint for vectors in encoder.encode_images(list(stack))])


def _show(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result))
        return
    print(f"{result['model']}, batch {result['batch']}, {result['threads']} threads")
    for name, rate in result["photos_per_s"].items():
        print(f"  {name:5} {rate:8.1f} photos/s  cosine {result['worst_cosine'][name]:.5f}")
    print(f"  chosen: {result['chosen']}, {result['ratio']} times as fast as fp32")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--threads", type=int, default=available_cores())
    return parser.parse_args()


if __name__ == "__main__":
    main()
