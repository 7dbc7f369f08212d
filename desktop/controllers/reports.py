"""Tells a person, in one sentence, that something went wrong and where the report is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.controllers.outside import Outside
    from desktop.mishaps import Mishaps
    from desktop.tasks import Tasks
    from desktop.views.status_bar import StatusBar

WINDOW_LOG = "window.log"


class Reports(QObject):
    """Main thread only. Nothing is sent anywhere: a click opens the folder of the reports."""

    def __init__(
        self, bar: StatusBar, tasks: Tasks, mishaps: Mishaps, outside: Outside, logs: Path
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._logs = logs
        tasks.surprised.connect(self._tell_mishap)
        mishaps.happened.connect(self._tell_mishap)
        bar.report_asked.connect(lambda: outside.open_folder(str(logs)))

    def tell_crash(self, report: Path) -> None:
        """The last window of this library ended in a crash."""
        self._bar.show_report(
            self.tr("Pixlore ended unexpectedly last time. Show the report"), str(report)
        )

    def _tell_mishap(self) -> None:
        self._bar.show_report(
            self.tr("Something went wrong in Pixlore. Show the report"),
            str(self._logs / WINDOW_LOG),
        )
