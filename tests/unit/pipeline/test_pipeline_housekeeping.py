"""Housekeeping forgets only what is long gone, and looks again at half-copied photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.core.config import Timings
from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoMetadata, SpaceKind
from indexer.pipeline.housekeeping import Housekeeping
from indexer.store.library import Library, open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

DAY_S = 86_400.0
START = 1_700_000_000.0


class House:
    """A library with one indexed photo, a clock, and folders that are there or not."""

    def __init__(self, library: Library, *, mtime: float = START, suspect: bool = False) -> None:
        self.library = library
        self.now = START
        self.folder = library.user.folders.add("/photos", volume="", added_at=START)
        self.online = [self.folder.id]
        stat = FileStat(100, int(mtime * 1e9), 1, 1)
        found = ScanOutcome(self.folder.id, START, added=[FoundFile("a.jpg", stat)])
        self.photo_id = library.index.scans.apply(found)[0]
        space = library.index.spaces.get_or_create("model", "starter", SpaceKind.JOINT, 4)
        vector = np.array([1, 0, 0, 0], np.float32)
        indexed = IndexedPhoto(
            self.photo_id, stat, b"c" * 16, PhotoMetadata(8, 8, "PNG"), {space.id: vector}, suspect
        )
        library.thumbnails.put({b"c" * 16: b"jpeg"})
        library.index.results.commit([indexed], now=START)
        self.keeping = Housekeeping(
            library, Timings(suspect_retry_s=0.0), lambda: self.online, lambda: self.now
        )

    def lose(self) -> None:
        outcome = ScanOutcome(self.folder.id, self.now, missing=[self.photo_id])
        self.library.index.scans.apply(outcome)

    def purged_over(self, days: int) -> int:
        purged = 0
        for _ in range(days):
            self.now += DAY_S
            purged += self.keeping.visit()
        return purged


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with open_library(LibraryPaths(tmp_path / "data")) as library:
        yield library


def test_missing_photos_are_forgotten_after_thirty_days(library: Library) -> None:
    house = House(library)
    house.lose()
    assert house.purged_over(29) == 0
    assert library.thumbnails.missing([b"c" * 16]) == set()
    assert house.purged_over(3) == 1
    assert library.thumbnails.missing([b"c" * 16]) == {b"c" * 16}


def test_photos_of_an_absent_drive_are_never_forgotten(library: Library) -> None:
    house = House(library)
    house.lose()
    house.online = []
    assert house.purged_over(100) == 0


def test_a_clock_that_jumps_a_year_forgets_nothing(library: Library) -> None:
    house = House(library)
    assert house.purged_over(5) == 0
    house.lose()
    house.now += 365 * DAY_S
    assert house.keeping.visit() == 0
    house.now -= 730 * DAY_S
    assert house.keeping.visit() == 0


def test_a_half_copied_photo_is_looked_at_again(library: Library) -> None:
    house = House(library, suspect=True)
    house.keeping.note_busy(1)
    assert house.keeping.step()
    assert library.index.counts().pending == 1


def test_an_old_suspect_is_left_alone(library: Library) -> None:
    house = House(library, mtime=START - 2 * DAY_S, suspect=True)
    house.keeping.note_busy(1)
    assert not house.keeping.step()
