"""Opens SQLite databases, the writer's and the readers', and turns SQLite's errors into ours."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import sqlite_vec

from indexer.core.errors import DatabaseDamaged, DiskFull, StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PAGE_SIZE = 16384
"""A 2 KB vector in 4 KB pages would take 4.1 KB a row."""

BUSY_TIMEOUT_MS = 10_000
_WAL_LIMIT = 64 << 20
_STEPS = 10_000
"""So many steps of SQLite's machine, some milliseconds, pass between looks at the clock."""
_WAL_FIXED_AT = {(3, 44): 6, (3, 50): 7}

Rows = list[tuple[Any, ...]]


def wal_is_safe(version: str) -> bool:
    """Whether this SQLite has the fix of https://www.sqlite.org/wal.html#walresetbug."""
    numbers = tuple(int(part) for part in version.split("."))
    major, minor, patch = (*numbers, 0, 0, 0)[:3]
    if (major, minor) in _WAL_FIXED_AT:
        return patch >= _WAL_FIXED_AT[major, minor]
    return (major, minor, patch) >= (3, 51, 3)


class Database:
    """One open database, used by one thread at a time.

    Every statement is read to its end, so no cursor holds the write-ahead log back.
    Errors of the world arrive as `DiskFull`, `DatabaseDamaged` or `StoreError`.
    """

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> Rows:
        """All rows of a statement."""
        with translated_errors(self.path):
            return self.connection.execute(sql, parameters).fetchall()

    def rows_within(self, seconds: float, sql: str) -> Rows | None:
        """All rows of a statement, or None when it takes longer than `seconds`."""
        deadline = time.monotonic() + seconds
        self.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            with translated_errors(self.path):
                return self.connection.execute(sql).fetchall()
        except apsw.InterruptError:
            return None
        finally:
            self.connection.set_progress_handler(None)

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.row(sql, parameters)
        return row[0] if row else None

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a statement; return how many rows it changed, triggers not counted."""
        with translated_errors(self.path):
            self.connection.execute(sql, parameters).fetchall()
            return self.connection.changes()

    def rows_of_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Rows:
        """All rows of a statement that is run once for each set of parameters."""
        with translated_errors(self.path):
            return self.connection.executemany(sql, parameters).fetchall()

    def run_many(self, sql: str, parameters: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each set of parameters."""
        with translated_errors(self.path):
            self.connection.executemany(sql, parameters).fetchall()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside, or none. Takes the write lock at once (`BEGIN IMMEDIATE`).

        A deferred transaction that turns to writing fails without waiting when another wrote.
        """
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.connection.in_transaction:  # a full disk has rolled back by itself
            self.run("ROLLBACK")

    def checkpoint(self) -> int:
        """Empty the write-ahead log as far as readers allow; return the bytes it still holds."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        wal = sidecar(self.path, "-wal")
        return wal.stat().st_size if wal.exists() else 0

    def close(self) -> None:
        """Close the connection. Closing again does nothing."""
        with translated_errors(self.path):
            self.connection.close()


def open_writer(
    path: Path, *, durable: bool, sqlite_version: str = apsw.sqlite_lib_version()
) -> Database:
    """Open (and make, readable by its owner only) a database for its one writer.

    Args:
        path: where the database is.
        durable: whether a commit must survive a power cut (`synchronous=FULL`), not only a kill.
        sqlite_version: the version that decides whether write-ahead logging is safe.
    """
    _make_private(path)
    with translated_errors(path):
        database = Database(apsw.Connection(os.fspath(path)), path)
        try:
            prepare_writer(database, durable=durable, sqlite_version=sqlite_version)
            _load_sqlite_vec(database.connection)
        except BaseException:
            database.connection.close()
            raise
    return database


def open_reader(path: Path) -> Database:
    """Open an existing database read-only.

    Raises:
        StoreError: there is no database at `path`, or it is damaged.
    """
    if not path.exists():
        raise StoreError(f"There is no library at {path.parent} yet. Add a folder of photos first.")
    with translated_errors(path):
        connection = _connect_reader(path)
        database = Database(connection, path)
        try:
            _set_common_pragmas(database)
            _load_sqlite_vec(connection)
            database.rows("PRAGMA query_only=ON")
            database.rows("SELECT count(*) FROM sqlite_schema")
        except BaseException:
            connection.close()
            raise
    return database


