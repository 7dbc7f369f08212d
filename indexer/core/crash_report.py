"""Keeps a trace when a process dies of a crash: the code that ran, and nothing of a person's.

Python's faulthandler writes the stacks of all threads when the system ends a process with a fatal
signal. It writes them to a file that was opened before; a process that ends in order removes it.
"""

from __future__ import annotations

import faulthandler
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

_KEPT = 3


class CrashReport:
    """The report of one kind of process, `window` or `service`. One process at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        """`folder`: where logs are; `name`: begins the names of the reports."""
        self._folder = folder
        self._name = name
        self._running = folder / f"{name}-running.txt"
        self._file: TextIOWrapper | None = None

    def begin(self) -> Path | None:
        """Watch this process from now on; return the report of the last one if it crashed.

        A process that was killed, or that a power cut ended, leaves no report: it was not at fault.

        Raises:
            OSError: the folder cannot be written.
        """
        crashed = self._take_last()
        descriptor = os.open(self._running, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8")
        faulthandler.enable(self._file, all_threads=True)
        return crashed

    def end(self) -> None:
        """This process ends in order."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            self._running.unlink(missing_ok=True)

    def _take_last(self) -> Path | None:
        try:
            if not self._running.stat().st_size:
                return None
        except FileNotFoundError:
            return None
        crashed = datetime.fromtimestamp(self._running.stat().st_mtime, UTC)
        report = self._folder / f"{self._name}-crash-{crashed:%Y%m%dT%H%M%SZ}.txt"
        self._running.replace(report)
        for old in sorted(self._folder.glob(f"{self._name}-crash-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
        return report
