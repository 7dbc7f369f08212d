"""Measures the window: `python benchmarks/window.py start` and `… window.py stalls`.

`start`: seconds from the start of the program to its first painted window, median of five runs.
`stalls`: the real window over the real service while 2,000 files are being indexed with all
processor cores busy. A stall is how much later than asked the event loop came round.

Both make a library of their own in a temporary folder and need no display.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: E402
import psutil  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QElapsedTimer, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from desktop.app import Desktop  # noqa: E402
from desktop.controllers.outside import Outside  # noqa: E402
from desktop.library import IndexedLibrary, TextQuery  # noqa: E402
from indexer.api import LibraryPaths, ServiceState  # noqa: E402

RUNS = 5
TICK_MS = 5
PATIENCE_S = 280.0
SIDE = (1280, 960)
QUERIES = ("a dog", "a red car", "the sea", "a plate of food", "mountains with snow")


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("start", "stalls"))
    parser.add_argument("--files", type=int, default=2000, help="photos to index (stalls)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-window-") as scratch:
        if arguments.what == "start":
            figures = measure_starts(Path(scratch))
        else:
            figures = measure_stalls(Path(scratch), arguments.files)
    print(json.dumps(figures, indent=2))
    return 0


def measure_starts(scratch: Path) -> dict[str, float | int]:
    """Start to first paint over a library that exists; the first run only warms the disk."""
    runs = [_start_once(scratch, run) for run in range(RUNS + 1)][1:]
    end_service(LibraryPaths(scratch / "library"))
    seconds = [each[0] for each in runs]
    return {
        "runs": RUNS,
        "median_s": round(statistics.median(seconds), 3),
        "worst_s": round(max(seconds), 3),
        "median_cpu_s": round(statistics.median(each[1] for each in runs), 3),
    }


def _start_once(scratch: Path, run: int) -> tuple[float, float]:
    """Seconds until the first paint, and processor seconds used soon after it."""
    report = scratch / f"painted-{run}"
    command = [sys.executable, "-m", "desktop", "--data-dir", str(scratch / "library")]
    begun = time.time()
    environment = {**os.environ, "PIXLORE_START_REPORT": str(report)}
    program = subprocess.Popen(command, cwd=ROOT, env=environment)
    deadline = begun + PATIENCE_S
    while not (report.exists() and report.stat().st_size) and time.time() < deadline:
        time.sleep(0.005)
    painted = float(report.read_text())
    used = psutil.Process(program.pid).cpu_times()
    program.send_signal(signal.SIGTERM)
    program.wait()
    return painted - begun, used.user + used.system


def end_service(paths: LibraryPaths) -> None:
    """End the service that the windows started and left running."""
    library = IndexedLibrary(paths)
    service = library.service()
    process = psutil.Process(service.greeting["pid"])
    service.call("shutdown")
    library.close()
    process.wait(PATIENCE_S)


def measure_stalls(scratch: Path, files: int) -> dict[str, float | int]:
    """Event-loop stalls from adding a folder until all of it is indexed, typing now and then."""
    photos = scratch / "photos"
    make_photos(photos, files)
    application = QApplication(sys.argv[:1])
    with running_desktop(application, scratch / "library") as desktop:
        pump(application, lambda: desktop.service.status is not None)
        desktop.service.add_folder(str(photos))
        recorder = Stalls()
        begun = time.monotonic()
        recorder.start()
        typing = _typing(desktop)
        pump(application, lambda: _indexed(desktop) >= files)
        typing.stop()
        recorder.stop()
        took = time.monotonic() - begun
        memory = psutil.Process().memory_info().rss
    stalls = np.array(recorder.stalls_ms)
    return {
        "files": files,
        "seconds": round(took, 1),
        "turns": len(stalls),
        "p50_ms": round(float(np.percentile(stalls, 50)), 2),
        "p99_ms": round(float(np.percentile(stalls, 99)), 2),
        "worst_ms": round(float(stalls.max()), 1),
        "window_mb": round(memory / 1e6),
    }


class Stalls:
    """How much later than `TICK_MS` each turn of the event loop came."""

    def __init__(self) -> None:
        self.stalls_ms: list[float] = []
        self._clock = QElapsedTimer()
        self._timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)

    def start(self) -> None:
        """Begin to record."""
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        """Record no more."""
        self._timer.stop()

    def _note(self) -> None:
        self.stalls_ms.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - TICK_MS))
        self._clock.restart()


def pump(application: QApplication, condition: Callable[[], bool]) -> None:
    """Let the event loop run until `condition` holds."""
    deadline = time.monotonic() + PATIENCE_S
    watch = QTimer(interval=100)
    watch.timeout.connect(
        lambda: application.quit() if condition() or time.monotonic() > deadline else None
    )
    watch.start()
    application.exec()
    watch.stop()
    if not condition():
        sys.exit("The window did not get there in time.")


def make_photos(folder: Path, count: int) -> None:
    """JPEG files of coloured noise over gradients, each different."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(7)
    width, height = SIDE
    for number in range(count):
        coarse = random.integers(0, 255, (12, 16, 3), dtype=np.uint8)
        picture = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        picture.save(folder / f"photo {number:05}.jpg", quality=85)


@contextmanager
def running_desktop(application: QApplication, data_dir: Path) -> Iterator[Desktop]:
    """A window with a library and a service of its own, both gone afterwards."""
    application.setQuitOnLastWindowClosed(False)
    paths = LibraryPaths(data_dir)
    paths.create()
    library = IndexedLibrary(paths)
    desktop = Desktop(application, paths, library, Outside())
    try:
        desktop.start([])
        yield desktop
        library.service().call("shutdown")
    finally:
        desktop.window.close()
        desktop.stop()
        shutil.rmtree(data_dir, ignore_errors=True)


def _typing(desktop: Desktop) -> QTimer:
    """A person who searches every two seconds and scrolls in between."""
    timer = QTimer(interval=1000)
    turns = iter(range(1_000_000))

    def act() -> None:
        turn = next(turns)
        if turn % 2:
            bar = desktop.window.gallery.grid.verticalScrollBar()
            bar.setValue(bar.value() + 600)
        else:
            desktop.search(TextQuery(QUERIES[turn // 2 % len(QUERIES)]))

    timer.timeout.connect(act)
    timer.start()
    return timer


def _indexed(desktop: Desktop) -> int:
    status = desktop.service.status
    if status is None or status.state is ServiceState.SCANNING:
        return 0
    return status.counts.indexed + status.counts.failed


if __name__ == "__main__":
    sys.exit(main())
