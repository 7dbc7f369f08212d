"""Makes the photos that the benchmarks index, from real ones that lie beside the checkout."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

SHARED = Path(__file__).resolve().parents[2] / "shared" / "photos"
LARGE = (4000, 3000)
SMALL = (640, 480)
_NOISE = 4.0
"""Standard deviation of the grain laid over enlarged photos: without it they are as smooth as no
camera's, half the bytes and quicker to read."""
_LEAST_SIDE = 1000


def jpegs(*folders: str, least_side: int = 0) -> list[Path]:
    """The JPEG files of the shared folders, in order of name."""
    found = [path for folder in folders for path in sorted((SHARED / folder).iterdir())]
    return [path for path in found if path.suffix.lower() == ".jpg" and _fits(path, least_side)]


def large_photos(folder: Path, count: int) -> list[Path]:
    """12-megapixel JPEGs, quality 90: crops of 70 to 100 % of wallpapers and camera photos."""
    sources = jpegs("wallpapers", "camera", least_side=_LEAST_SIDE)
    return _crops(folder, sources, count, LARGE, grain=_NOISE)


def small_photos(folder: Path, count: int) -> list[Path]:
    """Small JPEGs, quality 90: crops of everyday photos."""
    return _crops(folder, jpegs("coco", least_side=300), count, SMALL, grain=0.0)


def camera_photos(folder: Path) -> list[Path]:
    """The real camera files, in all their formats."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _aged(Path(shutil.copy(path, folder))) for path in sorted((SHARED / "camera").iterdir())
    ]


def renamed_copies(folder: Path, sources: Sequence[Path], count: int, start: int = 0) -> None:
    """Files that all differ, quickly: the sources with a number, from `start`, behind their end."""
    folder.mkdir(parents=True)
    contents = [path.read_bytes() for path in sources]
    for number in range(start, start + count):
        copy = folder / f"{number // 1000:03}" / f"{number:06}.jpg"
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(contents[number % len(contents)] + number.to_bytes(8, "little"))
        _aged(copy)


def megabytes(paths: Iterable[Path]) -> float:
    """Mean size of the files."""
    sizes = [path.stat().st_size for path in paths]
    return round(sum(sizes) / max(1, len(sizes)) / 1e6, 2)


def _crops(
    folder: Path, sources: Sequence[Path], count: int, size: tuple[int, int], *, grain: float
) -> list[Path]:
    if folder.is_dir() and len(made := sorted(folder.iterdir())) == count:
        return made  # kept from an earlier run
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    dice = np.random.default_rng(1)
    noise = dice.normal(0, grain, (size[1] + 64, size[0] + 64)).astype(np.int8)
    make = partial(_crop, folder, sources, size, noise)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(make, range(count)))


def _crop(
    folder: Path, sources: Sequence[Path], size: tuple[int, int], noise: np.ndarray, number: int
) -> Path:
    dice = random.Random(number)
    with Image.open(sources[number % len(sources)]) as source:
        whole = source.convert("RGB")
    share = dice.uniform(0.7, 1.0)
    width = min(whole.width, whole.height * size[0] / size[1]) * share
    height = width * size[1] / size[0]
    left, top = dice.uniform(0, whole.width - width), dice.uniform(0, whole.height - height)
    box = (left, top, left + width, top + height)
    picture = whole.resize(size, Image.Resampling.BICUBIC, box=box)
    if noise.any():
        at = dice.randrange(64)
        pixels = np.asarray(picture).astype(np.int16)
        pixels += noise[at : at + size[1], at : at + size[0], None]
        picture = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
    path = folder / f"{number:05}.jpg"
    picture.save(path, quality=90)
    return _aged(path)


def _fits(path: Path, least_side: int) -> bool:
    with Image.open(path) as image:
        return min(image.size) >= least_side


def _aged(path: Path) -> Path:
    """Last changed an hour ago: nobody waits for it to be written."""
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))
    return path
