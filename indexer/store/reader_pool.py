"""Read-only connections to one database, shared by the threads of a process."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from indexer.core.errors import StoreError
from indexer.store.connection import open_reader
from indexer.store.migrations import check_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from indexer.store.connection import Database
    from indexer.store.migrations import Step


class ReaderPool:
    """Lends connections to any thread for the length of one read, opened when first needed.

    The threads of a window's pool come and go: lent connections do not pile up with them.
    A database that was replaced by another file is opened anew.
    """

    def __init__(self, path: Path, steps: Sequence[Step]) -> None:
        self._path = path
        self._steps = steps
        self._lock = threading.Lock()
        self._idle: list[tuple[Database, int]] = []
        self._closed = False
        self._pinned = threading.local()

    @contextlib.contextmanager
    def borrow(self) -> Iterator[Database]:
        """A connection of the caller's own until the block ends.

        Raises:
            StoreError: closed, no database yet, one of another version, or a damaged one.
        """
        pinned: Database | None = getattr(self._pinned, "database", None)
        if pinned is not None:
            yield pinned
            return
        inode = self._inode()
        database = self._take(inode) or self._open()
        try:
            yield database
        finally:
            self._put_back(database, inode)

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Until the block ends, all reads of this thread see the database as it is now.

        Keep it short: the write-ahead log cannot be emptied meanwhile. Nested blocks are one.
        """
        if getattr(self._pinned, "database", None) is not None:
            yield
            return
        with self.borrow() as database:
            database.run("BEGIN")
            self._pinned.database = database
            try:
                yield
            finally:
                self._pinned.database = None
                database.run("ROLLBACK")

    def close(self) -> None:
        """Close the idle connections now and the lent ones when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for database, _ in idle:
            database.close()

    def _inode(self) -> int:
        try:
            return self._path.stat().st_ino
        except FileNotFoundError:
            return 0

    def _take(self, inode: int) -> Database | None:
        """An idle connection to this very file; those to a replaced one are closed."""
        with self._lock:
            if self._closed:
                raise StoreError("The library was closed.")
            while self._idle:
                database, its_inode = self._idle.pop()
                if its_inode == inode:
                    return database
                database.close()
        return None

    def _open(self) -> Database:
        database = open_reader(self._path)
        try:
            self._require_present_schema(database)
        except BaseException:
            database.close()
            raise
        return database

    def _require_present_schema(self, database: Database) -> None:
        if check_version(database, self._steps) < len(self._steps):
            raise StoreError(
                f"{self._path} waits for the background service to bring it up to date. "
                "Start Pixlore and try again in a moment."
            )

    def _put_back(self, database: Database, inode: int) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append((database, inode))
                return
        database.close()
