"""Remembers which folders changed until they have been quiet for a moment."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import FolderId

_LARGEST = 512
"""More dirty folders than this in one watched folder, and scanning it whole is cheaper."""


@dataclass(frozen=True, slots=True)
class _Change:
    first: float
    due: float


class DirtyFolders:
    """Folders to list again, each with the time when it is due. Any thread may add.

    A folder is due when nothing changed in it for `idle_s`, or `cap_s` after its first change.
    """

    def __init__(
        self, idle_s: float, cap_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._idle_s = idle_s
        self._cap_s = cap_s
        self._clock = clock
        self._lock = threading.Lock()
        self._changed: dict[FolderId, dict[str, _Change]] = {}

    def add(self, folder_id: FolderId, path: str, in_s: float | None = None) -> None:
        """A folder changed; `path` is relative to the watched folder. Due in `in_s` if given."""
        now = self._clock()
        wait = self._idle_s if in_s is None else in_s
        with self._lock:
            changes = self._changed.setdefault(folder_id, {})
            first = changes[path].first if path in changes else now
            changes[path] = _Change(first, min(now + wait, first + max(self._cap_s, wait)))

    def forget(self, folder_id: FolderId) -> None:
        """The watched folder was removed or scanned whole."""
        with self._lock:
            self._changed.pop(folder_id, None)

    def take_due(self) -> dict[FolderId, set[str] | None]:
        """The folders that are due, dirty no more; None instead of a set: too many to name."""
        now = self._clock()
        taken = {}
        with self._lock:
            for folder_id, changes in self._changed.items():
                due = {path for path, change in changes.items() if change.due <= now}
                for path in due:
                    del changes[path]
                if due:
                    taken[folder_id] = due if len(due) <= _LARGEST else None
        return taken

    def next_due_in(self) -> float | None:
        """Seconds until something is due; None when nothing is dirty."""
        with self._lock:
            times = [
                change.due for changes in self._changed.values() for change in changes.values()
            ]
        return max(0.0, min(times) - self._clock()) if times else None
