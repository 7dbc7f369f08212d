"""Watching a folder is itself watched: a dead watcher starts again, and blind spots are named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core.types import FolderId, WatchedFolder
from indexer.pipeline.folder_health import Reach
from indexer.pipeline.folder_watch import FolderWatch
from indexer.pipeline.scanner import ScanReport
from indexer.pipeline.watcher import Watcher

FOLDER = FolderId(1)


class Scene:
    """A watched folder, and what its watch reported."""

    def __init__(self, root: Path) -> None:
        self.folder = WatchedFolder(FOLDER, str(root), "", 0.0)
        self.returned: list[FolderId] = []
        self.told = 0
        self.watcher = Watcher(lambda *_: None, lambda: None, lambda: None)
        self.watch = FolderWatch(self.watcher, self._tell, self.returned.append)

    def _tell(self) -> None:
        self.told += 1

    def health(self):
        return self.watch.health()[FOLDER]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    (tmp_path / "photos" / "album").mkdir(parents=True)
    made = Scene(tmp_path / "photos")
    yield made
    made.watcher.stop()


@pytest.mark.logs("ended by itself")
def test_a_dead_watcher_starts_again_and_its_folder_is_scanned(scene: Scene) -> None:
    assert scene.watch.examine(scene.folder)
    assert scene.returned == [FOLDER]
    (emitter,) = scene.watcher._observer.emitters
    emitter.stop()
    emitter.join(5)
    assert not scene.watcher.is_watching(FOLDER)
    assert scene.watch.examine(scene.folder)
    assert scene.watcher.is_watching(FOLDER)
    assert scene.returned == [FOLDER, FOLDER]


def test_what_cannot_be_watched_is_named(scene: Scene) -> None:
    scene.watch.examine(scene.folder)
    report = ScanReport(FOLDER)
    scene.watch.note_whole_scan(FOLDER, report, ["", "album"], now=1.0)
    assert (scene.health().unwatched, scene.health().sentence) == ((), "")
    told = scene.told
    scene.watch.note_new_directories(FOLDER, ["", "album", "unwatched"])
    assert scene.health().unwatched == ("unwatched",)
    assert "1 folder in it is looked at once a minute" in scene.health().sentence
    assert scene.told == told + 1


def test_too_much_missing_comes_before_what_cannot_be_watched(scene: Scene) -> None:
    scene.watch.examine(scene.folder)
    report = ScanReport(FOLDER, withheld=2000)
    scene.watch.note_whole_scan(FOLDER, report, ["", "unwatched"], now=1.0)
    assert scene.health().reach is Reach.SUSPECT
    assert "2,000 photos are no longer there" in scene.health().sentence
    scene.watch.note_whole_scan(FOLDER, ScanReport(FOLDER), [""], now=2.0)
    assert (scene.health().reach, scene.health().sentence) == (Reach.ONLINE, "")


def test_a_folder_that_is_gone_is_offline_until_it_returns(scene: Scene, tmp_path: Path) -> None:
    scene.watch.examine(scene.folder)
    away = Path(scene.folder.path).rename(tmp_path / "away")
    assert not scene.watch.examine(scene.folder)
    assert scene.health().reach is Reach.OFFLINE
    assert not scene.watcher.is_watching(FOLDER)
    away.rename(scene.folder.path)
    assert scene.watch.examine(scene.folder)
    assert scene.returned == [FOLDER, FOLDER]


def test_a_folder_watched_no_more_is_forgotten(scene: Scene) -> None:
    scene.watch.examine(scene.folder)
    assert scene.watch.forget_all_but(set()) == [FOLDER]
    assert scene.watch.is_new(FOLDER)
