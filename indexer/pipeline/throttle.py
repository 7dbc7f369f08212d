"""Why indexing pauses: because a person says so, or because the computer needs it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class PauseReason(StrEnum):
    """In the order in which they are shown when several hold."""

    USER = "user"
    DISK_FULL = "disk full"
    WORKER = "worker"
    BATTERY = "battery"
    BUSY = "busy"
    """Somebody uses the computer."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing is indexed, with a sentence that says what to do."""

    reason: PauseReason
    message: str


_MESSAGES = {
    PauseReason.USER: "Indexing is paused.",
    PauseReason.DISK_FULL: (
        "The disk is full. Indexing goes on by itself when there is space; searching works."
    ),
    PauseReason.WORKER: (
        "The program that reads photos failed three times in a row. Resume to try again."
    ),
    PauseReason.BATTERY: "Indexing waits until the computer is plugged in.",
    PauseReason.BUSY: "Indexing waits until nobody uses the computer.",
}


class Throttle:
    """The reasons that hold now. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reasons: dict[PauseReason, str] = {}

    def pause(self, reason: PauseReason, detail: str = "") -> None:
        """Let no photo begin while this reason holds; `detail` is added to its sentence."""
        with self._lock:
            self._reasons[reason] = detail

    def resume(self, reason: PauseReason) -> None:
        """This reason holds no more."""
        with self._lock:
            self._reasons.pop(reason, None)

    def holds(self, reason: PauseReason) -> bool:
        """Whether this is one of the reasons."""
        with self._lock:
            return reason in self._reasons

    def current(self) -> Pause | None:
        """The first reason that holds; None when indexing may go on."""
        with self._lock:
            reason = next((each for each in PauseReason if each in self._reasons), None)
            if reason is None:
                return None
            return Pause(reason, f"{_MESSAGES[reason]} {self._reasons[reason]}".rstrip())
