"""Measures the window over very many photos: `python benchmarks/scrolling.py [--photos N]`.

Start to the first thumbnails on the screen, memory then, and how long each paint takes while the
grid is scrolled through from end to end: at a reader's pace, and thrown by the scrubber. Makes a
library of its own in a temporary folder (a minute for 100,000 photos) and needs no display.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

STARTED = time.perf_counter()

import numpy as np  # noqa: E402
import psutil  # noqa: E402
from PySide6.QtGui import QPaintEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from desktop.app import Desktop  # noqa: E402
from desktop.controllers.outside import Outside  # noqa: E402
from desktop.indexed_library import IndexedLibrary  # noqa: E402
from desktop.program import make_application  # noqa: E402
from desktop.views.photo_grid import PhotoGrid  # noqa: E402
from indexer.api import LibraryPaths  # noqa: E402

PATIENCE_S = 120.0
FRAME_S = 1 / 60
FRAMES = 400
SMOOTH_STEP = 90
"""Logical pixels a frame: a brisk turn of the wheel."""


class Meter:
    """Drives one window and times its paints."""

    def __init__(self, desktop: Desktop, application: QApplication) -> None:
        self._desktop = desktop
        self._application = application
        self._grid = desktop.window.gallery.grid
        self._paints: list[float] = []
        self._time_paints(type(self._grid))

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window run until `condition` holds."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > deadline:
                sys.exit("The window did not get there in time.")
            self._application.processEvents()
            time.sleep(0.001)

    def thumbnails_in_sight(self) -> bool:
        """Whether every photo on the screen is shown as a picture."""
        provider = self._desktop.thumbnails
        return provider.idle and self._desktop.model.rowCount() > 0 and provider.bytes_held > 0

    def scroll(self, places: np.ndarray) -> dict[str, float]:
        """Go to each place, one a frame; percentiles of the paints in milliseconds."""
        self._paints.clear()
        bar = self._grid.verticalScrollBar()
        for place in places:
            frame_ends = time.perf_counter() + FRAME_S
            bar.setValue(int(place))
            while time.perf_counter() < frame_ends:
                self._application.processEvents()
                time.sleep(0.0005)
        taken = np.array(self._paints) * 1000
        return {
            "paints": len(taken),
            "p50_ms": round(float(np.percentile(taken, 50)), 2),
            "p99_ms": round(float(np.percentile(taken, 99)), 2),
            "max_ms": round(float(taken.max()), 2),
        }

    def _time_paints(self, grid_type: type[PhotoGrid]) -> None:
        paint = grid_type.paintEvent

        def timed(grid: PhotoGrid, event: QPaintEvent) -> None:
            began = time.perf_counter()
            paint(grid, event)
            self._paints.append(time.perf_counter() - began)

        grid_type.paintEvent = timed  # type: ignore[method-assign]


def measure(paths: LibraryPaths) -> dict[str, object]:
    """Open the window over a made library, scroll, close."""
    application = make_application()
    library = IndexedLibrary(paths)
    desktop = Desktop(application, paths, library, Outside())
    meter = Meter(desktop, application)
    desktop.client.stop()  # the service would find none of the files
    desktop.start([])
    meter.wait(meter.thumbnails_in_sight)
    first_thumbnails = time.perf_counter() - STARTED
    megabytes = psutil.Process().memory_info().rss / 2**20
    bar = desktop.window.gallery.grid.verticalScrollBar()
    figures: dict[str, object] = {
        "photos": desktop.model.rowCount(),
        "first_thumbnails_s": round(first_thumbnails, 2),
        "window_mb": round(megabytes),
        "smooth": meter.scroll(np.arange(FRAMES) * SMOOTH_STEP),
        "thrown": meter.scroll(np.linspace(0, bar.maximum(), FRAMES)),
        "window_mb_after": round(psutil.Process().memory_info().rss / 2**20),
    }
    desktop.window.close()
    desktop.stop()
    return figures


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--library", type=Path, help="measure this one, made by an earlier run")
    arguments = parser.parse_args()
    if arguments.library is not None:
        print(json.dumps(measure(LibraryPaths(arguments.library)), indent=2))
        return 0
    with tempfile.TemporaryDirectory(prefix="pixlore-scrolling-") as scratch:
        from many_photos import make_library

        paths = LibraryPaths(Path(scratch) / "library")
        make_library(paths, arguments.photos)
        # A process of its own: what making the library took must not count.
        return subprocess.call([sys.executable, __file__, "--library", str(paths.data_dir)])


if __name__ == "__main__":
    sys.exit(main())
