"""A process that crashes leaves the stacks of its threads; any other leaves nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import faulthandler, os, signal, sys
from pathlib import Path
from indexer.core.crash_report import CrashReport

def the_culprit():
    if sys.argv[2] == "crash":
        faulthandler._sigsegv()
    elif sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)

report = CrashReport(Path(sys.argv[1]), "window")
print(report.begin())
the_culprit()
report.end()
"""


def run(folder: Path, ending: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WATCHED, str(folder), ending],
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_crash_leaves_a_report_that_the_next_start_finds_once(tmp_path: Path) -> None:
    assert run(tmp_path, "crash").returncode == -signal.SIGSEGV
    found = Path(run(tmp_path, "order").stdout.strip())
    assert found.parent == tmp_path
    assert "the_culprit" in found.read_text("utf-8")
    assert found.stat().st_mode & 0o077 == 0
    assert run(tmp_path, "order").stdout.strip() == "None"
    assert list(tmp_path.iterdir()) == [found]


@pytest.mark.parametrize("ending", ["order", "kill"])
def test_an_end_that_is_no_crash_leaves_no_report(tmp_path: Path, ending: str) -> None:
    run(tmp_path, ending)
    assert run(tmp_path, "order").stdout.strip() == "None"
    assert list(tmp_path.iterdir()) == []


def test_only_the_last_reports_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"window-crash-2020010{day}T000000Z.txt").touch()
    (tmp_path / "window-running.txt").write_text("Fatal Python error", "utf-8")
    (tmp_path / "service-crash-20200101T000000Z.txt").touch()
    newest = Path(run(tmp_path, "order").stdout.strip())
    left = sorted(path.name for path in tmp_path.glob("window-crash-*"))
    assert len(left) == 3
    assert newest.name in left
    assert len(list(tmp_path.glob("service-crash-*"))) == 1
