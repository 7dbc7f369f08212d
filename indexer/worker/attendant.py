"""Stays with one worker process from its start to its end.

One thread starts the process and listens to it, one watches the clock, one copies what it prints to
the log. The listening thread lives as long as the process on purpose: on Linux the worker is
killed when the thread that started it ends.
"""

from __future__ import annotations

import logging
import os
import subprocess
import threading
import time
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from indexer.worker.answers import end_sentence, error_of, expect, photo_result
from indexer.worker.codec import to_frame
from indexer.worker.events import (
    PhotoDone,
    PhotoFailed,
    PhotoReread,
    PhotoStarted,
    WorkerDied,
    WorkerUnavailable,
)
from indexer.worker.frames import ChannelClosed, FrameError
from indexer.worker.ledger import Entry, Ledger, Stage, Verdict
from indexer.worker.requests import (
    Decoded,
    Failed,
    Indexed,
    MetadataRead,
    Ready,
    Setup,
    Started,
    message_of,
)
from indexer.worker.requests import Stop as StopRequest
from indexer.worker.spawning import RunningProcess, spawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.types import PhotoId
    from indexer.worker.events import EventSink, PhotoJob, WorkerLimits
    from indexer.worker.frames import Frame
    from indexer.worker.requests import Answer, FromWorker, Request

_log = logging.getLogger("indexer.worker")
_GONE = "The program that reads photos has ended."
_REAP_S = 5.0


class Attendant:
    """A process, its channel and what it still owes. Methods may be called from any thread."""

    def __init__(
        self, command: Sequence[str], setup: Setup, limits: WorkerLimits, events: EventSink
    ) -> None:
        self._command = command
        self._setup = setup
        self._limits = limits
        self._events = events
        self._changed = threading.Condition()
        self._ledger = Ledger(limits, time.monotonic())
        self._running: RunningProcess | None = None
        self._verdict: Verdict | None = None
        self._stopping = False
        self._ended = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the process; raises `WorkerUnavailable` when it cannot be started."""
        self._ledger.started_at = time.monotonic()
        spawned: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._attend, args=(spawned,), name="worker-attendant", daemon=True
        )
        self._thread.start()
        spawned.result()

    @property
    def is_open(self) -> bool:
        """Whether the process takes requests."""
        with self._changed:
            return self._running is not None and not self._closing

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return None if self._running is None or self._ended else self._running.process.pid

    @property
    def photos(self) -> int:
        """Photos that wait for an answer."""
        with self._changed:
            return self._ledger.photos

    @property
    def passes_descriptors(self) -> bool:
        """Whether a request may bring an open descriptor."""
        return self._running is None or self._running.passes_descriptors

    def open_photo(self, job: PhotoJob) -> int:
        """A ticket for a photo, once there is room; raises `WorkerUnavailable`."""
        enter = partial(self._ledger.open, photo_id=job.photo_id, only_metadata=job.only_metadata)
        with self._changed:
            self._changed.wait_for(
                lambda: self._closing or self._ledger.photos < self._limits.in_flight
            )
            return self._open(job.deadline_s, enter)

    def open_call(self, answer: Future[Answer], deadline_s: float) -> int:
        """A ticket for a call that `answer` waits for; raises `WorkerUnavailable`."""
        with self._changed:
            return self._open(deadline_s, partial(self._ledger.open, answer=answer))

    def send(self, request: Request, ticket: int, descriptor: int | None = None) -> None:
        """Send a request. Raises `WorkerUnavailable` unless its end is or will be reported."""
        running = self._running
        if running is None:
            raise WorkerUnavailable(_GONE)
        try:
            passed = descriptor if running.passes_descriptors else None
            running.channel.send(to_frame(request, passed))
        except ChannelClosed as error:
            if self.forget(ticket):
                raise WorkerUnavailable(_GONE) from error

    def forget(self, ticket: int) -> bool:
        """Give a request up; false when it is not open any more."""
        with self._changed:
            return self._ledger.forget(ticket)

    def condemn(self, verdict: Verdict) -> None:
        """Kill the process for a reason; the first reason counts."""
        with self._changed:
            self._verdict = self._verdict or verdict
            self._changed.notify_all()
        self._kill()

    def stop(self, deadline_s: float) -> None:
        """Ask the process to end, kill it after `deadline_s`, join all threads; idempotent."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is None:
            return
        if self._running is not None:
            # From a thread: a worker that hangs with a full channel would block the request.
            threading.Thread(target=self._ask_to_stop, args=(self._running,), daemon=True).start()
        self._thread.join(deadline_s)
        self._kill()
        self._thread.join()

    @property
    def _closing(self) -> bool:
        return self._stopping or self._ended or self._verdict is not None

    def _open(self, deadline_s: float, enter: Callable[[float, float], int]) -> int:
        """A new ticket, from the ledger. With the lock held."""
        if self._closing or self._running is None:
            raise WorkerUnavailable(_GONE)
        ticket = enter(time.monotonic(), deadline_s)
        self._changed.notify_all()
        return ticket

    def _ask_to_stop(self, running: RunningProcess) -> None:
        try:
            running.channel.send(to_frame(StopRequest()))
        except ChannelClosed:
            pass  # it ended before it was asked to

    def _attend(self, spawned: Future[None]) -> None:
        try:
            running = spawn(self._command)
        except WorkerUnavailable as error:
            self._ended = True
            spawned.set_exception(error)
            return
        with self._changed:
            self._running = running
        threads = [_started(self._watch, "worker-watch"), _started(_log_of(running), "worker-log")]
        self._greet(running)
        spawned.set_result(None)
        self._listen(running)
        self._bury(running)
        for thread in threads:
            thread.join()

    def _greet(self, running: RunningProcess) -> None:
        try:
            running.channel.send(to_frame(self._setup))
        except ChannelClosed:
            pass  # it ended at once: listening finds out why

    def _listen(self, running: RunningProcess) -> None:
        try:
            while (frame := running.channel.receive()) is not None:
                _refuse_descriptor(frame)
                self._hear(message_of(frame))
        except FrameError as error:
            self.condemn(Verdict(f"it answered nonsense ({error})"))

    def _hear(self, message: FromWorker) -> None:
        now = time.monotonic()
        with self._changed:
            match message:
                case Ready():
                    self._ledger.mark_ready(now)
                case Started(ticket):
                    entry = self._ledger.move(ticket, Stage.DECODING, now)
                    if entry is not None and entry.photo_id is not None:
                        self._events.put(PhotoStarted(entry.photo_id))
                case Decoded(ticket):
                    self._ledger.move(ticket, Stage.EMBEDDING, now)
                case _:
                    self._settle(message, now)
            self._changed.notify_all()

    def _settle(self, answer: Answer, now: float) -> None:
        """Pass an answer on; one that is nonsense raises first and leaves its request open."""
        entry = self._ledger.find(answer.ticket)
        if entry is None:
            return  # its caller gave up waiting
        if entry.photo_id is not None:
            self._events.put(_photo_event(entry, entry.photo_id, answer))
        elif entry.answer is not None:
            entry.answer.set_result(answer)
        self._ledger.settle(answer.ticket, now)

    def _watch(self) -> None:
        with self._changed:
            while not (self._ended or self._verdict):
                verdict = self._ledger.verdict(time.monotonic())
                if verdict is not None:
                    self.condemn(verdict)
                    return
                until = self._ledger.next_check()
                self._changed.wait(None if until is None else max(0.0, until - time.monotonic()))

    def _kill(self) -> None:
        if self._running is not None:
            self._running.process.kill()

    def _bury(self, running: RunningProcess) -> None:
        """The channel ended: see the process out and report what it leaves open."""
        try:
            running.process.wait(_REAP_S)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.wait()
        running.channel.close()
        with self._changed:
            self._ended = True
            entries = self._ledger.close()
            self._changed.notify_all()
        died = self._obituary(entries, running.process.returncode)
        for entry in entries:
            if entry.answer is not None:
                entry.answer.set_exception(WorkerUnavailable(died.reason))
        self._events.put(died)

    def _obituary(self, entries: list[Entry], exit_code: int) -> WorkerDied:
        verdict = self._verdict
        culprit = verdict.culprit if verdict else None
        reason = "it was asked to stop" if self._stopping else end_sentence(verdict, exit_code)
        return WorkerDied(
            reason=f"The program that reads photos ended: {reason}.",
            decoding=_photos_in(entries, Stage.DECODING),
            embedding=_photos_in(entries, Stage.EMBEDDING),
            waiting=_photos_in(entries, Stage.WAITING),
            overdue=culprit.photo_id if culprit else None,
            decoding_query=any(
                entry.stage is Stage.DECODING and entry.photo_id is None for entry in entries
            ),
            expected=self._stopping,
            finished=self._ledger.finished,
            exit_code=exit_code,
        )


