"""Verified copies of `user.db`: hourly and on close, seven daily and four weekly ones kept.

The name of a copy holds its number in the sequence of copies and the time it was made. The number
decides which one is newer: a clock that once was ahead must not make an old copy win.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import apsw

from indexer.core.errors import EnvironmentFault, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.store.connection import Database

INTERVAL_S = 3600.0
DAYS_KEPT = 7
WEEKS_KEPT = 4

_TIME = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"user-(?:(?P<number>\d{6,})-)?(?P<time>\d{8}T\d{6}Z)\.db")
_NOT_MADE_BY_A_PERSON = frozenset({"setting", "history", "sqlite_sequence"})
_HAS_HISTORY = "SELECT 1 FROM sqlite_master WHERE name = 'history'"
"""The first versions kept none."""
_log = logging.getLogger(__name__)


class UserBackups:
    """The copies of one `user.db` in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest_first(self) -> list[Path]:
        """All copies, by their number; older Pixlores gave none, so there the time decides."""
        copies = [path for path in self._folder.glob("user-*.db") if _NAME.fullmatch(path.name)]
        return sorted(copies, key=lambda path: (_number(path), path.name), reverse=True)

    def best_first(self) -> list[Path]:
        """The sound copies in the order in which they should be restored: newest first.

        Those that hold nothing come last: they were made after the things were lost.
        """
        sound = [copy for copy in self.newest_first() if is_sound(copy)]
        return sorted(sound, key=lambda copy: _things_in(copy) == 0)

    def is_due(self, now: float) -> bool:
        """Whether the newest copy is an hour old, or lies in the future of a reset clock."""
        copies = self.newest_first()
        return not copies or not 0 <= now - _made_at(copies[0]) < INTERVAL_S

    def make(self, database: Database, now: float) -> Path | None:
        """Copy, verify and thin out; None (and a log line) when the disk does not allow it."""
        number = max(map(_number, self.newest_first()), default=0) + 1
        time = datetime.fromtimestamp(now, UTC).strftime(_TIME)
        target = self._folder / f"user-{number:06}-{time}.db"
        partial = target.with_suffix(".partial")
        try:
            _copy(database, partial)
            _publish(partial, target)
        except (OSError, StoreError, EnvironmentFault) as error:
            partial.unlink(missing_ok=True)
            _log.warning("no backup of user.db was made: %s", type(error).__name__)
            return None
        self._thin_out()
        return target

    def forget_history(self, others: Sequence[Path] = ()) -> None:
        """Take what was searched for out of every copy, and of other files that once were user.db.

        A copy is replaced whole, so one that cannot be written stays as it was.

        Raises:
            StoreError: in some copy the searches are still there.
        """
        copies = [*self.newest_first(), *others]
        failed = [copy.name for copy in copies if not _forget_history_in(copy)]
        if failed:
            raise StoreError(
                "Your searches are forgotten, but not in these files, which are damaged: "
                + ", ".join(failed)
            )

    def _thin_out(self) -> None:
        """Keep the newest copy of each of the last days and weeks that have one.

        The newest copy that holds more than the present database stays, too: it may be all that
        is left of what was lost.
        """
        copies = self.newest_first()
        keep = {*_newest_per(copies, "%Y%j", DAYS_KEPT), *_newest_per(copies, "%G%V", WEEKS_KEPT)}
        present = _things_in(copies[0])
        fuller = next((copy for copy in copies if _things_in(copy) > present), None)
        for copy in copies:
            if copy not in keep and copy != fuller:
                copy.unlink(missing_ok=True)


def restore(copy: Path, target: Path) -> None:
    """Put a copy in the place of a database that is gone; it is on the disk before it counts."""
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    shutil.copyfile(copy, partial)
    _sync_file(partial)
    _publish(partial, target)


def is_sound(path: Path) -> bool:
    """Whether a whole database file that nobody has open passes SQLite's full check.

    An empty file passes it, so there must be a schema, too.
    """
    try:
        with closing(_open_read_only(path)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()[0][0]
            checked = connection.execute("PRAGMA integrity_check(1)").fetchall()
            return bool(tables) and checked == [("ok",)]
    except apsw.Error:
        return False


def _things_in(copy: Path) -> int:
    """How many rows of a copy a person made: folders, favourites, searches, concepts, decisions.

    0 for a copy that cannot be read.
    """
    try:
        with closing(_open_read_only(copy)) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = [name for (name,) in names if name not in _NOT_MADE_BY_A_PERSON]
            return sum(_rows_in(connection, name) for name in tables)
    except apsw.Error:
        return 0


def _rows_in(connection: apsw.Connection, table: str) -> int:
    ((count,),) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()  # noqa: S608
    return int(count)  # type: ignore[arg-type]  # apsw types no single column


def _forget_history_in(copy: Path) -> bool:
    """Whether a copy holds no searches any more. One that is damaged cannot be rewritten."""
    if not is_sound(copy):
        return False
    partial = copy.with_suffix(".partial")
    try:
        restore(copy, partial)
        with closing(apsw.Connection(os.fspath(partial))) as connection:
            connection.execute("PRAGMA journal_mode=MEMORY")
            if connection.execute(_HAS_HISTORY).fetchall():
                connection.execute("DELETE FROM history")
                connection.execute("VACUUM")
        _sync_file(partial)
        _publish(partial, copy)
    except (OSError, apsw.Error) as error:
        _log.warning("a backup of user.db was not rewritten: %s", type(error).__name__)
        partial.unlink(missing_ok=True)
        return False
    return True


def _open_read_only(path: Path) -> apsw.Connection:
    return apsw.Connection(os.fspath(path), flags=apsw.SQLITE_OPEN_READONLY)


def _copy(database: Database, target: Path) -> None:
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    database.rows("VACUUM INTO ?", (str(target),))
    _sync_file(target)
    if not is_sound(target):
        raise StoreError(f"The copy {target} did not pass its check.")


def _number(copy: Path) -> int:
    return int(_parts(copy)["number"] or 0)


def _made_at(copy: Path) -> float:
    return datetime.strptime(_parts(copy)["time"] or "", _TIME).replace(tzinfo=UTC).timestamp()


def _parts(copy: Path) -> dict[str, str | None]:
    match = _NAME.fullmatch(copy.name)
    return match.groupdict() if match else {"number": None, "time": None}


def _newest_per(copies: list[Path], period: str, count: int) -> list[Path]:
    """The newest of each period, for the latest `count` periods; `copies` come newest first."""
    newest: dict[str, Path] = {}
    for copy in copies:
        newest.setdefault(datetime.fromtimestamp(_made_at(copy), UTC).strftime(period), copy)
    return list(newest.values())[:count]


def _publish(partial: Path, target: Path) -> None:
    partial.replace(target)
    _sync_folder(target.parent)


def _sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows cannot open a folder; NTFS journals the rename
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
