"""The real window over the real service, in this process: a newcomer's minute, and stalls."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import photo_sets
import psutil
from PIL import Image
from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from recording import note

from desktop.app import Desktop
from desktop.controllers.outside import Outside
from desktop.indexed_library import IndexedLibrary
from desktop.program import collect_garbage
from desktop.queries import TextQuery
from indexer.api import LibraryPaths, ServiceState

PATIENCE_S = 600.0
TICK_MS = 5
SIDE = (1280, 960)
KEY_MS = 120
"""Between two keys of somebody who types."""
NEWCOMER_QUERY = "a dog"
QUERIES = ("a dog", "a red car", "the sea", "a plate of food", "mountains with snow")


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
        collect_garbage()  # as the program does
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
