"""One service per library: an operating-system lock on a file, gone when its process is."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path


class AlreadyLocked(Exception):
    """Another process holds the lock."""


class InstanceLock:
    """Held from construction until `release`. Raises AlreadyLocked when another process has it.

    The file stays where it is: deleting it would let two processes lock two files of one name.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise AlreadyLocked(str(path)) from error

    @classmethod
    def try_acquire(cls, path: Path) -> Self | None:
        """The lock, or None when another process has it."""
        try:
            return cls(path)
        except AlreadyLocked:
            return None

    def release(self) -> None:
        """Let the next process have it."""
        os.close(self._descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
