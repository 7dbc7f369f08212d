"""Counts worker deaths, to tell one bad photo from a worker that cannot work at all."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import PhotoId

MOST_DEATHS = 3
WITHIN_S = 60.0
MOST_TRIES = 2
"""A photo that was being decoded in this many deaths is the culprit."""


class Deaths:
    """Deaths without progress, and rebuilds' own count of tries (their photos stay indexed)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: deque[float] = deque()
        self.rebuild_tries: Counter[PhotoId] = Counter()

    def note_progress(self) -> None:
        """A photo was finished, well or badly."""
        self._times.clear()

    def note_death(self) -> bool:
        """A worker died by itself; whether it is time to pause."""
        now = self._clock()
        self._times.append(now)
        while now - self._times[0] > WITHIN_S:
            self._times.popleft()
        return len(self._times) >= MOST_DEATHS
