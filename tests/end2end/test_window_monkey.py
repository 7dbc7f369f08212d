"""A short life of the window in the hands of the monkey; long ones are run by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence

from tests.soak.monkey.actions import KEYS, plan

pytestmark = [pytest.mark.processes, pytest.mark.window]

MONKEY = Path(__file__).resolve().parents[1] / "soak" / "window_monkey.py"


@pytest.mark.timeout(900)  # it has deadlines of its own
def test_the_monkey_finds_nothing_in_a_minute(tmp_path: Path) -> None:
    played = subprocess.run(
        [sys.executable, MONKEY, "--seeds", "2", "--actions", "120", "--keep", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert "2 of 2 seeds found nothing in 120 actions each" in played.stdout


def test_the_same_seed_is_the_same_plan_and_every_key_is_one() -> None:
    assert plan(5, 300) == plan(5, 300) != plan(6, 300)
    assert all(QKeySequence(keys)[0].key().value > 0 for keys in KEYS)
    done = {action["do"] for action in plan(1, 2000)}
    assert len(done) > 30
