"""A window that goes from list to list lives on: told by the end of a process, as a crash shows."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("list_changes.py")


@pytest.mark.processes
@pytest.mark.parametrize(
    "lengths", [(333, 0, 7), (333, 7, 0, 40, 1, 0, 0, 600, 2), range(10, 130, 3)]
)
def test_a_view_lives_through_lists_of_any_length(lengths: Sequence[int], repository: Path) -> None:
    command = [sys.executable, "-X", "faulthandler", SCRIPT, *map(str, lengths)]
    environment = {**os.environ, "PYTHONPATH": str(repository), "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert (ended.returncode, "Traceback" in ended.stderr) == (0, False), ended.stderr
