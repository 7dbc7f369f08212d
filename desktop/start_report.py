"""Tells a measurement of the start when the window was painted, and when its photos were there."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.app import Desktop

START_REPORT_VARIABLE = "PIXLORE_START_REPORT"


class StartReport(QObject):
    """Adds a line for each event to the file in $PIXLORE_START_REPORT: its name and the time."""

    def __init__(self, desktop: Desktop, path: Path) -> None:
        super().__init__(desktop.window)
        self._path = path
        self._thumbnails = desktop.thumbnails
        desktop.window.first_painted.connect(lambda: self._note("painted"))
        self._thumbnails.arrived.connect(self._note_thumbnails)

    def _note_thumbnails(self) -> None:
        if self._thumbnails.idle:
            self._thumbnails.arrived.disconnect(self._note_thumbnails)
            self._note("thumbnails")

    def _note(self, event: str) -> None:
        with self._path.open("a", encoding="ascii") as report:
            report.write(f"{event} {time.time()}\n")


def report_start(desktop: Desktop) -> None:
    """Report the start of a window, where that is asked for."""
    path = os.environ.get(START_REPORT_VARIABLE)
    if path:
        StartReport(desktop, Path(path))
