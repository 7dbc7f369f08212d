"""The service's end of one worker process: starts it, feeds it, times it and tells how it ended."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TYPE_CHECKING, Literal, TypeVar

import psutil

from indexer.core.launch import worker_command
from indexer.worker.answers import (
    described,
    embedded,
    end_sentence,
    error_of,
    expect,
    photo_result,
    rendered,
)
from indexer.worker.codec import to_frame
from indexer.worker.events import (
    LOCAL_DEADLINE_S,
    PhotoDone,
    PhotoFailed,
    PhotoStarted,
    WorkerDied,
    WorkerLimits,
    WorkerUnavailable,
)
from indexer.worker.frames import ChannelClosed, FrameError
from indexer.worker.ledger import Entry, Ledger, Stage, Verdict
from indexer.worker.requests import (
    Decoded,
    Describe,
    Embedded,
    EmbedPhoto,
    EmbedText,
    Failed,
    Indexed,
    IndexPhoto,
    Ready,
    Rendered,
    RenderPhoto,
    Setup,
    Started,
    Stop,
    WarmUp,
    message_of,
)
from indexer.worker.spawning import RunningProcess, spawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.opening import OpenedFile
    from indexer.core.types import EmbeddedVectors, PhotoId, Vector
    from indexer.embedding.encoder import ModelSpec
    from indexer.worker.events import EventSink, PhotoJob, Region, WorkerDescription
    from indexer.worker.requests import Answer, FromWorker, PhotoRequest, Request

Result = TypeVar("Result")

_log = logging.getLogger(__name__)
_GONE = "The program that reads photos has ended."
_REAP_S = 5.0


class Worker:
    """One disposable worker process. Methods may be called from any thread.

    A `Worker` lives once: after `WorkerDied` make a new one. It restarts nothing by itself.
    With `model=None` it only renders, and never imports torch.
    """

    def __init__(
        self,
        model: ModelSpec | None,
        events: EventSink,
        *,
        limits: WorkerLimits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`events` receives this worker's events; `command` replaces `launch.worker_command()`."""
        self._model = None if model is None else model.to_json()
        self._events = events
        self._limits = limits or WorkerLimits()
        self._command = list(command) if command is not None else worker_command()
        self._changed = threading.Condition()
        self._ledger = Ledger(self._limits, time.monotonic())
        self._running: RunningProcess | None = None
        self._verdict: Verdict | None = None
        self._stopping = False
        self._ended = False
        self._attendant: threading.Thread | None = None

    def start(self) -> None:
        """Start the process and return at once; the model loads when it is first needed.

        Raises `WorkerUnavailable` when the process cannot be started.
        """
        self._ledger.started_at = time.monotonic()
        spawned: Future[None] = Future()
        self._attendant = threading.Thread(
            target=self._attend, args=(spawned,), name="worker-attendant", daemon=True
        )
        self._attendant.start()
        spawned.result()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and is not being stopped."""
        with self._changed:
            return self._running is not None and not self._closing

    @property
    def pid(self) -> int | None:
        """The process id, None before `start`."""
        return None if self._running is None else self._running.process.pid

    @property
    def in_flight(self) -> int:
        """Photos submitted and not yet answered."""
        with self._changed:
            return self._ledger.photos

    @property
    def room(self) -> int:
        """How many photos `submit` takes now without waiting."""
        return max(0, self._limits.in_flight - self.in_flight)

    def submit(self, job: PhotoJob) -> None:
        """Send one photo; waits while `limits.in_flight` photos are open.

        Its answer arrives as `PhotoDone` or `PhotoFailed`, or it is named in `WorkerDied`.
        Raises `WorkerUnavailable` when the worker has ended: then the photo is in no event.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._closing or self._ledger.photos < self._limits.in_flight
            )
            ticket = self._open(job.deadline_s, photo_id=job.photo_id)
        self._send_photo(IndexPhoto(ticket, job.format_hint, self._content(job.source)), job.source)

    def embed_text(self, texts: Sequence[str], *, timeout_s: float = 60.0) -> Vector:
        """Unit vectors, shape (len(texts), dimensions). Does not wait behind photos.

        Raises `WorkerUnavailable` (ended, timeout) or the `PixloreError` the worker answered.
        """
        return self._call(
            lambda ticket: EmbedText(ticket, tuple(texts)),
            lambda answer: embedded(expect(answer, Embedded)).joint,
            timeout_s,
        )

    def embed_photo(
        self,
        source: OpenedFile,
        format_hint: str,
        region: Region | None = None,
        *,
        deadline_s: float = LOCAL_DEADLINE_S,
        timeout_s: float = 60.0,
    ) -> EmbeddedVectors:
        """The vectors of a query photo, or of a region of it; goes before the batch."""
        return self._call(
            lambda ticket: EmbedPhoto(ticket, format_hint, region, self._content(source)),
            lambda answer: embedded(expect(answer, Embedded)).single,
            timeout_s,
            source=source,
            deadline_s=deadline_s,
        )

    def render(
        self, source: OpenedFile, format_hint: str, max_side: int, *, deadline_s: float
    ) -> Rendered:
        """Upright sRGB pixels of a photo, its longer side at most `max_side`."""
        return self._call(
            lambda ticket: RenderPhoto(ticket, format_hint, max_side, self._content(source)),
            rendered,
            self._limits.startup_s + deadline_s,
            source=source,
            deadline_s=deadline_s,
        )

    def describe(self, *, timeout_s: float = 120.0) -> WorkerDescription:
        """Load the model if need be and describe it; raises `ModelError` if it does not load."""
        return self._call(Describe, described, timeout_s)

    def warm_up(self, part: Literal["text", "image"], *, wait_s: float = 0.0) -> None:
        """Load one half of the model ahead of its first use; waits at most `wait_s` for it."""
        future = self._request(lambda ticket: WarmUp(ticket, part))[1]
        if wait_s > 0:
            _result_or_none(future, wait_s)

    def memory_mb(self) -> float:
        """Resident memory of the process, 0 when it is gone."""
        if self.pid is None or self._ended:
            return 0.0
        try:
            return float(psutil.Process(self.pid).memory_info().rss) / (1 << 20)
        except psutil.Error:
            return 0.0

    def stop(self, deadline_s: float = 3.0) -> None:
        """Ask the process to end, kill it after `deadline_s`; idempotent, joins all threads.

        Ends with `WorkerDied(expected=True)` on the event queue.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._attendant is None:
            return
        if self._running is not None:
            try:
                self._running.channel.send(to_frame(Stop()))
            except ChannelClosed:
                pass  # it ended before it was asked to
        self._attendant.join(deadline_s)
        self._kill()
        self._attendant.join()

    @property
    def _closing(self) -> bool:
        return self._stopping or self._ended or self._verdict is not None

    def _open(
        self,
        deadline_s: float,
        *,
        photo_id: PhotoId | None = None,
        answer: Future[Answer] | None = None,
    ) -> int:
        """A new ticket. With the lock held."""
        if self._closing or self._running is None:
            raise WorkerUnavailable(_GONE)
        ticket = self._ledger.open(time.monotonic(), deadline_s, photo_id=photo_id, answer=answer)
        self._changed.notify_all()
        return ticket

    def _call(
        self,
        build: Callable[[int], Request],
        convert: Callable[[Answer], Result],
        timeout_s: float,
        *,
        source: OpenedFile | None = None,
        deadline_s: float = 0.0,
    ) -> Result:
        """Send what `build` makes of a ticket and return what `convert` makes of the answer."""
        ticket, future = self._request(build, source, deadline_s)
        try:
            answer = future.result(timeout_s)
            if isinstance(answer, Failed):
                raise error_of(answer)
            return convert(answer)
        except FrameError as error:
            self._condemn(Verdict(f"it answered nonsense ({error})"))
            raise WorkerUnavailable(_GONE) from error
        except FutureTimeout:
            with self._changed:
                self._ledger.forget(ticket)
            raise WorkerUnavailable(
                f"The program that reads photos did not answer within {timeout_s:g} s. Try again."
            ) from None

    def _request(
        self,
        build: Callable[[int], Request],
        source: OpenedFile | None = None,
        deadline_s: float = 0.0,
    ) -> tuple[int, Future[Answer]]:
        future: Future[Answer] = Future()
        with self._changed:
            ticket = self._open(deadline_s, answer=future)
        self._send(build(ticket), ticket, None if source is None else source.descriptor)
        return ticket, future

    def _content(self, source: OpenedFile) -> bytes:
        """The bytes to send where a descriptor cannot be passed."""
        if self._running is None or self._running.passes_descriptors:
            return source.content
        with source.reader() as file:
            return source.content or file.read()

    def _send_photo(self, request: PhotoRequest, source: OpenedFile) -> None:
        self._send(request, request.ticket, source.descriptor)

    def _send(self, request: Request, ticket: int, descriptor: int | None) -> None:
        if self._running is None:
            raise WorkerUnavailable(_GONE)
        passed = descriptor if self._running.passes_descriptors else None
        try:
            self._running.channel.send(to_frame(request, passed))
        except ChannelClosed as error:
            with self._changed:
                unreported = self._ledger.forget(ticket)
            if unreported:
                raise WorkerUnavailable(_GONE) from error

    # The attendant thread: as long-lived as the process, because the process dies with it.

    def _attend(self, spawned: Future[None]) -> None:
        try:
            running = spawn(self._command)
        except WorkerUnavailable as error:
            self._ended = True
            spawned.set_exception(error)
            return
        with self._changed:
            self._running = running
        threads = (
            threading.Thread(target=self._watch, name="worker-watch", daemon=True),
            threading.Thread(target=_forward_log, args=(running,), name="worker-log", daemon=True),
        )
        for thread in threads:
            thread.start()
        self._greet(running)
        spawned.set_result(None)
        self._listen(running)
        self._bury(running)
        for thread in threads:
            thread.join()

    def _greet(self, running: RunningProcess) -> None:
        setup = Setup(self._model, self._limits.decode_threads, self._limits.memory_mb)
        try:
            running.channel.send(to_frame(setup))
        except ChannelClosed:
            pass  # it ended at once: listening finds out why

    def _listen(self, running: RunningProcess) -> None:
        try:
            while (frame := running.channel.receive()) is not None:
                if frame.descriptor is not None:
                    raise FrameError("a worker has no descriptor to give")  # noqa: TRY301
                self._hear(message_of(frame))
        except FrameError as error:
            self._condemn(Verdict(f"it answered nonsense ({error})"))

    def _hear(self, message: FromWorker) -> None:
        now = time.monotonic()
        with self._changed:
            match message:
                case Ready():
                    self._ledger.mark_ready(now)
                case Started(ticket):
                    _tell_started(self._events, self._ledger.move(ticket, Stage.DECODING, now))
                case Decoded(ticket):
                    self._ledger.move(ticket, Stage.EMBEDDING, now)
                case _:
                    self._settle(message, now)
            self._changed.notify_all()

    def _settle(self, answer: Answer, now: float) -> None:
        entry = self._ledger.find(answer.ticket)
        if entry is None:
            return  # its caller gave up waiting
        if entry.photo_id is not None:
            self._events.put(_photo_event(entry.photo_id, answer))
        elif entry.answer is not None:
            entry.answer.set_result(answer)
        self._ledger.settle(answer.ticket, now)

    def _watch(self) -> None:
        with self._changed:
            while not (self._ended or self._verdict):
                verdict = self._ledger.verdict(time.monotonic())
                if verdict is not None:
                    self._condemn(verdict)
                    return
                until = self._ledger.next_check()
                wait_s = None if until is None else max(0.0, until - time.monotonic())
                self._changed.wait(wait_s)

    def _condemn(self, verdict: Verdict) -> None:
        with self._changed:
            self._verdict = self._verdict or verdict
            self._changed.notify_all()
        self._kill()

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


def _photos_in(entries: list[Entry], stage: Stage) -> tuple[PhotoId, ...]:
    open_here = [entry for entry in entries if entry.stage is stage]
    open_here.sort(key=lambda entry: entry.decoding_since)
    return tuple(entry.photo_id for entry in open_here if entry.photo_id is not None)


def _tell_started(events: EventSink, entry: Entry | None) -> None:
    if entry is not None and entry.photo_id is not None:
        events.put(PhotoStarted(entry.photo_id))


def _photo_event(photo_id: PhotoId, answer: Answer) -> PhotoDone | PhotoFailed:
    if isinstance(answer, Failed):
        return PhotoFailed(photo_id, error_of(answer))
    return PhotoDone(photo_id, photo_result(expect(answer, Indexed)))


def _result_or_none(future: Future[Answer], wait_s: float) -> Answer | None:
    try:
        return future.result(wait_s)
    except FutureTimeout:
        return None


def _forward_log(running: RunningProcess) -> None:
    """Copy what the worker prints to the log, line by line, until it ends."""
    if running.process.stderr is None:
        return
    with running.process.stderr as lines:
        for line in lines:
            _log.debug("worker: %s", line.decode("utf-8", "replace").rstrip())
