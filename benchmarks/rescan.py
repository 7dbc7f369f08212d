"""How long a scan takes when nothing has changed, against a bare walk that only asks each file.

    python benchmarks/rescan.py --n 10000 [--json] [--keep]

The library holds n files that the index knows, as damaged photos: no model is needed. `pixlore_s`
is a whole scan by the real scanner on the real database, `walk_s` is `os.scandir` with `stat`.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import photo_sets
from library_run import running
from recording import options, report

_PHOTO = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


def main() -> None:
    parser = options("Time a scan of an unchanged library.")
    parser.add_argument("--n", type=int, default=10_000, help="photos in the library")
    parser.add_argument("--repeat", type=int, default=5, help="scans; the median is printed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-rescan-") as folder:
        report("rescan", measure(Path(folder), arguments.n, arguments.repeat), arguments)


def measure(folder: Path, count: int, repeat: int) -> dict[str, Any]:
    photos = folder / "photos"
    source = folder / "source.jpg"
    source.write_bytes(_PHOTO)
    photo_sets.renamed_copies(photos, [source], count)
    scans, walks = [], []
    with running(folder / "data") as library:
        # Files that are no whole photo are told apart by the scanner exactly as photos are, and the
        # index knows them, failed, after the first scan: no model is needed.
        library.index(photos)
        for _ in range(repeat):
            walks.append(_timed_walk(photos))
            started = time.perf_counter()
            library.client.call("rescan", path=str(photos), wait=True, timeout_s=3600)
            scans.append(time.perf_counter() - started)
    ratios = [scan / walk for scan, walk in zip(scans, walks, strict=True)]
    return {
        "n": count,
        "pixlore_s": round(statistics.median(scans), 3),
        "walk_s": round(statistics.median(walks), 3),
        "ratio": round(statistics.median(ratios), 2),
    }


def _timed_walk(folder: Path) -> float:
    started = time.perf_counter()
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
