"""The scripts of `packaging/` import each other by name, as they do when they are run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _scripts_importable(monkeypatch: pytest.MonkeyPatch, repository: Path) -> Iterator[None]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(repository / "packaging")
    yield
    for name in set(sys.modules) - before:
        if Path(getattr(sys.modules[name], "__file__", None) or "/").parent.name == "packaging":
            del sys.modules[name]
