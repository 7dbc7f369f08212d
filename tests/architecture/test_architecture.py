"""Structure that import contracts cannot see: fresh processes, hidden packages, private paths."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "torchvision", "open_clip", "timm", "transformers", "watchdog")


def modules_after(statement: str, repository: Path) -> set[str]:
    """The names in sys.modules after one statement in a fresh interpreter."""
    program = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(repository)},
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_the_window_loads_no_heavy_library(repository: Path) -> None:
    loaded = modules_after("import desktop.app", repository)
    assert "PySide6" in loaded
    assert not loaded.intersection(HEAVY)


def test_the_service_loads_neither_torch_nor_qt(repository: Path) -> None:
    loaded = modules_after("import indexer.service", repository)
    assert "watchdog" in loaded
    assert not loaded.intersection({*HEAVY, "PySide6"} - {"watchdog"})


def test_the_worker_loads_neither_qt_nor_sqlite(repository: Path) -> None:
    loaded = modules_after("import indexer.worker.__main__", repository)
    assert not loaded.intersection({"PySide6", "apsw", "sqlite3", "watchdog"})


@pytest.mark.parametrize("folder", ["packaging", "resources"])
def test_no_package_hides_a_library_of_the_same_name(repository: Path, folder: str) -> None:
    assert not (repository / folder / "__init__.py").exists()


def test_nothing_tracked_names_a_private_path_or_a_registry_host(repository: Path) -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=False
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout: there is no list of tracked files")
    here = re.escape(os.fsencode(repository))
    forbidden = re.compile(here + rb"|pythonhosted|--(?:extra-)?index-url|find-links")
    offenders = [
        name.decode()
        for name in listing.stdout.split(b"\0")
        if name
        and (path := repository / os.fsdecode(name)).is_file()
        and path != Path(__file__)
        and forbidden.search(path.read_bytes())
    ]
    assert not offenders
