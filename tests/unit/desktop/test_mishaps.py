"""What goes wrong unforeseen: it is logged with its trace, the person is told, and tests fail."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.mishaps import Mishaps
from desktop.tasks import Lane, Tasks, ignore
from indexer.api import LibraryPaths, PixloreError
from tests.unit.desktop.conftest import FakeLibrary

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import desktop.program as program
from desktop.tasks import Lane, ignore
from tests.unit.desktop.conftest import FakeLibrary
from indexer.api import LibraryPaths

def the_slot():
    raise TypeError("in a slot")

def the_work():
    raise TypeError("in a lane")

def end():
    bar = program.made.window.gallery.status_bar
    print(bar._report.text() if bar._report.isVisible() else "nothing told", flush=True)
    print(sys.argv[2:], flush=True)
    if "crash" in sys.argv:
        import faulthandler
        faulthandler._sigsegv()
    QApplication.quit()

class Desktop(program.Desktop):
    def start(self, arguments):
        program.made = self
        super().start(arguments)
        if "slot" in sys.argv:
            QTimer.singleShot(0, self.window, the_slot)
        if "lane" in sys.argv:
            self.tasks.run(Lane.READER, the_work, ignore, ignore)
        QTimer.singleShot(500, self.window, end)

program.Desktop = Desktop
program.IndexedLibrary = lambda paths: FakeLibrary(paths.data_dir)
paths = LibraryPaths(Path(sys.argv[1]))
paths.create()
paths.user_db.touch()
sys.exit(program.run_window(paths, []))
"""


def run_program(data: Path, *wishes: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(data), *wishes],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("place", ["slot", "lane"])
def test_an_unexpected_error_is_logged_with_its_trace_and_told(tmp_path: Path, place: str) -> None:
    ended = run_program(tmp_path / "data", place)
    assert ended.returncode == 0, ended.stderr
    assert "Something went wrong" in ended.stdout
    log = (tmp_path / "data" / "logs" / "window.log").read_text("utf-8")
    assert f"in a {place}" in log
    assert "Traceback" in log
    assert ("the_slot" if place == "slot" else "the_work") in log


def test_a_crash_of_the_window_is_told_at_the_next_start_only(tmp_path: Path) -> None:
    assert run_program(tmp_path / "data", "crash").returncode < 0
    assert "ended unexpectedly" in run_program(tmp_path / "data").stdout
    assert "nothing told" in run_program(tmp_path / "data").stdout


def test_a_click_on_the_sentence_opens_the_folder_of_the_reports(
    desktop: Desktop, opened: list[QUrl], qtbot: QtBot, tmp_path: Path
) -> None:
    bar = desktop.window.gallery.status_bar
    desktop.reports.tell_crash(tmp_path / "data" / "logs" / "window-crash.txt")
    assert bar._report.isVisible()
    bar._report.click()
    assert not bar._report.isVisible()
    assert opened == [QUrl.fromLocalFile(str(LibraryPaths(tmp_path / "data").logs))]


@pytest.mark.logs("unexpected error")
def test_errors_of_threads_and_finalisers_are_noted(qtbot: QtBot) -> None:
    mishaps = Mishaps()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    mishaps.watch()
    try:
        with qtbot.waitSignal(mishaps.happened):
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        with qtbot.waitSignal(mishaps.happened):
            Restless()
    finally:
        mishaps.stop()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == hooks


class Restless:
    def __del__(self) -> None:
        raise ValueError("in a finaliser")


def test_what_the_world_does_to_work_is_no_mishap(qtbot: QtBot) -> None:
    tasks = Tasks()
    failed: list[Exception] = []
    surprised: list[None] = []
    tasks.surprised.connect(lambda: surprised.append(None))
    for error in (PixloreError("gone"), FileNotFoundError("gone")):
        tasks.run(Lane.READER, lambda error=error: raise_it(error), ignore, failed.append)
    qtbot.waitUntil(lambda: len(failed) == 2)
    tasks.stop()
    assert not surprised


def raise_it(error: Exception) -> None:
    raise error


def test_a_request_that_fails_is_told_where_nothing_else_tells_it(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.fake_service.errors["pause"] = PixloreError("The service is busy.")
    desktop.service.pause()
    bar = desktop.window.gallery.status_bar
    qtbot.waitUntil(lambda: "busy" in bar.message)
    bar.show_status(library.fake_service.now)
    assert "busy" in bar.message, "a word of the service does not take it away at once"
    bar._message_time.timeout.emit()
    assert "busy" not in bar.message


FAILING = """
import threading
from PySide6.QtCore import QTimer
from desktop.tasks import Lane, Tasks, ignore

def broken():
    raise TypeError("broken")

def test_in_a_slot(qtbot):
    QTimer.singleShot(0, broken)
    qtbot.wait(50)

def test_in_a_lane(qtbot):
    tasks = Tasks()
    done = []
    tasks.run(Lane.READER, broken, ignore, done.append)
    qtbot.waitUntil(lambda: bool(done))
    tasks.stop()

def test_in_a_thread():
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()

def test_that_is_sound(qtbot):
    QTimer.singleShot(0, lambda: None)
    qtbot.wait(10)
"""


def test_a_test_fails_in_which_it_happens(tmp_path: Path, repository: Path) -> None:
    written = tmp_path / "test_failing.py"
    written.write_text(FAILING, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-c", repository / "pyproject.toml"]
    plugins = ["-p", "tests.conftest", "-p", "no:randomly", "-n0", "--rootdir", tmp_path]
    environment = os.environ | {"PYTHONPATH": str(repository)}
    ended = subprocess.run(
        [*command, *plugins, written],
        cwd=tmp_path,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    for line in (
        "FAILED test_failing.py::test_in_a_slot",
        "ERROR test_failing.py::test_in_a_lane",  # at its end, where the log is looked through
        "FAILED test_failing.py::test_in_a_thread",
    ):
        assert line in ended.stdout, ended.stdout + ended.stderr
    assert "test_that_is_sound" not in ended.stdout
