"""How far an install is: counted in the installing thread, read by whoever shows it."""

from __future__ import annotations

import time
from collections import deque
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

_RATE_OVER_S = 10.0
_REPORT_S = 0.25


class InstallPhase(StrEnum):
    """What an install is doing, or how it ended."""

    ASKING = "asking"
    DOWNLOADING = "downloading"
    CHECKING = "checking"
    INSTALLED = "installed"
    CANCELLED = "cancelled"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self in (InstallPhase.INSTALLED, InstallPhase.CANCELLED, InstallPhase.FAILED)


@dataclass(frozen=True, slots=True)
class InstallProgress:
    """One look at an install. `message` is a sentence for the person when it failed."""

    name: str
    phase: InstallPhase
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_s: float = 0.0
    eta_s: float | None = None
    message: str = ""
    error_kind: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON object; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> InstallProgress:
        """Rebuild what `to_json` made."""
        return cls(**{**content, "phase": InstallPhase(content["phase"])})


class Cancelled(Exception):
    """The person cancelled the install."""


class Watch:
    """Counts bytes, reports at most four times a second, and stops a cancelled install.

    Used by the installing thread alone.

    Args:
        name: the model.
        report: gets the progress; must not block.
        cancelled: set by any thread to stop the install.
    """

    def __init__(
        self, name: str, report: Callable[[InstallProgress], None], cancelled: Event
    ) -> None:
        self._name = name
        self._report = report
        self._cancelled = cancelled
        self._phase = InstallPhase.ASKING
        self._done = self._total = 0
        self._arrivals: deque[tuple[float, int]] = deque()
        self._next_report = 0.0

    def begin(self, *, done: int, total: int) -> None:
        """All files are known: `done` of `total` bytes are there already."""
        self._done, self._total = done, total
        self._enter(InstallPhase.DOWNLOADING)

    def add(self, count: int) -> None:
        """So many bytes arrived."""
        self._done += count
        now = time.monotonic()
        self._arrivals.append((now, count))
        while now - self._arrivals[0][0] > _RATE_OVER_S:
            self._arrivals.popleft()
        self._tell()

    def restart(self, lost: int) -> None:
        """So many bytes have to be fetched again."""
        self._done -= lost
        self._arrivals.clear()

    @contextmanager
    def checking(self) -> Iterator[None]:
        """While a file's hash is computed."""
        self._enter(InstallPhase.CHECKING)
        yield
        self._enter(InstallPhase.DOWNLOADING)

    def check(self) -> None:
        """Raise Cancelled if the person cancelled."""
        if self._cancelled.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait, or raise Cancelled at once when the person cancels."""
        self._cancelled.wait(seconds)
        self.check()

    def end(self, phase: InstallPhase, message: str = "", error_kind: str = "") -> None:
        """Report the end, whatever it is."""
        self._phase = phase
        self._report(
            InstallProgress(
                self._name, phase, self._done, self._total, message=message, error_kind=error_kind
            )
        )

    def _enter(self, phase: InstallPhase) -> None:
        self.check()
        self._phase = phase
        self._next_report = 0.0
        self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now < self._next_report:
            return
        self._next_report = now + _REPORT_S
        rate = self._rate(now)
        eta = round((self._total - self._done) / rate, 1) if rate else None
        self._report(
            InstallProgress(self._name, self._phase, self._done, self._total, round(rate), eta)
        )

    def _rate(self, now: float) -> float:
        """Bytes a second over the last moments; 0 while there is too little to tell."""
        if len(self._arrivals) < 2:
            return 0.0
        spent = now - self._arrivals[0][0]
        return sum(count for _, count in self._arrivals) / spent if spent > 0 else 0.0
