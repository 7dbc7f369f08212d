"""How much memory the idle service holds, and service and worker after and while indexing.

    python benchmarks/memory.py [--photos DIR] [--json] [--keep]

Proportional set sizes, where the system knows them. The window's memory with 100,000 photos is
what `scrolling.py` measures.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import photo_sets
from library_run import running
from recording import note, options, report

PHOTOS = 64


def main() -> None:
    parser = options("Measure the memory of service and worker.")
    parser.add_argument("--photos", type=Path, help="photos to index, instead of made ones")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-memory-") as folder:
        report("memory", measure(Path(folder), arguments.photos), arguments)


def measure(folder: Path, photos: Path | None) -> dict[str, Any]:
    if photos is None and photo_sets.SHARED.is_dir():
        photos = folder / "photos"
        photo_sets.large_photos(photos, PHOTOS)
    with running(folder / "data") as library:
        time.sleep(2)  # what the start needed for a moment is given back by then
        figures: dict[str, Any] = {"service_idle_mb": round(library.service_mb(), 1)}
        if photos is None:
            note("without photos beside the checkout or --photos DIR, nothing is indexed")
            return figures
        library.index(photos)
        after = library.memory_mb()
        figures["service_after_indexing_mb"] = round(library.service_mb(), 1)
        figures["worker_after_indexing_mb"] = round(after - library.service_mb(), 1)
        figures["peak_mb"] = round(library.peak_mb, 1)
    return figures


if __name__ == "__main__":
    main()
