"""What the indexer does, in a sentence: for the status bar, the tray and the settings window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from desktop.sentences import sentence
from indexer.api import FolderState, ServiceState

if TYPE_CHECKING:
    from desktop.models.offered_models import Installation
    from indexer.api import Progress, ServiceStatus

_BY_ITSELF = ("disk full", "battery", "busy")


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
                return self._paused(status)
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

    def _paused(self, status: ServiceStatus) -> str:
        why = sentence(status.pause_message) or self.tr("Indexing is paused")
        return f"{why} {self._count(status.progress)}" if status.counts.pending else why

    def _count(self, progress: Progress) -> str:
        locale = QLocale()
        return self.tr("Searched {searched} of {total}").format(
            searched=locale.toString(progress.searched), total=locale.toString(progress.total)
        )

    def _progress(self, progress: Progress) -> str:
        locale = QLocale()
        parts = [self._count(progress)]
        if progress.rate_per_s >= 0.1:
            rate = locale.toString(progress.rate_per_s, "f", 0 if progress.rate_per_s >= 10 else 1)
            parts.append(self.tr("{rate} photos a second").format(rate=rate))
        if progress.eta_s is not None:
            parts.append(self.time_left(progress.eta_s))
        return " · ".join(parts)

    def download(self, running: Installation) -> str:
        """How far the download of a model is."""
        if running.phase == "checking":
            return self.tr("Checking what was downloaded…")
        if running.phase == "asking" or not running.total_bytes:
            return self.tr("Connecting…")
        text = self.tr("{done} of {total}").format(
            done=size_of_download(running.done_bytes), total=size_of_download(running.total_bytes)
        )
        return text if running.eta_s is None else f"{text} · {self.time_left(running.eta_s)}"

    def _problem(self, status: ServiceStatus) -> str:
        return next(iter(troubles(status)), "")


def size_of_download(number: int) -> str:
    """A number of bytes as it changes: finer only from a gigabyte on."""
    decimals = 1 if number >= 1_000_000_000 else 0
    return QLocale().formattedDataSize(number, decimals, QLocale.DataSizeFormat.DataSizeSIFormat)


def waits_by_itself(status: ServiceStatus) -> bool:
    """Whether indexing rests until the computer allows it: a person cannot resume it."""
    return status.state is ServiceState.PAUSED and status.pause_reason in _BY_ITSELF


def troubles(status: ServiceStatus) -> list[str]:
    """What hinders the indexer, a line each, in the person's language: drives, watching, wishes."""
    of_folders = {
        f"{folder.path}: {folder.message}": f"{folder.path}: {sentence(folder.message)}"
        for folder in status.folders
        if folder.message
    }
    silent = [
        folder.path
        for folder in status.folders
        if folder.state is not FolderState.ONLINE and not folder.message
    ]
    others = [sentence(problem) for problem in status.problems if problem not in of_folders]
    return [*of_folders.values(), *silent, *others]
