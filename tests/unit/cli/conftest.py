"""Runs commands in this process, on a library of a test's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.cli.main import main
from tests.unit.search.small_library import SmallLibrary


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """Its JSON."""
        return json.loads(self.out)


@pytest.fixture
def pixlore(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ran]:
    """Run one command, `pixlore("search", "a cat")`, on the library in tmp_path / "library"."""
    monkeypatch.setenv("PIXLORE_DATA_DIR", str(tmp_path / "library"))

    def run(*arguments: str) -> Ran:
        try:
            code = main(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallLibrary]:
    library = SmallLibrary(tmp_path / "library")
    yield library
    library.close()
