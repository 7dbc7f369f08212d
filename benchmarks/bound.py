"""The machine's own bound: cores / (core-seconds to decode + core-seconds to embed) a photo.

Every core works at once, as it does while indexing, each on its own photos: cores share caches and
memory. Decoding is JPEG bytes to the network's pixels, embedding is pixels to vectors; everything
else that indexing does (thumbnail, metadata, hashing, messages, database) is what the bound leaves
out. Reading the file is not counted either.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from indexer.core.launch import child_environment
from indexer.core.processor import available_cores
from indexer.embedding.encoder import Encoder, ModelSpec
from indexer.embedding.loading import load_encoder
from indexer.media.decode import DecodedPhoto, decode_photo
from indexer.media.thumbnail import make_thumbnail
from indexer.worker.spawning import ENVIRONMENT

BATCH = 8
ROUNDS = 3


def measured_bound(spec: ModelSpec, photos: list[Path]) -> dict[str, float]:
    """Core-milliseconds of each stage a photo, and the bound, from a process of its own."""
    request = {"spec": spec.to_json(), "photos": [str(photo) for photo in photos]}
    environment = child_environment() | ENVIRONMENT
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(request), text=True, capture_output=True, env=environment, check=True,
    )  # fmt: skip
    stages: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return stages


def _stages(spec: ModelSpec, photos: list[Path]) -> dict[str, float]:
    encoder = load_encoder(spec, threads=1)
    encoder.warm_up(images=True)
    contents = [photo.read_bytes() for photo in photos]
    rounds = [_round(encoder, contents) for _ in range(ROUNDS + 1)][1:]
    median = {name: float(np.median([each[name] for each in rounds])) for name in rounds[0]}
    seconds = (median["decode_ms"] + median["embed_ms"]) / 1000
    stages = {name: round(value, 2) for name, value in median.items()}
    return stages | {"bound_per_s": round(available_cores() / seconds, 2)}


def _round(encoder: Encoder, contents: list[bytes]) -> dict[str, float]:
    decoded: list[DecodedPhoto] = []
    pixels: list[Any] = []

    def decode(content: bytes) -> None:
        photo = decode_photo(
            io.BytesIO(content), format_hint="JPEG", target_side=encoder.input_side
        )
        pixels.append(encoder.prepare(photo.image))
        decoded.append(photo)

    decode_s = _core_seconds(decode, contents)
    batches = [pixels[start : start + BATCH] for start in range(0, len(pixels), BATCH)]
    thumbnail_s = _core_seconds(lambda photo: make_thumbnail(photo.image), decoded)
    embed_s = _core_seconds(lambda batch: encoder.encode_images(batch), batches)
    return {
        name: 1000 * seconds / len(contents)
        for name, seconds in (
            ("decode_ms", decode_s), ("embed_ms", embed_s), ("thumbnail_ms", thumbnail_s)
        )
    }  # fmt: skip


def _core_seconds(work: Callable[[Any], object], parts: list[Any]) -> float:
    """Processor time of all parts, shared among one thread a core."""
    spent: list[float] = []
    cores = available_cores()

    def run(mine: list[Any]) -> None:
        started = time.thread_time()
        for part in mine:
            work(part)
        spent.append(time.thread_time() - started)

    threads = [threading.Thread(target=run, args=(parts[n::cores],)) for n in range(cores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(spent)


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    print(json.dumps(_stages(ModelSpec.from_json(asked["spec"]), list(map(Path, asked["photos"])))))
