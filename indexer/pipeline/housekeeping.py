"""What is done for the library when nothing else is to do. Writer thread only."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from indexer.core.config import Timings
    from indexer.core.types import FolderId
    from indexer.store.library import Library

log = logging.getLogger(__name__)

SETTING = "housekeeping"
MISSING_FOR_S = 30 * 86_400.0
"""Photos that were missing for this long, while their drive was there, are forgotten."""
VISITS = 3
"""So often at least, on different days, the drive must have been seen without them."""
_DAY_S = 20 * 3600.0
_SUSPECT_FOR_S = 86_400.0
_LONGEST_SUSPECT_WAIT_S = 3600.0
_SUSPECTS = 1000


class Housekeeping:
    """Looks again at half-copied photos, forgets what is long gone, gives disk space back.

    Args:
        library: the library.
        timings: how often.
        online: the folders whose drives are there and can be believed.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        library: Library,
        timings: Timings,
        online: Callable[[], Collection[FolderId]],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._library = library
        self._timings = timings
        self._online = online
        self._clock = clock
        self._was_busy = False
        self._suspects = 0
        self._suspect_wait_s = timings.suspect_retry_s
        self._next_suspects = time.monotonic() + self._suspect_wait_s
        self._next_visit = time.monotonic() + timings.suspect_retry_s

    def note_busy(self, suspects: int) -> None:
        """Photos are being indexed; so many turned out half-copied since the service started."""
        self._was_busy = True
        if suspects > self._suspects:
            self._suspects = suspects
            self._suspect_wait_s = self._timings.suspect_retry_s
            self._next_suspects = time.monotonic() + self._suspect_wait_s

    def step(self) -> bool:
        """Do what is due; whether photos are pending now that were not before."""
        if self._was_busy:
            self._was_busy = False
            self._library.index.checkpoint()
        self._library.thumbnails.trim()
        now = time.monotonic()
        if now >= self._next_visit:
            self._next_visit = now + self._timings.housekeeping_s
            self.visit()
        return now >= self._next_suspects and self._look_at_suspects(now)

    def visit(self) -> int:
        """Forget what has been missing for long enough and free its space; how many photos."""
        now = self._clock()
        days = self._note_visit(now)
        purged = sum(self._purge(folder_id, days[folder_id], now) for folder_id in self._online())
        orphans = self._library.delete_orphan_thumbnails()
        if purged or orphans:
            log.info("%d photos and %d thumbnails were forgotten", purged, orphans)
            self._library.index.shrink()
        return purged

    def _look_at_suspects(self, now: float) -> bool:
        """Let half-copied photos be opened again, ever more rarely: equal bytes cost nothing."""
        self._suspect_wait_s = min(2 * self._suspect_wait_s, _LONGEST_SUSPECT_WAIT_S)
        self._next_suspects = now + self._suspect_wait_s
        recently = (self._clock() - _SUSPECT_FOR_S) * 1e9
        suspects = self._library.index.queue.suspects(_SUSPECTS)
        young = [photo.photo_id for photo in suspects if photo.stat.mtime_ns > recently]
        return bool(young) and self._library.index.queue.look_again(young) > 0

    def _note_visit(self, now: float) -> dict[FolderId, list[float]]:
        """When each folder that is there was seen, on its last different days."""
        stored: Any = self._library.user.settings.get(SETTING)
        before = stored if isinstance(stored, dict) else {}
        days: dict[FolderId, list[float]] = {}
        for folder_id in self._online():
            seen = [at for at in before.get(str(folder_id), []) if isinstance(at, float)]
            if not seen or abs(now - seen[-1]) >= _DAY_S:
                seen = [*seen, now][-VISITS:]
            days[folder_id] = seen
        after = before | {str(folder_id): seen for folder_id, seen in days.items()}
        if after != before:
            self._library.user.settings.set(SETTING, after)
        return days

    def _purge(self, folder_id: FolderId, seen: list[float], now: float) -> int:
        """A clock that jumps by a year must not make yesterday's missing photos old."""
        if len(seen) < VISITS:
            return 0
        before = min(now - MISSING_FOR_S, *seen)
        scans = self._library.index.scans
        return scans.purge_missing(missing_before=before, folder_ids=[folder_id])
