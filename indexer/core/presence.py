"""Asks the disk whether files are still there, without ever waiting for a drive that hangs."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WAIT_S = 0.5
"""What one question may take. A local disk answers for a hundred files in a millisecond."""


class FilePresence:
    """Any thread may ask. A folder that does not answer is asked by one thread only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: set[str] = set()

    def gone(self, paths: Iterable[str], roots: Sequence[str], wait_s: float = WAIT_S) -> set[str]:
        """Those of the paths that are certainly gone; what is not known in time is not.

        Of a folder (one of `roots`) that is empty or cannot be read, nothing is known: its drive
        may be away.
        """
        questions = [
            question
            for root, below in _by_root(paths, roots).items()
            if (question := self._ask(root, below)) is not None
        ]
        end = time.monotonic() + wait_s
        for thread, _ in questions:
            thread.join(max(end - time.monotonic(), 0.0))
        return {path for _, found in questions for path in tuple(found)}

    def _ask(self, root: str, paths: list[str]) -> tuple[threading.Thread, list[str]] | None:
        with self._lock:
            if root in self._asked:
                return None
            self._asked.add(root)
        found: list[str] = []
        thread = threading.Thread(
            target=self._look, args=(root, paths, found), name="presence", daemon=True
        )
        thread.start()
        return thread, found

    def _look(self, root: str, paths: list[str], found: list[str]) -> None:
        try:
            if _has_entries(root):
                found += (path for path in paths if _is_gone(path))
        finally:
            with self._lock:
                self._asked.discard(root)


def root_of(path: str, roots: Sequence[str]) -> str | None:
    """The watched folder that a path lies in."""
    return next((root for root in roots if path.startswith(root.rstrip(os.sep) + os.sep)), None)


def _by_root(paths: Iterable[str], roots: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        root = root_of(path, roots)
        if root is not None:
            found.setdefault(root, []).append(path)
    return found


def _has_entries(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is not None
    except OSError:
        return False


def _is_gone(path: str) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):  # it may be there
        return False
    return False
