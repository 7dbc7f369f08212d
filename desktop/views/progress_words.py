"""What the indexer does, in a sentence: for the status bar, the tray and the settings window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from desktop.sentences import sentence
from indexer.api import FolderState, ServiceState

if TYPE_CHECKING:
    from indexer.api import Progress, ServiceStatus


class ProgressWords(QObject):
    """Speaks the language that is current when it is asked."""

    def activity(self, status: ServiceStatus) -> str:
        """What the service does now, or why it waits."""
        match status.state:
            case ServiceState.SCANNING:
                return self.tr("Looking for photos…")
            case ServiceState.INDEXING:
                return self._progress(status.progress)
            case ServiceState.PAUSED:
                return sentence(status.pause_message) or self.tr("Indexing is paused")
            case ServiceState.STOPPING:
                return self.tr("The background service is stopping…")
            case _:
                return self._problem(status) or self.tr("Up to date")

    def time_left(self, seconds: float) -> str:
        """How long something still takes, roughly."""
        if seconds < 60:
            return self.tr("less than a minute left")
        minutes = round(seconds / 60)
        if minutes < 60:
            return self.tr("about %Ln minute(s) left", "", minutes)
        return self.tr("about %Ln hour(s) left", "", round(minutes / 60))

    def _progress(self, progress: Progress) -> str:
        locale = QLocale()
        parts = [
            self.tr("Searched {searched} of {total}").format(
                searched=locale.toString(progress.searched), total=locale.toString(progress.total)
            )
        ]
        if progress.rate_per_s >= 0.1:
            rate = locale.toString(progress.rate_per_s, "f", 0 if progress.rate_per_s >= 10 else 1)
            parts.append(self.tr("{rate} photos a second").format(rate=rate))
        if progress.eta_s is not None:
            parts.append(self.time_left(progress.eta_s))
        return " · ".join(parts)

    def _problem(self, status: ServiceStatus) -> str:
        for folder in status.folders:
            if folder.message:
                return f"{folder.path}: {sentence(folder.message)}"
            if folder.state is not FolderState.ONLINE:
                return folder.path
        return status.problems[0] if status.problems else ""
