"""Small runs of the library's soak tests; `tests/soak/library_*.py` run them at full length."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.library_damage import damage
from tests.soak.library_history import live

SOAK = Path(__file__).parents[1] / "soak"
CANNOT_RUN = 77

pytestmark = pytest.mark.processes


@pytest.mark.parametrize(
    ("scenario", "count"),
    [
        ("library_kills", 4),
        ("library_drives", 40),
        ("library_disk_full", 2),
        ("library_half_written", 10),
        ("library_untouched", 20),
    ],
)
def test_the_library_keeps_its_promise(scenario: str, count: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SOAK / f"{scenario}.py", "--count", str(count)],
        env=os.environ | {"PIXLORE_TEST_DEADLINE_S": "60", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=550,
    )
    if done.returncode == CANNOT_RUN:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr


def test_the_index_equals_the_disk_after_any_history() -> None:
    live(6)


def test_damaged_files_are_set_aside_and_what_a_person_made_is_kept() -> None:
    assert "10 of 10 opened" in damage(10)
