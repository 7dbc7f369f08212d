"""Verified copies of `user.db`: hourly and on close, seven daily and four weekly ones kept."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import apsw

from indexer.core.errors import EnvironmentFault, StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.store.connection import Database

INTERVAL_S = 3600.0
DAYS_KEPT = 7
WEEKS_KEPT = 4

_NAME = "user-%Y%m%dT%H%M%SZ.db"
_log = logging.getLogger(__name__)


class UserBackups:
    """The copies of one `user.db` in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest_first(self) -> list[Path]:
        """All copies; their names sort by time."""
        return sorted(self._folder.glob("user-*.db"), reverse=True)

    def is_due(self, now: float) -> bool:
        """Whether the newest copy is an hour old, or lies in the future of a reset clock."""
        copies = self.newest_first()
        return not copies or not 0 <= now - _made_at(copies[0]) < INTERVAL_S

    def make(self, database: Database, now: float) -> Path | None:
        """Copy, verify and thin out; None (and a log line) when the disk does not allow it."""
        target = self._folder / datetime.fromtimestamp(now, UTC).strftime(_NAME)
        partial = target.with_suffix(".partial")
        try:
            _copy(database, partial)
            partial.replace(target)
            _sync_folder(self._folder)
        except (OSError, StoreError, EnvironmentFault) as error:
            partial.unlink(missing_ok=True)
            _log.warning("no backup of user.db was made: %s", type(error).__name__)
            return None
        self._thin_out()
        return target

    def _thin_out(self) -> None:
        """Keep the newest copy of each of the last days and weeks that have one."""
        copies = self.newest_first()
        keep = {*_newest_per(copies, "%Y%j", DAYS_KEPT), *_newest_per(copies, "%G%V", WEEKS_KEPT)}
        for copy in copies:
            if copy not in keep:
                copy.unlink(missing_ok=True)


def is_sound(path: Path) -> bool:
    """Whether a whole database file that nobody has open passes SQLite's full check."""
    try:
        connection = apsw.Connection(os.fspath(path), flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.Error:
        return False
    try:
        return connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
    except apsw.Error:
        return False
    finally:
        connection.close()


def _copy(database: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    database.rows("VACUUM INTO ?", (str(target),))
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    if not is_sound(target):
        raise StoreError(f"The copy {target} did not pass its check.")


def _made_at(copy: Path) -> float:
    return datetime.strptime(copy.name, _NAME).replace(tzinfo=UTC).timestamp()


def _newest_per(copies: list[Path], period: str, count: int) -> list[Path]:
    """The newest of each period, for the latest `count` periods; `copies` come newest first."""
    newest: dict[str, Path] = {}
    for copy in copies:
        newest.setdefault(datetime.fromtimestamp(_made_at(copy), UTC).strftime(period), copy)
    return list(newest.values())[:count]


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; NTFS journals the rename
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
