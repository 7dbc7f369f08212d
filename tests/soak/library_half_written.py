"""Writes photos slowly and badly: each ends with the vector of the finished file.

python tests/soak/library_half_written.py [--count 100]    (files)
"""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image
from scenario import run

from indexer.core.types import SpaceKind
from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import ServiceBench, settled
from tests.integration.worker_entry import TinyEncoder

_SLOW_S = 4.0
_CLOSE = 0.9999


def slowly(path: Path, raw: bytes, pause_s: float) -> None:
    """As a browser or a slow network writes."""
    with path.open("wb", buffering=0) as file:
        for start in range(0, len(raw), max(1, len(raw) // 8)):
            file.write(raw[start : start + max(1, len(raw) // 8)])
            time.sleep(pause_s / 8)


def into_zeros(path: Path, raw: bytes, pause_s: float) -> None:
    """As a file manager writes that reserves the whole size first."""
    with path.open("wb", buffering=0) as file:
        file.truncate(len(raw))
        for start in range(0, len(raw), max(1, len(raw) // 8)):
            file.write(raw[start : start + max(1, len(raw) // 8)])
            time.sleep(pause_s / 8)


def cut_off_then_whole(path: Path, raw: bytes, pause_s: float) -> None:
    """As a copy that breaks off and is made again."""
    path.write_bytes(raw[: len(raw) * 2 // 3])
    time.sleep(pause_s)
    path.write_bytes(raw)


def beside_then_renamed(path: Path, raw: bytes, pause_s: float) -> None:
    """As a careful program saves."""
    other = path.with_name(path.name + ".part")
    slowly(other, raw, pause_s)
    other.rename(path)


def over_another(path: Path, raw: bytes, pause_s: float) -> None:
    """As an editor saves over a photo of the same length, at once."""
    path.write_bytes(raw[:-1] + b"\0")
    other = bytearray(raw)
    other[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(other))
    time.sleep(pause_s / 4)
    path.write_bytes(raw)


_WRITERS: list[Callable[[Path, bytes, float], None]] = [
    slowly,
    into_zeros,
    cut_off_then_whole,
    beside_then_renamed,
    over_another,
]


def write(bench: ServiceBench, files: int, dice: random.Random) -> str:
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        writers = [_start(bench, number, dice) for number in range(files)]
        for writer in writers:
            writer.join()
        bench.until(settled(client, indexed=files), "everything is indexed")
    worst = min(_cosines(bench))
    assert worst >= _CLOSE, worst
    return f"{files} of {files} right, lowest cosine to the finished file {worst:.6f}"


def _start(bench: ServiceBench, number: int, dice: random.Random) -> threading.Thread:
    path = bench.photos / f"{number:03}.jpg"
    source = bench.photos.with_name("source.jpg")
    noise = np.random.default_rng(dice.randrange(1 << 30)).integers(0, 256, (64, 64, 3), np.uint8)
    Image.fromarray(noise // 2 + number % 128).resize((640, 480)).save(source, quality=90)
    pause_s = dice.uniform(0.5, _SLOW_S)
    writer = _WRITERS[number % len(_WRITERS)]
    thread = threading.Thread(target=writer, args=(path, source.read_bytes(), pause_s))
    thread.start()
    return thread


def _cosines(bench: ServiceBench) -> list[float]:
    """Each photo's stored vector against that of its file as it is now."""
    encoder = TinyEncoder()
    reader = IndexReader(bench.paths)
    space = next(each for each in reader.spaces() if each.kind is SpaceKind.JOINT)
    cosines = []
    for path in sorted(bench.photos.iterdir()):
        record = reader.photo_at(str(path))
        assert record is not None, path
        stored = reader.vectors.get(space.id, [record.id])[record.id]
        with Image.open(path) as image:
            fresh = encoder.encode_images(encoder.prepare(image.convert("RGB"))[None])[0]
        cosines.append(float(np.dot(stored, fresh.joint)))
    reader.close()
    return cosines


if __name__ == "__main__":
    sys.exit(run(write, count=100))
