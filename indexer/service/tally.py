"""Counts what changed in the library, for the next event that tells of it."""

from __future__ import annotations

import threading
from typing import NamedTuple


class Changed(NamedTuple):
    """How many photos were stored and removed."""

    stored: int
    removed: int


class Tally:
    """Several threads add to it while another one takes what has been added: nothing is lost."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stored = 0
        self._removed = 0

    def add(self, *, stored: int = 0, removed: int = 0) -> None:
        """Count photos."""
        with self._lock:
            self._stored += stored
            self._removed += removed

    def take(self) -> Changed:
        """What was added since the last time."""
        with self._lock:
            taken = Changed(self._stored, self._removed)
            self._stored = self._removed = 0
        return taken
