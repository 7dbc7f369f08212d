"""The small parts of the pipeline, each by itself."""

from __future__ import annotations

import json
import logging
import os
import threading
from pathlib import Path
from queue import Queue

import pytest

from indexer.core.config import TIMINGS_VARIABLE, Timings, load_timings
from indexer.core.errors import UsageError
from indexer.core.instance_lock import InstanceLock
from indexer.core.types import FolderId
from indexer.pipeline.deaths import Deaths
from indexer.pipeline.dirty_folders import DirtyFolders
from indexer.pipeline.throttle import PauseReason, Throttle
from indexer.pipeline.volumes import Volume, volume_of
from indexer.pipeline.watcher import Watcher

FOLDER = FolderId(1)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_folder_is_due_when_it_is_quiet() -> None:
    clock = Clock()
    dirty = DirtyFolders(2.0, 60.0, clock)
    dirty.add(FOLDER, "album")
    assert dirty.take_due() == {}
    assert dirty.next_due_in() == 2.0
    clock.now += 2.0
    assert dirty.take_due() == {FOLDER: {"album"}}
    assert dirty.next_due_in() is None


def test_a_restless_folder_is_due_at_the_cap() -> None:
    clock = Clock()
    dirty = DirtyFolders(2.0, 60.0, clock)
    for _ in range(60):
        dirty.add(FOLDER, "album")
        assert dirty.take_due() == {}
        clock.now += 1.0
    assert dirty.take_due() == {FOLDER: {"album"}}


def test_too_many_dirty_folders_mean_all_of_it() -> None:
    clock = Clock()
    dirty = DirtyFolders(2.0, 60.0, clock)
    for number in range(1000):
        dirty.add(FOLDER, f"album {number}", 0.0)
    assert dirty.take_due() == {FOLDER: None}


def test_three_deaths_a_minute_are_too_many() -> None:
    clock = Clock()
    deaths = Deaths(clock)
    assert [deaths.note_death(), deaths.note_death(), deaths.note_death()] == [False, False, True]
    deaths.note_progress()
    assert not deaths.note_death()
    clock.now += 61.0
    assert not deaths.note_death()


def test_the_persons_pause_is_shown_first() -> None:
    throttle = Throttle()
    assert throttle.current() is None
    throttle.pause(PauseReason.WORKER, "Signal 11.")
    throttle.pause(PauseReason.USER)
    pause = throttle.current()
    assert pause is not None
    assert pause.reason is PauseReason.USER
    throttle.resume(PauseReason.USER)
    pause = throttle.current()
    assert pause is not None
    assert pause.message.endswith("Signal 11.")


def test_a_volume_has_an_identity_that_stays(tmp_path: Path) -> None:
    assert volume_of(str(tmp_path)) == volume_of(str(tmp_path))
    assert volume_of(str(tmp_path)).identity
    with pytest.raises(OSError):
        volume_of(str(tmp_path / "nowhere"))


def test_network_drives_are_remote() -> None:
    assert Volume("x", "cifs").is_remote
    assert Volume("x", "fuse.sshfs").is_remote
    assert not Volume("x", "ext4").is_remote


def test_one_process_holds_the_lock(tmp_path: Path) -> None:
    lock = InstanceLock(tmp_path / "lock")
    assert InstanceLock.try_acquire(tmp_path / "lock") is None
    lock.release()
    again = InstanceLock.try_acquire(tmp_path / "lock")
    assert again is not None
    again.release()


def test_timings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_timings() == Timings()
    monkeypatch.setenv(TIMINGS_VARIABLE, json.dumps({"settle_s": 1}))
    assert load_timings() == Timings(settle_s=1.0)


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"unknown": 1}', '{"settle_s": "1"}', '{"settle_s": -1}']
)
def test_bad_timings_are_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(TIMINGS_VARIABLE, text)
    with pytest.raises(UsageError, match=TIMINGS_VARIABLE):
        load_timings()


def test_the_watcher_names_the_folder_of_a_new_photo(tmp_path: Path) -> None:
    (tmp_path / "album").mkdir()
    changes: Queue[tuple[FolderId, str]] = Queue()
    photos = threading.Event()
    overflow = threading.Event()
    watcher = Watcher(lambda *change: changes.put(change), photos.set, overflow.set)
    try:
        assert watcher.watch(FOLDER, str(tmp_path)) == ""
        assert watcher.is_watching(FOLDER)
        assert watcher.unwatched(FOLDER, ["", "album", "not there"]) == ["not there"]
        (tmp_path / "album" / "a.jpg").write_bytes(b"x")
        assert changes.get(timeout=60) == (FOLDER, "album")
        assert photos.wait(10)
        logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")
        assert overflow.is_set()
        watcher.unwatch(FOLDER)
        assert not watcher.is_watching(FOLDER)
    finally:
        watcher.stop()


@pytest.mark.logs("cannot be watched")
def test_a_folder_that_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    watcher = Watcher(lambda *_: None, lambda: None, lambda: None)
    try:
        assert "cannot be watched" in watcher.watch(FOLDER, os.fspath(tmp_path / "nowhere"))
    finally:
        watcher.stop()
