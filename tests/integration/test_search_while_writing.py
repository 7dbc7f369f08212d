"""Readers in other processes search while one commits: the short form of the soak run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.processes
def test_readers_see_whole_snapshots_while_a_writer_commits(repository: Path) -> None:
    script = repository / "tests" / "soak" / "search_while_writing.py"
    command = [sys.executable, str(script), "--seconds", "1.5", "--photos", "9000"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=550, text=True)
    assert done.returncode == 0, done.stderr
    writing = json.loads(done.stdout)["writing"]
    assert writing["errors"] == []
    assert writing["different"] == 0
    assert writing["checked"] >= 3
    assert writing["commits"] >= 1
