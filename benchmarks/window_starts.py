"""Starts the program again and again over a large library, and times what a person sees."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from many_photos import make_library
from recording import note

from desktop.indexed_library import IndexedLibrary
from indexer.api import LibraryPaths

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60.0
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


class Start(NamedTuple):
    """One start of the program."""

    window_s: float
    thumbnails_s: float
    cpu_s: float
    """Processor seconds used until then."""
    mb: float


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


def end_service(paths: LibraryPaths) -> None:
    """End the service that the windows started and left running."""
    library = IndexedLibrary(paths)
    service = library.service()
    process = psutil.Process(service.greeting["pid"])
    service.call("shutdown")
    library.close()
    process.wait(PATIENCE_S)
