"""Remembers which folders changed until they have been quiet for a moment."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from indexer.core.types import FolderId

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 512
"""More dirty folders than this in one watched folder, and scanning it whole is cheaper."""


class DirtyFolders:
    """Folders to list again, each with the time it last changed. Any thread may add.

    A folder is due when nothing changed in it for `idle_s`, or `cap_s` after its first change.
    """

    def __init__(
        self, idle_s: float, cap_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._idle_s = idle_s
        self._cap_s = cap_s
        self._clock = clock
        self._lock = threading.Lock()
        self._changed: dict[FolderId, dict[str, tuple[float, float]]] = {}

    def add(self, folder_id: FolderId, path: str, delay_s: float = 0.0) -> None:
        """A folder changed now; `path` is relative to the watched folder.

        With `delay_s` it becomes due that much later than it otherwise would.
        """
        now = self._clock()
        with self._lock:
            changes = self._changed.setdefault(folder_id, {})
            first = min(changes.get(path, (now, now))[0], now)
            changes[path] = (first + delay_s, now + delay_s)

    def forget(self, folder_id: FolderId) -> None:
        """The watched folder was removed or scanned whole."""
        with self._lock:
            self._changed.pop(folder_id, None)

    def take_due(self) -> dict[FolderId, set[str] | None]:
        """The folders that are due, dirty no more; None instead of a set: too many to name."""
        now = self._clock()
        with self._lock:
            due = {
                folder_id: {path for path in changes if self._due_at(changes[path]) <= now}
                for folder_id, changes in self._changed.items()
            }
            for folder_id, paths in due.items():
                for path in paths:
                    del self._changed[folder_id][path]
        return {folder_id: _collapse(paths) for folder_id, paths in due.items() if paths}

    def next_due_in(self) -> float | None:
        """Seconds until something is due; None when nothing is dirty."""
        with self._lock:
            times = [
                self._due_at(times)
                for changes in self._changed.values()
                for times in changes.values()
            ]
        return max(0.0, min(times) - self._clock()) if times else None

    def _due_at(self, times: tuple[float, float]) -> float:
        first, last = times
        return min(last + self._idle_s, first + self._cap_s)


def _collapse(paths: set[str]) -> set[str] | None:
    return None if len(paths) > _LARGEST else paths
