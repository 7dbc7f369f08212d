"""Whether cost grows linearly: photos a second, and database bytes, as a library grows.

    python benchmarks/growth.py [--n 20000] [--photos DIR] [--json] [--keep]

The starter model indexes small photos of which no two are the same file: a first 1,000, then as
many as make n, of which the last 1,000 are timed alone. `ratio` is the last thousand's rate in the
first's; `ratio_core` the same by processor time, which other programs disturb less.
`bytes_a_photo_512` is what `index.db` takes a photo with one model of 512 dimensions: n rows with
names, times and cameras as long as real ones, written by the store as the service does.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import photo_sets
from library_run import Indexing, running
from recording import note, options, report

from indexer.api import LibraryPaths, PhotoMetadata, SpaceKind
from indexer.core.types import FileStat
from indexer.store.library import open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

STEP = 1_000
WARM = 48
SOURCES = 200
DIMENSIONS = 512
_BATCH = 64


def main() -> None:
    parser = options("See whether indexing slows down as a library grows.")
    parser.add_argument("--n", type=int, default=20_000, help="photos in the end")
    parser.add_argument("--photos", type=Path, help="small JPEGs to copy, instead of made ones")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-growth-") as folder:
        report("growth", measure(Path(folder), arguments), arguments)


def measure(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {"n": arguments.n}
    sources = _sources(folder, arguments.photos)
    if sources:
        first, last, size = _indexed(folder, sources, arguments.n)
        figures |= {
            "first_1000_per_s": first.per_s,
            "last_1000_per_s": last.per_s,
            "ratio": round(last.per_s / first.per_s, 3),
            "ratio_core": round(first.core_ms / last.core_ms, 3),
            "starter_bytes_a_photo": size,
        }
    return figures | {"bytes_a_photo_512": bytes_a_photo(folder / "rows", arguments.n)}


def _sources(folder: Path, given: Path | None) -> list[Path]:
    if given is not None:
        return sorted(given.glob("*.jpg"))
    if not photo_sets.SHARED.is_dir():
        note("without photos beside the checkout or --photos DIR, nothing is indexed")
        return []
    return photo_sets.small_photos(folder / "sources", SOURCES)


def _indexed(folder: Path, sources: list[Path], count: int) -> tuple[Indexing, Indexing, int]:
    """The first and the last thousand, and bytes of the index a photo."""
    counts = {"warm": WARM, "first": STEP, "between": count - 2 * STEP, "last": STEP}
    done = {}
    with running(folder / "data") as library:
        made = 0
        for name, size in counts.items():
            photo_sets.renamed_copies(folder / name, sources, size, start=made)
            made += size
            note(f"{name}: {size} photos ...")
            done[name] = library.index(folder / name)
        paths = library.paths
    return done["first"], done["last"], paths.index_db.stat().st_size // made


def bytes_a_photo(folder: Path, count: int) -> int:
    """Bytes of an index of `count` photos, and of nothing else, a photo."""
    paths = LibraryPaths(folder)
    paths.create()
    dice = np.random.default_rng(3)
    with open_library(paths) as library:
        home = library.user.folders.add("/photos", volume="none", added_at=1.0)
        space = library.index.spaces.get_or_create("m", "starter", SpaceKind.JOINT, DIMENSIONS)
        for numbers in _batches(count):
            stats = [FileStat(3_000_000 + n, 1_700_000_000_000_000_000 + n) for n in numbers]
            names = [f"{2010 + n // 3000}/Summer holiday/IMG_{n:06}.jpg" for n in numbers]
            files = [FoundFile(*found) for found in zip(names, stats, strict=True)]
            ids = library.index.scans.apply(ScanOutcome(home.id, seen_at=1.0, added=files))
            vectors = dice.standard_normal((len(ids), DIMENSIONS)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            photos = [
                IndexedPhoto(photo, stat, dice.bytes(16), _metadata(n), {space.id: vector})
                for photo, stat, n, vector in zip(ids, stats, numbers, vectors, strict=True)
            ]
            library.index.results.commit(photos, now=1.0)
        while library.index.codes.maintain(for_s=10.0):
            pass
        library.index.checkpoint()
    return paths.index_db.stat().st_size // count


def _batches(count: int) -> Iterator[range]:
    return (range(start, min(start + _BATCH, count)) for start in range(0, count, _BATCH))


def _metadata(number: int) -> PhotoMetadata:
    return PhotoMetadata(
        4000, 3000, "JPEG", taken_at=1.5e9 + number, camera_make="FUJIFILM", camera_model="X-T4"
    )


if __name__ == "__main__":
    main()
