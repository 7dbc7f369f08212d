"""Measures the window: `python benchmarks/window.py start`, `… stalls`, `… first_minute`.

`start`: seconds from the start of the program to its first painted window, and to the thumbnails of
all photos in sight, over a library of 100,000 photos; and the window's memory then. Median of five
runs, the disk warm. `bare_window_s` is what an empty window of Qt and numpy takes here.
`stalls`: the real window over the real service while 2,000 files are being indexed with all
processor cores busy. A stall is how much later than asked the event loop came round.

`first_minute`: how soon a newcomer with 5,000 photos sees photos, and hits of a typed query. Makes
the photos from real ones that lie beside the checkout.

Each makes a library of their own in a temporary folder and needs no display.
"""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: E402
import photo_sets  # noqa: E402
import psutil  # noqa: E402
from many_photos import make_library  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from recording import note, options, report  # noqa: E402

from desktop.app import Desktop  # noqa: E402
from desktop.controllers.outside import Outside  # noqa: E402
from desktop.library import IndexedLibrary, TextQuery  # noqa: E402
from indexer.api import LibraryPaths, ServiceState  # noqa: E402

RUNS = 5
_BARE_WINDOW = """
import sys, time
import numpy
from PySide6.QtWidgets import QApplication, QWidget

class Window(QWidget):
    def paintEvent(self, event):
        with open(sys.argv[1], "a") as report:
            report.write(f"painted {time.time()}\\n")
        application.exit()

application = QApplication([])
window = Window()
window.show()
application.exec()
"""
TICK_MS = 5
PATIENCE_S = 280.0
SIDE = (1280, 960)
KEY_MS = 120
"""Between two keys of somebody who types."""
NEWCOMER_QUERY = "a dog"
QUERIES = ("a dog", "a red car", "the sea", "a plate of food", "mountains with snow")


class Start(NamedTuple):
    """One start of the program."""

    window_s: float
    thumbnails_s: float
    cpu_s: float
    """Processor seconds used until then."""
    mb: float


def main() -> int:
    """Read the command line, measure, print."""
    parser = options(__doc__.splitlines()[0])
    parser.add_argument("what", choices=("start", "stalls", "first_minute"))
    parser.add_argument("--photos", type=int, default=100_000, help="photos of the library (start)")
    parser.add_argument("--files", type=int, default=2000, help="photos to index (stalls)")
    parser.add_argument("--newcomer", type=int, default=5000, help="photos (first_minute)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixlore-window-") as folder:
        scratch = Path(folder)
        match arguments.what:
            case "start":
                figures = measure_starts(scratch, arguments.photos)
            case "stalls":
                figures = measure_stalls(scratch, arguments.files)
            case _:
                figures = measure_first_minute(scratch, arguments.newcomer)
    report(f"window-{arguments.what}", figures, arguments)
    return 0


def measure_starts(scratch: Path, photos: int) -> dict[str, Any]:
    """Starts over a library of so many photos; the first run only warms the disk."""
    paths = LibraryPaths(scratch / "library")
    note(f"making a library of {photos} photos ...")
    make_library(paths, photos)
    runs = [_start_once(scratch, run) for run in range(RUNS + 1)][1:]
    end_service(paths)
    bounds = [_bare_start(scratch) for _ in range(RUNS + 1)][1:]
    medians = {name: statistics.median(each) for name, each in _columns(runs).items()}
    return {
        "photos": photos,
        "runs": RUNS,
        **{name: round(value, 3) for name, value in medians.items()},
        "worst_window_s": round(max(run.window_s for run in runs), 3),
        "bare_window_s": round(statistics.median(bounds), 3),
    }


def _columns(runs: Sequence[Start]) -> dict[str, list[float]]:
    return {name: [getattr(run, name) for run in runs] for name in Start._fields}


