"""Which requests one worker owes an answer for, how far each is, and when patience ends.

Pure bookkeeping: no thread, no clock. The supervisor holds its lock around every call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future

    from indexer.core.types import PhotoId
    from indexer.worker.events import WorkerLimits
    from indexer.worker.requests import Answer


class Stage(Enum):
    """How far a request is."""

    WAITING = auto()
    DECODING = auto()
    EMBEDDING = auto()


@dataclass(slots=True)
class Entry:
    """One open request: of a photo of the library, or a call that somebody waits for."""

    ticket: int
    deadline_s: float
    photo_id: PhotoId | None = None
    only_metadata: bool = False
    answer: Future[Answer] | None = None
    stage: Stage = Stage.WAITING
    decoding_since: float = 0.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why the worker has to be killed."""

    reason: str
    culprit: Entry | None = None


@dataclass(slots=True)
class Ledger:
    """Open requests in the order they came. Times are seconds of one monotonic clock."""

    limits: WorkerLimits
    started_at: float
    ready: bool = False
    finished: int = 0
    """Photos answered so far."""
    _entries: dict[int, Entry] = field(default_factory=dict)
    _tickets: count[int] = field(default_factory=lambda: count(1))
    _last_sign: float = 0.0

    @property
    def photos(self) -> int:
        """Photos of the library that wait for an answer."""
        return sum(entry.photo_id is not None for entry in self._entries.values())

    def open(
        self,
        now: float,
        deadline_s: float,
        *,
        photo_id: PhotoId | None = None,
        only_metadata: bool = False,
        answer: Future[Answer] | None = None,
    ) -> int:
        """Note a new request and give its ticket."""
        if not self._entries:
            self._last_sign = now  # idle time is not a stall
        ticket = next(self._tickets)
        self._entries[ticket] = Entry(ticket, deadline_s, photo_id, only_metadata, answer)
        return ticket

    def mark_ready(self, now: float) -> None:
        """The process runs and is set up."""
        self.ready = True
        self._last_sign = now

    def move(self, ticket: int, stage: Stage, now: float) -> Entry | None:
        """Note that a request reached `stage`; None for one that was given up."""
        self._last_sign = now
        entry = self._entries.get(ticket)
        if entry is not None:
            entry.stage = stage
            entry.decoding_since = now
        return entry

    def find(self, ticket: int) -> Entry | None:
        """The open request with this ticket."""
        return self._entries.get(ticket)

    def settle(self, ticket: int, now: float) -> Entry | None:
        """Note an answer; None for a request that was given up."""
        self._last_sign = now
        entry = self._entries.pop(ticket, None)
        if entry is not None and entry.photo_id is not None:
            self.finished += 1
        return entry

    def forget(self, ticket: int) -> bool:
        """Give a request up; false when it is not open."""
        return self._entries.pop(ticket, None) is not None

    def close(self) -> list[Entry]:
        """Take every open request out, oldest first."""
        entries = list(self._entries.values())
        self._entries.clear()
        return entries

    def verdict(self, now: float) -> Verdict | None:
        """Whether patience with the worker has ended at `now`."""
        if not self.ready:
            late = now - self.started_at >= self.limits.startup_s
            return Verdict("it did not start in time") if late else None
        for entry in self._decoding():
            if now - entry.decoding_since >= entry.deadline_s:
                return Verdict(f"reading one photo took over {entry.deadline_s:g} s", entry)
        if self._entries and now - self._last_sign >= self.limits.stall_s:
            return Verdict(f"it gave no sign for {self.limits.stall_s:g} s")
        return None

    def next_check(self) -> float | None:
        """The earliest moment `verdict` can change by itself; None while nothing is open."""
        if not self.ready:
            return self.started_at + self.limits.startup_s
        if not self._entries:
            return None
        ends = [entry.decoding_since + entry.deadline_s for entry in self._decoding()]
        return min([*ends, self._last_sign + self.limits.stall_s])

    def _decoding(self) -> list[Entry]:
        return [entry for entry in self._entries.values() if entry.stage is Stage.DECODING]