def sqlite_versions() -> tuple[str, str]:
    """The versions of SQLite and of sqlite-vec in use, the latter proven by loading it."""
    connection = apsw.Connection(":memory:")
    try:
        _load_sqlite_vec(connection)
        loaded = connection.execute("SELECT vec_version()").fetchall()[0][0]
    finally:
        connection.close()
    return apsw.sqlite_lib_version(), str(loaded)


def prepare_writer(database: Database, *, durable: bool, sqlite_version: str) -> None:
    """Set a writer's pragmas. Page size and vacuum mode take effect on an empty database only."""
    database.rows(f"PRAGMA page_size={PAGE_SIZE}")
    database.rows("PRAGMA auto_vacuum=INCREMENTAL")
    _set_common_pragmas(database)
    if wal_is_safe(sqlite_version):
        database.rows("PRAGMA journal_mode=WAL")
        database.rows(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
    else:
        database.rows("PRAGMA journal_mode=DELETE")
        database.rows("PRAGMA synchronous=FULL")
    database.rows(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
    database.rows(f"PRAGMA secure_delete={'ON' if durable else 'FAST'}")
    if durable:
        # A damaged log ends where the damage is: what a person made must not stay in it for long.
        database.rows("PRAGMA wal_autocheckpoint=1")
    if durable and sys.platform == "darwin":
        database.rows("PRAGMA fullfsync=ON")


def sidecar(path: Path, ending: str) -> Path:
    """The file that SQLite or Pixlore keeps beside a database, such as its `-wal`."""
    return path.with_name(path.name + ending)


def size_on_disk(path: Path) -> int:
    """Bytes of a database with its write-ahead log; 0 when there is none."""
    files = (path, sidecar(path, "-wal"))
    return sum(file.stat().st_size for file in files if file.exists())


@contextlib.contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn the errors of the disk and of the file into ours; errors of our SQL pass."""
    try:
        yield
    except apsw.FullError as error:
        raise disk_full(path) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        note_damage(path)
        raise DatabaseDamaged(
            f"{path} is damaged. Start Pixlore again: it sets the file aside and repairs the rest."
        ) from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
        raise StoreError(
            f"{path} cannot be opened or written. Check that you may write to {path.parent}."
        ) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise StoreError(f"{path} is in use by another program. Close it and try again.") from error
    except apsw.IOError as error:
        raise StoreError(
            f"The disk reported an error at {path}. Check the drive and its free space."
        ) from error


def disk_full(path: Path) -> DiskFull:
    """The error for a file that cannot grow."""
    return DiskFull(
        f"The disk that holds {path.parent} is full. Free some space; Pixlore then goes on."
    )


def note_damage(path: Path) -> None:
    """Leave a mark beside a database that the next start checks it by."""
    with contextlib.suppress(OSError):
        sidecar(path, ".suspect").touch(mode=0o600)


def _connect_reader(path: Path) -> apsw.Connection:
    """Open read-only, also where SQLite cannot make the files that a log needs.

    `immutable` is for a database at rest in a directory nobody can write to: with a live log it
    would read a torn database.
    """
    wal = sidecar(path, "-wal")
    if os.access(path.parent, os.W_OK) or wal.exists():
        return apsw.Connection(os.fspath(path), flags=apsw.SQLITE_OPEN_READONLY)
    address = path.absolute().as_uri() + "?immutable=1"
    return apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


def _make_private(path: Path) -> None:
    """Make the file before SQLite does: its `-wal` and `-shm` get the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        with contextlib.suppress(OSError):
            path.chmod(0o600)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise disk_full(path) from error
        raise StoreError(
            f"{path} cannot be made ({error.strerror}). Check that you may write to {path.parent}."
        ) from error


def _set_common_pragmas(database: Database) -> None:
    database.connection.set_busy_timeout(BUSY_TIMEOUT_MS)
    for pragma in (
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "temp_store=MEMORY",
        "mmap_size=0",  # mapped pages turned a passing fault of the log into damage
    ):
        database.rows(f"PRAGMA {pragma}")


def _load_sqlite_vec(connection: apsw.Connection) -> None:
    """Load the extension by its absolute path and close the door behind it."""
    connection.enable_load_extension(True)
    try:
        connection.load_extension(str(Path(sqlite_vec.loadable_path()).absolute()))
    finally:
        connection.enable_load_extension(False)