def _start_once(scratch: Path, run: int) -> Start:
    file = scratch / f"start-{run}"
    command = [sys.executable, "-m", "desktop", "--data-dir", str(scratch / "library")]
    begun = time.time()
    program = subprocess.Popen(command, cwd=ROOT, env=_environment(scratch, file))
    while "thumbnails" not in (events := _read_report(file)):
        if time.time() > begun + PATIENCE_S:
            sys.exit("The window did not show photos in time.")
        time.sleep(0.005)
    process = psutil.Process(program.pid)
    used, memory = process.cpu_times(), process.memory_info().rss
    program.send_signal(signal.SIGTERM)
    program.wait()
    return Start(
        events["painted"] - begun,
        events["thumbnails"] - begun,
        used.user + used.system,
        memory / 1e6,
    )


def _bare_start(scratch: Path) -> float:
    """Seconds until a Python with Qt and numpy has painted an empty window: no start is faster."""
    file = scratch / "bare"
    file.unlink(missing_ok=True)
    begun = time.time()
    command = [sys.executable, "-c", _BARE_WINDOW, str(file)]
    subprocess.run(command, check=True, env=_environment(scratch, file))
    return _read_report(file)["painted"] - begun


def _environment(scratch: Path, report_file: Path) -> dict[str, str]:
    """As after an installation: Python keeps what it compiled, here in the temporary folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = {"PYTHONPYCACHEPREFIX": str(scratch / "compiled")}
    return {**kept, **compiled, "PIXLORE_START_REPORT": str(report_file)}


def _read_report(file: Path) -> dict[str, float]:
    """The events of a start that are reported so far, with their times."""
    lines = file.read_text("ascii").splitlines(keepends=True) if file.exists() else []
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {name: float(at) for name, at in whole}


def measure_first_minute(scratch: Path, count: int) -> dict[str, Any]:
    """A newcomer: adds a folder to an empty library, types a query, gets hits, and more of them.

    `first_photos_s`: from adding the folder until photos are on the screen. `first_hits_s`: until a
    query that was typed as soon as photos were there shows strong or likely hits.
    """
    photos = scratch / "photos"
    note(f"making {count} photos ...")
    photo_sets.small_photos(photos, count)
    application = QApplication(sys.argv[:1])
    with running_desktop(application, scratch / "library") as desktop:
        pump(application, lambda: desktop.service.status is not None)
        begun = time.monotonic()
        desktop.window.welcome.folder_chosen.emit(str(photos))
        pump(application, lambda: desktop.model.rowCount() > 0 and _pictures_in_sight(desktop))
        first_photos_s = time.monotonic() - begun
        field = desktop.window.gallery.search_bar.focusProxy()
        QTest.keyClicks(field, NEWCOMER_QUERY, delay=KEY_MS)
        typed_s = time.monotonic() - begun
        pump(application, lambda: desktop.model.photos.likely > 0)
        first_hits_s = time.monotonic() - begun
        advised = desktop.window.gallery.model_note.isVisible()
        searched = desktop.service.status.progress.searched
        pump(application, lambda: time.monotonic() - begun > 60)
        status = desktop.service.status
    return {
        "photos": count,
        "first_photos_s": round(first_photos_s, 2),
        "query_typed_s": round(typed_s, 2),
        "first_hits_s": round(first_hits_s, 2),
        "searched_then": searched,
        "told_of_better_model": advised,
        "searched_after_a_minute": status.progress.searched,
        "photos_per_s": round(status.progress.rate_per_s, 1),
        "window_mb": round(psutil.Process().memory_info().rss / 1e6),
    }


def _pictures_in_sight(desktop: Desktop) -> bool:
    return desktop.thumbnails.idle and desktop.thumbnails.bytes_held > 0


def end_service(paths: LibraryPaths) -> None:
    """End the service that the windows started and left running."""
    library = IndexedLibrary(paths)
    service = library.service()
    process = psutil.Process(service.greeting["pid"])
    service.call("shutdown")
    library.close()
    process.wait(PATIENCE_S)


def measure_stalls(scratch: Path, files: int) -> dict[str, Any]:
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
    # A loop of its own: quitting the application would close the window.
    loop, watch = QEventLoop(application), QTimer(interval=50)
    watch.timeout.connect(
        lambda: loop.quit() if condition() or time.monotonic() > deadline else None
    )
    watch.start()
    loop.exec()
    watch.stop()
    loop.deleteLater()
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
