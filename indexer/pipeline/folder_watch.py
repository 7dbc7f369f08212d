"""Knows which watched folders can be reached, and watches those that can.

Belongs to the scanning thread; `health` may be asked from any.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.pipeline.folder_health import FolderHealth, Reach, examine, suspect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indexer.core.types import FolderId, WatchedFolder
    from indexer.pipeline.scanner import ScanReport
    from indexer.pipeline.watcher import Watcher

log = logging.getLogger(__name__)


class FolderWatch:
    """The health of each watched folder.

    Args:
        watcher: watches the folders that can be reached.
        on_health: called when a folder's health changed.
        on_return: called with a folder that must be scanned whole: its drive came (back), or
            watching it had ended.
    """

    def __init__(
        self,
        watcher: Watcher,
        on_health: Callable[[], None],
        on_return: Callable[[FolderId], None],
    ) -> None:
        self._watcher = watcher
        self._on_health = on_health
        self._on_return = on_return
        self._health: dict[FolderId, FolderHealth] = {}

    def health(self) -> dict[FolderId, FolderHealth]:
        """What is known about each folder. Any thread."""
        return dict(self._health)

    def is_new(self, folder_id: FolderId) -> bool:
        """Whether this folder was never looked at."""
        return folder_id not in self._health

    def forget_all_but(self, known: set[FolderId]) -> list[FolderId]:
        """Drop folders that are watched no more; which they were."""
        gone = [folder_id for folder_id in self._health if folder_id not in known]
        for folder_id in gone:
            self._watcher.unwatch(folder_id)
            del self._health[folder_id]
        return gone

    def examine(self, folder: WatchedFolder) -> bool:
        """Look at a folder's drive; whether the folder can be scanned."""
        before = self._health.get(folder.id)
        now = examine(folder, before)
        came_back = now.is_online and (
            before is None or not before.is_online or before.device != now.device
        )
        if came_back:
            now = self._watch(folder, now)
            self._on_return(folder.id)
        elif not now.is_online:
            self._watcher.unwatch(folder.id)
        elif now.watched and not self._watcher.is_watching(folder.id):
            log.warning("Watching a folder ended by itself; it starts again")
            now = self._watch(folder, now)
            self._on_return(folder.id)
        self._set(folder.id, now)
        return now.is_online

    def note_whole_scan(
        self, folder_id: FolderId, report: ScanReport, directories: Iterable[str], now: float
    ) -> None:
        """A folder was scanned whole: what that says of its health, and what cannot be watched."""
        health = self._health[folder_id]
        if report.withheld:
            health = suspect(health, report.withheld)
        elif report.root_error is not None:
            message = _unreadable(report.root_error)
            health = replace(health, reach=Reach.UNREADABLE, message=message)
        elif health.reach is Reach.SUSPECT:
            health = replace(health, reach=Reach.ONLINE, message="")
        health = replace(health, scanned_at=now)
        self._set(folder_id, self._with_unwatched(folder_id, health, directories))

    def note_new_directories(self, folder_id: FolderId, directories: Iterable[str]) -> None:
        """Directories appeared in a folder: the system may have refused to watch them."""
        health = self._health[folder_id]
        self._set(folder_id, self._with_unwatched(folder_id, health, directories))

    def _with_unwatched(
        self, folder_id: FolderId, health: FolderHealth, directories: Iterable[str]
    ) -> FolderHealth:
        if health.is_remote:
            return health
        if not health.watched:
            return replace(health, unwatched=tuple(directories))
        unwatched = tuple(self._watcher.unwatched(folder_id, directories))
        message = _too_many(len(unwatched)) if unwatched else ""
        return replace(health, unwatched=unwatched, watch_message=message)

    def _watch(self, folder: WatchedFolder, health: FolderHealth) -> FolderHealth:
        if health.is_remote:
            self._watcher.unwatch(folder.id)
            return replace(health, watched=False)
        message = self._watcher.watch(folder.id, folder.path)
        return replace(health, watched=not message, watch_message=message, unwatched=())

    def _set(self, folder_id: FolderId, health: FolderHealth) -> None:
        before = self._health.get(folder_id)
        self._health[folder_id] = health
        if before is None or before.shown() != health.shown():
            self._on_health()


def _too_many(folders: int) -> str:
    noun = "folder in it is" if folders == 1 else "folders in it are"
    return (
        f"{folders:,} {noun} looked at once a minute instead of being watched live, because this "
        "system allows no more watches. Raise fs.inotify.max_user_watches."
    )


def _unreadable(error: OSError) -> str:
    return (
        f"The folder cannot be read ({error.strerror}). Give yourself permission to read it; "
        "its photos stay in the index."
    )
