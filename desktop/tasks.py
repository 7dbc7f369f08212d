"""The one door for background work: a callable goes in, its outcome comes to the main thread.

Each lane is one queue of work with its own few threads, so that a slow job of one kind never holds
up another.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from indexer.api import PixloreError

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)
FORESEEN = (PixloreError, OSError)
"""What the world can do to any work. Anything else is a mistake of ours."""
T = TypeVar("T")


class Lane(Enum):
    """One kind of work; the value is how many threads it may use."""

    READER = ("reader", 1)
    QUERY = ("query", 1)
    SERVICE = ("service", 1)
    LONG_REQUESTS = ("long-requests", 1)
    """What may keep the service busy for minutes, such as forgetting a large folder."""
    THUMBNAILS = ("thumbnails", 2)
    RENDER = ("render", 1)
    FILES = ("files", 1)
    IDEAS = ("ideas", 1)
    COMPARING = ("comparing", 1)

    @property
    def label(self) -> str:
        """The prefix of its threads' names."""
        return f"pixlore-{self.value[0]}"

    @property
    def threads(self) -> int:
        """How many jobs of this lane may run at once."""
        return self.value[1]


def ignore(_outcome: object) -> None:
    """A callback for results that nobody waits for."""


class Tasks(QObject):
    """Runs work off the main thread. Make, use and stop it on the main thread.

    Each run says what happens when it fails; `complain` tells the person in the status bar.
    """

    complained = Signal(object)
    """An exception that a person is to hear of."""
    surprised = Signal()
    """Work failed in a way that nobody foresaw; the log has the trace."""
    _finished = Signal(object, object)
    _failed_unforeseen = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executors: dict[Lane, ThreadPoolExecutor] = {}
        self._stopped = False
        self._unanswered = 0
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._failed_unforeseen.connect(self.surprised, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        work: Callable[[], T],
        succeeded: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `work` on `lane`; then call exactly one callback on the main thread."""
        if not self._stopped:
            self._unanswered += 1
            self._executor(lane).submit(self._perform, work, succeeded, failed)

    @property
    def unanswered(self) -> int:
        """How many runs have yet to call one of their callbacks."""
        return self._unanswered

    def complain(self, error: Exception) -> None:
        """A `failed` for work whose failure shows nowhere else: tell the person."""
        self.complained.emit(error)

    def stop(self) -> None:
        """Drop waiting work, wait for what runs, deliver nothing more."""
        self._stopped = True
        for executor in self._executors.values():
            executor.shutdown(wait=False, cancel_futures=True)
        for executor in self._executors.values():
            executor.shutdown(wait=True)
        self._executors.clear()

    def _executor(self, lane: Lane) -> ThreadPoolExecutor:
        if lane not in self._executors:
            self._executors[lane] = ThreadPoolExecutor(lane.threads, lane.label)
        return self._executors[lane]

    def _perform(
        self,
        work: Callable[[], Any],
        succeeded: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        try:
            outcome = work()
        except FORESEEN as error:
            log.debug("background work failed", exc_info=True)
            self._finished.emit(failed, error)
        except Exception as error:
            log.exception("Background work failed unexpectedly")
            self._finished.emit(failed, error)
            self._failed_unforeseen.emit()
        else:
            self._finished.emit(succeeded, outcome)

    def _deliver(self, callback: Callable[[Any], None], outcome: object) -> None:
        self._unanswered -= 1
        if not self._stopped:
            callback(outcome)


class Latest:
    """Work of which only the newest answer counts: an older one that comes late is dropped."""

    def __init__(self, tasks: Tasks, lane: Lane) -> None:
        self._tasks = tasks
        self._lane = lane
        self._generation = 0

    def run(
        self,
        work: Callable[[], T],
        succeeded: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Like `Tasks.run`, and every earlier run's answer is dropped from now on.

        Work that has not started when a newer run comes is skipped.
        """
        self._generation += 1
        generation = self._generation

        def still_wanted() -> T | None:
            return work() if generation == self._generation else None

        def answer(outcome: T | None) -> None:
            if generation == self._generation and outcome is not None:
                succeeded(outcome)

        def complain(error: Exception) -> None:
            if generation == self._generation:
                failed(error)

        self._tasks.run(self._lane, still_wanted, answer, complain)

    def complain(self, error: Exception) -> None:
        """See `Tasks.complain`."""
        self._tasks.complain(error)

    def cancel(self) -> None:
        """Drop the answer of whatever runs now."""
        self._generation += 1
