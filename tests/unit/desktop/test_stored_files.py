"""Deleting everything: every leftover goes, nothing of somebody else's, and what stays is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers import removal
from desktop.controllers.removal import end_service, remove_all
from desktop.settings import WindowSettings
from desktop.stored_files import delete_everything, stored_sizes
from indexer.api import LibraryPaths, ServiceUnavailable
from indexer.core.instance_lock import InstanceLock
from indexer.ipc.endpoint import make_key
from indexer.store.backups import restore
from indexer.store.connection import note_damage
from indexer.store.library import open_library
from tests.unit.desktop.conftest import FakeLibrary, status

ENDED_PROCESS = (1 << 22) + 1
"""More than any process number of Linux."""
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    made = LibraryPaths(tmp_path / "library")
    made.create()
    return made


def leave_much_behind(paths: LibraryPaths) -> None:
    """Let the real code damage, repair, migrate, copy and interrupt."""
    for _ in range(2):
        with open_library(paths) as library:
            library.back_up(1_800_000_000.0)
        for database in (paths.user_db, paths.index_db, paths.thumbnails_db):
            database.write_bytes(b"\xaa" * 40_000)
            database.with_name(database.name + "-wal").write_bytes(b"\xaa" * 40_000)
            note_damage(database)
    with open_library(paths) as library:
        for name in ("user.db.before-v3", "index.db.before-v12", "user.db.partial"):
            library.user.database.rows("VACUUM INTO ?", (str(paths.data_dir / name),))
    for database in (paths.user_db, paths.index_db, paths.thumbnails_db):
        note_damage(database)
    backup = next(paths.backups.glob("user-*.db"))
    restore(backup, backup.with_suffix(".partial"))
    WindowSettings(paths.data_dir).save()
    lock = InstanceLock.try_acquire(paths.lock)
    assert lock is not None
    lock.release()
    make_key(paths)
    for name in (
        "service.key.4711", "service.sock", "window.ini.Ab12Cd", "window.ini.lock", "trials.json",
        "trials.new", "stacks.npz", "stacks.npz.new", "thumbnails.db-journal",
    ):  # fmt: skip
        (paths.data_dir / name).write_bytes(b"x")


def test_every_leftover_is_deleted_and_nothing_else(paths: LibraryPaths) -> None:
    leave_much_behind(paths)
    names = {file.name for file in paths.data_dir.iterdir()}
    assert sum(".corrupt-" in name for name in names) >= 6
    everything = sum(file.stat().st_size for file in paths.data_dir.rglob("*") if file.is_file())
    assert sum(stored_sizes(paths).values()) == everything, "the page counts what it deletes"
    foreign = ["holiday.jpg", "user.db.txt", "index.db.corrupt-by-me", "window.ini.bak-2026"]
    for name in foreign:
        (paths.data_dir / name).touch()
    assert delete_everything(paths) == []
    assert sorted(file.name for file in paths.data_dir.iterdir()) == sorted(foreign)


def keep(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let the system refuse to delete a file, as it does for one that another program has open."""
    unlink = Path.unlink

    def refuse(path: Path, missing_ok: bool = False) -> None:
        if path.name == name:
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)


class NoAutostart:
    def is_on(self) -> bool:
        return False

    def turn(self, *, on: bool) -> None:
        assert not on


@pytest.mark.logs("Not everything could be deleted")
def test_one_file_that_stays_is_named_and_keeps_no_other(
    paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_much_behind(paths)
    keep(monkeypatch, "index.db")
    left = remove_all(paths, NoAutostart())
    assert left == f"{paths.index_db}: Permission denied"
    assert [file.name for file in paths.data_dir.iterdir()] == ["index.db"]


def test_a_service_that_does_not_end_keeps_everything(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "_SERVICE_END_S", 0.0)
    with pytest.raises(ServiceUnavailable, match="Nothing was deleted"):
        end_service(library, os.getpid())
    desktop.service._show_status(status(pid=os.getpid()))
    desktop.forget_everything()
    bar = desktop.window.gallery.status_bar
    qtbot.waitUntil(lambda: "deleted" in bar.message)
    assert desktop._paths.user_db.exists()
