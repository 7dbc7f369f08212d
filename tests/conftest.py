"""What every test stands on: offscreen Qt, real photos, and failing on any surprise.

A test fails when it logs a warning it did not announce (`@pytest.mark.logs("pattern")`), leaves a
thread running, or leaves a child process behind. Python and Qt warnings fail by configuration.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

from tests.x_server import XVFB, XServer, running_x_server

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED_PHOTOS = REPOSITORY.parent / "shared" / "photos"
_GRACE_S = 30.0
_PATIENCE_MS = 60_000
"""How long a window is waited for: a busy machine is slow, and only a failure waits so long."""
_WORKER_BYTES = 2 << 30
_MOST_WORKERS = 8
_OUTCOME = pytest.StashKey[int]()

# No test is timed: a busy machine is no fault.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker of announced log records."""
    config.addinivalue_line("markers", "logs(pattern): this test expects a log record that matches")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run the whole suite in several processes, chosen tests in this one.

    Tests mostly wait for other processes, so two fit on a core. One takes up to 2 GB.
    """
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return 0
    memory = psutil.virtual_memory().total // _WORKER_BYTES
    return max(1, min(2 * (os.cpu_count() or 1), memory, _MOST_WORKERS))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Keep the outcome for `pytest_unconfigure`."""
    session.config.stash[_OUTCOME] = int(exitstatus)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave without Python's own clean-up, which deletes Qt's objects in any order and may crash.

    Everything is printed by now, and what a worker of pytest-xdist had to tell is sent. How the
    program itself ends is tested in a process of its own (`test_window_main_job`).
    """
    if _OUTCOME in config.stash:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash[_OUTCOME])


class PatientBot(QtBot):
    """pytest-qt's, which would give up after five seconds, or one."""

    def waitUntil(self, callback: Any, *, timeout: int = _PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: Any, *, timeout: int = _PATIENCE_MS, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitExposed(self, widget: Any, *, timeout: int = _PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: Any, *, timeout: int = _PATIENCE_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> QtBot:
    """The real window's hands and eyes, with patience."""
    return PatientBot(request)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def skimage_photos() -> Path:
    """Demo photographs inside the scikit-image package. Read-only: copy before changing."""
    import skimage

    return Path(skimage.__file__).parent / "data"


@pytest.fixture
def demo_photos(tmp_path: Path, skimage_photos: Path) -> Path:
    """A folder of a test's own with copies of the demo photographs."""
    folder = tmp_path / "demo photos"
    folder.mkdir()
    for photo in skimage_photos.iterdir():
        if photo.suffix in {".png", ".jpg"}:
            shutil.copy(photo, folder)
    return folder


@pytest.fixture
def home_trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trash of the test's own; Send2Trash reads where it is only once, when it is imported."""
    home = tmp_path / "home"
    trash = home / "Trash"
    monkeypatch.setattr("send2trash.plat_other.XDG_DATA_HOME", os.fsencode(home))
    monkeypatch.setattr("send2trash.plat_other.HOMETRASH_B", os.fsencode(trash))
    return trash


@pytest.fixture(scope="session")
def shared_photos() -> Path:
    """The development photos beside the checkout, which not every machine has."""
    if not SHARED_PHOTOS.is_dir():
        pytest.skip("the development photos (../shared/photos) are not on this machine")
    return SHARED_PHOTOS


@pytest.fixture
def x_server() -> Iterator[XServer]:
    """An X server of a test's own."""
    if XVFB is None:
        pytest.skip("there is no Xvfb on this machine")
    with running_x_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_unannounced_warnings(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test whose log has a warning that no `logs` marker announces."""
    yield
    announced = [re.compile(mark.args[0]) for mark in request.node.iter_markers("logs")]
    surprises = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)  # type: ignore[arg-type]
        if record.levelno >= logging.WARNING
        and record.name.partition(".")[0] in {"indexer", "desktop"}
        and not any(pattern.search(record.getMessage()) for pattern in announced)
    ]
    assert not surprises, f"unannounced log records: {surprises}"


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread or a child process behind."""
    threads_before = set(threading.enumerate())
    children_before = {child.pid for child in psutil.Process().children()}
    yield
    deadline = time.monotonic() + _GRACE_S
    while left := _left_running(threads_before, children_before):
        if time.monotonic() > deadline:
            pytest.fail(f"left running after the test: {left}")
        time.sleep(0.02)


def _left_running(threads_before: set[threading.Thread], children_before: set[int]) -> list[str]:
    threads = [
        f"thread {thread.name}"
        for thread in threading.enumerate()
        if thread not in threads_before and not _belongs_to_a_library(thread)
    ]
    return threads + [
        f"process {child.pid}"
        for child in psutil.Process().children()
        if child.pid not in children_before and child.status() != psutil.STATUS_ZOMBIE
    ]


def _belongs_to_a_library(thread: threading.Thread) -> bool:
    """tqdm and Qt start helper threads for the life of the process."""
    return thread.name.startswith(("Dummy-", "tqdm")) or type(thread).__name__ == "TMonitor"