def _refuse_descriptor(frame: Frame) -> None:
    if frame.descriptor is not None:
        os.close(frame.descriptor)
        raise FrameError("a worker has no descriptor to give")


def _photos_in(entries: list[Entry], stage: Stage) -> tuple[PhotoId, ...]:
    open_here = [entry for entry in entries if entry.stage is stage]
    open_here.sort(key=lambda entry: entry.decoding_since)
    return tuple(entry.photo_id for entry in open_here if entry.photo_id is not None)


def _photo_event(
    entry: Entry, photo_id: PhotoId, answer: Answer
) -> PhotoDone | PhotoReread | PhotoFailed:
    if isinstance(answer, Failed):
        return PhotoFailed(photo_id, error_of(answer))
    if entry.only_metadata:
        return PhotoReread(photo_id, expect(answer, MetadataRead).metadata)
    return PhotoDone(photo_id, photo_result(expect(answer, Indexed)))


def _started(target: Callable[[], None], name: str) -> threading.Thread:
    thread = threading.Thread(target=target, name=name, daemon=True)
    thread.start()
    return thread


def _log_of(running: RunningProcess) -> Callable[[], None]:
    """Copies what the worker prints to the log, line by line, until it ends."""

    def forward() -> None:
        if running.process.stderr is None:
            return
        with running.process.stderr as lines:
            for line in lines:
                _log.debug("worker: %s", line.decode("utf-8", "replace").rstrip())

    return forward
