"""How long a person waits at the start: of the service, of a new library, and for hits.

    python benchmarks/start.py [--photos DIR] [--sets DIR] [--json] [--keep]

`import_s`: a Python that imports what the window needs. `service_s`: from nothing to a service that
answers. `first_100_s`: a new library's first hundred photos, from the start of the service with a
cold worker until they can be searched. `first_query_cold_s`: the first text of a library whose
worker is not running, from the start of the command line's library until its hits.
`first_query_warm_ms`: the 95th percentile of different texts while photos are being indexed.

The window's own start is what `window.py start` measures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import photo_sets
from library_run import LibraryRun, running
from recording import add_sets_option, note, options, report

from indexer.api import ServiceState, open_library

FIRST = 100
BUSY = 300
QUERIES = 40
_WORDS = ("dog", "cat", "beach", "car", "tree", "bird", "boat", "house")
_IMPORT = "import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"


def main() -> None:
    parser = options("Time the start of service, worker and window.")
    parser.add_argument("--photos", type=Path, help="photos to index, instead of made ones")
    add_sets_option(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-start-") as name:
        folder = Path(name)
        sets = arguments.sets or folder
        report("start", measure(folder, sets, arguments.photos), arguments)


def measure(folder: Path, sets: Path, photos: Path | None) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "import_s": imported("desktop.app"),
        "service_import_s": imported("indexer.service"),
    }
    if photos is None and not photo_sets.SHARED.is_dir():
        note("without photos beside the checkout or --photos DIR, nothing is indexed")
        return figures
    if photos is None:
        photos = sets / f"large-{FIRST}"
        note("making photos ...")
        photo_sets.large_photos(photos, FIRST)
    started = time.perf_counter()
    with running(folder / "data") as library:
        figures["service_s"] = round(time.perf_counter() - started, 2)
        figures["service_idle_mb"] = round(library.service_mb(), 1)
        indexing = library.index(photos)
        figures["first_100_s"] = indexing.first_100_s or round(indexing.seconds, 2)
    figures["first_query_cold_s"] = cold_query(folder / "data")
    figures["first_query_warm_ms"] = warm_queries(folder, photos)
    return figures


def imported(module: str) -> float:
    """Seconds that importing a module takes in a new Python; the best of three."""
    code = _IMPORT.format(module=module)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
        for _ in range(3)
    ]
    return round(min(float(run.stdout) for run in runs), 3)


def cold_query(data: Path) -> float:
    """A whole `search` command, with no service running."""
    command = [sys.executable, "-m", "indexer", "search", "a sailing boat", "--json"]
    started = time.perf_counter()
    done = subprocess.run(
        [*command, "--data-dir", str(data)], capture_output=True, text=True, check=True
    )
    seconds = round(time.perf_counter() - started, 2)
    if not json.loads(done.stdout)["hits"]:
        raise RuntimeError("the query found nothing")
    subprocess.run(
        [sys.executable, "-m", "indexer", "stop", "--data-dir", str(data)], capture_output=True
    )
    return seconds


def warm_queries(folder: Path, photos: Path) -> float:
    """95th percentile, in milliseconds, of new texts while photos are being indexed."""
    busy = folder / "busy"
    photo_sets.renamed_copies(busy, sorted(photos.iterdir()), BUSY)
    with running(folder / "data") as library, open_library(library.paths) as view:
        view.search_text("a warm start")
        library.client.call("add_folder", path=str(busy))
        library.until(lambda status: status.progress.rate_per_s > 0)
        taken = []
        for number in range(QUERIES):
            text = f"{_WORDS[number % len(_WORDS)]} number {number}"
            started = time.perf_counter()
            view.search_text(text)
            taken.append(1000 * (time.perf_counter() - started))
        _require_busy(library)
    return round(float(np.percentile(taken, 95)), 1)


def _require_busy(library: LibraryRun) -> None:
    if library.client.status().state is not ServiceState.INDEXING:
        note("indexing was over before the queries were: the warm figure is too good")


if __name__ == "__main__":
    main()
