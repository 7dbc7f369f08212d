"""Whether a watched folder can be reached and believed."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.pipeline.volumes import volume_of

if TYPE_CHECKING:
    from indexer.core.types import WatchedFolder


class Reach(StrEnum):
    """The states of a watched folder; the values are those of `ipc.status.FolderState`."""

    ONLINE = "online"
    OFFLINE = "offline"
    UNREADABLE = "unreadable"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class FolderHealth:
    """What is known about one watched folder. `message` is a sentence for the person."""

    reach: Reach = Reach.ONLINE
    message: str = ""
    device: int = 0
    is_remote: bool = False
    watched: bool = False
    unwatched: tuple[str, ...] = ()
    """Directories that the system did not let us watch."""
    watch_message: str = ""
    """Why changes in it are not all seen at once; a sentence for the person."""
    scanned_at: float | None = None

    @property
    def sentence(self) -> str:
        """What a person should know, the most pressing first; empty when all is well."""
        return self.message or self.watch_message

    @property
    def is_online(self) -> bool:
        """Whether its files can be listed and opened."""
        return self.reach in (Reach.ONLINE, Reach.SUSPECT)

    def shown(self) -> tuple[Reach, str, bool, int]:
        """What clients see of it."""
        return self.reach, self.sentence, self.watched, len(self.unwatched)


def examine(folder: WatchedFolder, before: FolderHealth | None) -> FolderHealth:
    """Look at the folder and its drive now; keeps what `before` knew if nothing changed."""
    base = before or FolderHealth()
    try:
        volume = volume_of(folder.path)
    except PermissionError:
        return replace(base, reach=Reach.UNREADABLE, message=_NO_PERMISSION)
    except OSError:
        return replace(base, reach=Reach.OFFLINE, message=_NOT_THERE, watched=False)
    if folder.volume and volume.identity and folder.volume != volume.identity:
        return replace(base, reach=Reach.OFFLINE, message=_OTHER_DRIVE, watched=False)
    if not os.access(folder.path, os.R_OK | os.X_OK):
        return replace(base, reach=Reach.UNREADABLE, message=_NO_PERMISSION, watched=False)
    message = base.message if base.is_online else ""
    return replace(
        base,
        reach=Reach.SUSPECT if base.reach is Reach.SUSPECT else Reach.ONLINE,
        message=message,
        device=volume.device,
        is_remote=volume.is_remote,
    )


def suspect(health: FolderHealth, missing: int) -> FolderHealth:
    """The folder after a scan in which too much was missing."""
    message = (
        f"{missing:,} photos are no longer there. If you deleted them, confirm it; "
        "if not, connect the drive they are on."
    )
    return replace(health, reach=Reach.SUSPECT, message=message)


_NO_PERMISSION = "The folder cannot be read. Give yourself permission to read it."
_NOT_THERE = "The folder is not there. Connect its drive, or remove it from the library."
_OTHER_DRIVE = "Another drive is connected in its place. Its photos stay in the index."
