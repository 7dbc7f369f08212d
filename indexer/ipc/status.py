"""What the service says about itself, as frozen dataclasses that travel as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from indexer.core.types import LibraryCounts


class ServiceState(StrEnum):
    """What the service is doing, in one word."""

    IDLE = "idle"
    SCANNING = "scanning"
    INDEXING = "indexing"
    PAUSED = "paused"
    STOPPING = "stopping"


class FolderState(StrEnum):
    """Whether a watched folder can be believed."""

    ONLINE = "online"
    OFFLINE = "offline"
    """Its drive is not connected: its photos stay in the index and can be searched."""
    UNREADABLE = "unreadable"
    SUSPECT = "suspect"
    """So much is missing that a person is asked before anything is marked missing."""


@dataclass(frozen=True, slots=True)
class FolderStatus:
    """One watched folder. `message` is a sentence for the person, empty when all is well."""

    id: int
    path: str
    state: FolderState = FolderState.ONLINE
    message: str = ""
    counts: LibraryCounts = field(default_factory=LibraryCounts)
    watched: bool = False
    """Live watching works; if not, the folder is scanned from time to time."""
    scanned_at: float | None = None
    excludes: tuple[str, ...] = ()
    min_side: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    """Files and folders that the last scan left out, by reason."""

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Rebuild what `dataclasses.asdict` made."""
        return cls(
            **{
                **content,
                "state": FolderState(content["state"]),
                "counts": LibraryCounts(**content["counts"]),
                "excludes": tuple(content["excludes"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the active model has come: "searched 1,200 of 4,800"."""

    searched: int = 0
    """Photos that queries can find now."""
    total: int = 0
    """Photos on disk that queries could find, without those that failed."""
    rate_per_s: float = 0.0
    """Photos a second over the last half minute; 0 when nothing is being indexed."""
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """Everything a status bar or `pixlore status` shows."""

    version: str
    pid: int
    state: ServiceState
    pause_reason: str = ""
    """`user`, `disk full`, `worker`, `battery` or `busy` while paused."""
    pause_message: str = ""
    counts: LibraryCounts = field(default_factory=LibraryCounts)
    progress: Progress = field(default_factory=Progress)
    folders: tuple[FolderStatus, ...] = ()
    model: str = "starter"
    """The model that answers queries."""
    target_model: str = "starter"
    """The model that is being built; equal to `model` when there is nothing to build."""
    target_progress: Progress | None = None
    """How far that model has come; None when there is nothing to build."""
    worker_running: bool = False
    device: str = ""
    """What the model runs on, and in which precision; empty until a worker has said so."""
    precision: str = ""
    skipped: dict[str, int] = field(default_factory=dict)
    """Files and folders left out by the last scans, by reason."""
    problems: tuple[str, ...] = ()
    """Sentences for the person: watch limits, drives, folders that cannot be read."""

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        """Rebuild what `to_json` made."""
        return cls(
            **{
                **content,
                "state": ServiceState(content["state"]),
                "counts": LibraryCounts(**content["counts"]),
                "progress": Progress(**content["progress"]),
                "target_progress": _progress(content["target_progress"]),
                "folders": tuple(FolderStatus.from_json(folder) for folder in content["folders"]),
                "problems": tuple(content["problems"]),
            }
        )


def _progress(content: dict[str, Any] | None) -> Progress | None:
    return None if content is None else Progress(**content)
