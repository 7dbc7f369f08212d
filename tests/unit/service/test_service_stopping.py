"""A service ends in order however far it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.core.config import Timings
from indexer.core.paths import LibraryPaths
from indexer.service.service import Service


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    made = LibraryPaths(tmp_path / "data")
    made.create()
    return made


def test_one_that_never_started_stops(paths: LibraryPaths) -> None:
    Service(paths, Timings(), None).stop()


def test_one_that_could_not_listen_says_why_and_stops(paths: LibraryPaths) -> None:
    (Path(paths.socket) / "in the way").mkdir(parents=True)
    service = Service(paths, Timings(), None)
    with pytest.raises(IsADirectoryError):
        service.start()
    service.stop()
