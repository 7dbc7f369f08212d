"""Lets indexing rest while the disk is full. Writer thread only."""

from __future__ import annotations

import logging
import shutil
import time
from typing import TYPE_CHECKING

from indexer.pipeline.throttle import PauseReason

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.core.errors import DiskFull
    from indexer.pipeline.throttle import Throttle

log = logging.getLogger(__name__)

_SPARE_BYTES = 32 << 20
_SPARE_SHARE = 0.05
"""Of a small disk, this much is enough to go on."""


class DiskSpace:
    """Whether the disk with the databases is known to be full, and when to look again."""

    def __init__(self, folder: Path, throttle: Throttle, retry_s: float) -> None:
        self._folder = folder
        self._throttle = throttle
        self._retry_s = retry_s
        self._look_at = 0.0

    def note_full(self, error: DiskFull) -> None:
        """Something could not be written: pause."""
        if not self._throttle.holds(PauseReason.DISK_FULL):
            log.warning("Indexing pauses: %s", error)
        self._throttle.pause(PauseReason.DISK_FULL)
        self._look_at = time.monotonic() + self._retry_s

    def is_free_again(self) -> bool:
        """Whether the disk was full and now has space; the pause goes on until `resume`."""
        if not self._throttle.holds(PauseReason.DISK_FULL) or time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + self._retry_s
        usage = shutil.disk_usage(self._folder)
        return usage.free >= min(_SPARE_BYTES, _SPARE_SHARE * usage.total)

    def resume(self) -> None:
        """What could not be written is written: go on."""
        log.info("There is space again: indexing goes on")
        self._throttle.resume(PauseReason.DISK_FULL)
