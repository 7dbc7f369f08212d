"""Opens the window, searches and closes it, fifty times: `python tests/soak/window_cycles.py`.

The real window over the real service and the demo photographs, in one process. What is left after
the last cycle is compared with what was left after the tenth: threads, file descriptors, widgets.
Exit code 1 when anything grew.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil  # noqa: E402
import skimage  # noqa: E402
from PySide6.QtCore import QEvent  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from desktop.app import Desktop  # noqa: E402
from desktop.controllers.outside import Outside  # noqa: E402
from desktop.indexed_library import IndexedLibrary  # noqa: E402
from desktop.program import make_application  # noqa: E402
from desktop.queries import TextQuery  # noqa: E402
from indexer.api import LibraryPaths  # noqa: E402

SETTLED_AFTER = 10
PATIENCE_S = 120.0
Counts = dict[str, int]


def wait(application: QApplication, condition: Callable[[], bool]) -> None:
    """Let the window run until `condition` holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            sys.exit("The window did not get there in time.")
        application.processEvents()
        time.sleep(0.005)


def cycle(application: QApplication, paths: LibraryPaths, folder: Path, number: int) -> None:
    """One life of the window: open, look at a photo, search, close."""
    desktop = Desktop(application, paths, IndexedLibrary(paths), Outside())
    desktop.start([])
    wait(application, lambda: desktop.service.status is not None)
    if number == 0:
        desktop.service.add_folder(str(folder))
    wait(application, lambda: desktop.model.rowCount() > 0)
    desktop.search(TextQuery("a cat"))
    wait(application, lambda: desktop.model.photos.ranked)
    desktop.open_photo(desktop.model.index(0))
    wait(application, lambda: desktop.window.viewer.canvas.pixmap is not None)
    desktop.window.close()
    desktop.stop()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def counts(application: QApplication) -> Counts:
    """What this process holds now."""
    gc.collect()
    process = psutil.Process()
    return {
        "threads": threading.active_count(),
        "descriptors": process.num_fds(),
        "children": len(process.children()),
        "widgets": len(application.allWidgets()),
        "windows": len(application.topLevelWidgets()),
        "mb": round(process.memory_info().rss / 2**20),
    }


def main() -> int:
    """Run the cycles, print what is held, compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cycles", type=int, default=50)
    cycles = parser.parse_args().cycles
    application = make_application()
    with tempfile.TemporaryDirectory(prefix="pixlore-cycles-") as scratch:
        folder = Path(scratch) / "photos"
        folder.mkdir()
        for photo in (Path(skimage.__file__).parent / "data").glob("*.png"):
            shutil.copy(photo, folder)
        paths = LibraryPaths(Path(scratch) / "library")
        paths.create()
        settled: Counts = {}
        for number in range(cycles):
            cycle(application, paths, folder, number)
            if number + 1 == min(SETTLED_AFTER, cycles):
                settled = counts(application)
        last = counts(application)
        stop_service(paths)
    sys.stdout.write(f"after {SETTLED_AFTER}: {settled}\nafter {cycles}: {last}\n")
    return int(any(last[name] > settled[name] for name in settled if name != "mb"))


def stop_service(paths: LibraryPaths) -> None:
    """End the service that the first cycle started."""
    library = IndexedLibrary(paths)
    process = psutil.Process(library.service().greeting["pid"])
    library.service().call("shutdown")
    library.close()
    process.wait(30)


if __name__ == "__main__":
    sys.exit(main())
