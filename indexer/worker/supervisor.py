"""The service's end of one worker process: starts it, feeds it, asks it, tells how it ended."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import TYPE_CHECKING, Literal, TypeVar

import psutil

from indexer.core.launch import worker_command
from indexer.worker.answers import described, embedded, error_of, expect, rendered
from indexer.worker.attendant import Attendant
from indexer.worker.events import LOCAL_DEADLINE_S, WorkerLimits, WorkerUnavailable
from indexer.worker.frames import FrameError
from indexer.worker.ledger import Verdict
from indexer.worker.requests import (
    Describe,
    Embedded,
    EmbedPhoto,
    EmbedText,
    Failed,
    IndexPhoto,
    ReadMetadata,
    RenderPhoto,
    Setup,
    TriedOut,
    TryOut,
    WarmUp,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.opening import OpenedFile
    from indexer.core.types import EmbeddedVectors, Vector
    from indexer.embedding.encoder import ModelSpec
    from indexer.embedding.trial import Attempt
    from indexer.worker.events import EventSink, PhotoJob, Region, WorkerDescription
    from indexer.worker.requests import Answer, Rendered, Request

Result = TypeVar("Result")


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
        self._limits = limits or WorkerLimits()
        self._attendant = Attendant(
            worker_command() if command is None else command,
            Setup(
                None if model is None else model.to_json(),
                self._limits.decode_threads,
                self._limits.memory_mb,
                self._limits.cores,
            ),
            self._limits,
            events,
        )

    def start(self) -> None:
        """Start the process and return at once; the model loads when it is first needed.

        Raises `WorkerUnavailable` when the process cannot be started.
        """
        self._attendant.start()

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and is not being stopped."""
        return self._attendant.is_open

    @property
    def pid(self) -> int | None:
        """The process id, None before `start` and after the end."""
        return self._attendant.pid

    @property
    def in_flight(self) -> int:
        """Photos submitted and not yet answered."""
        return self._attendant.photos

    @property
    def room(self) -> int:
        """How many photos `submit` takes now without waiting."""
        return max(0, self._limits.in_flight - self.in_flight)

    def submit(self, job: PhotoJob) -> None:
        """Send one photo; waits while `limits.in_flight` photos are open.

        Its answer arrives as `PhotoDone`, `PhotoReread` or `PhotoFailed`, or it is named in
        `WorkerDied`.
        Raises `WorkerUnavailable` when the worker has ended: then the photo is in no event.
        """
        content = self._content(job.source)
        ticket = self._attendant.open_photo(job)
        kind = ReadMetadata if job.only_metadata else IndexPhoto
        request = kind(ticket, job.format_hint, content, job.beside)
        self._attendant.send(request, ticket, job.source.descriptor)

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
        content = self._content(source)
        return self._call(
            lambda ticket: EmbedPhoto(ticket, format_hint, region, content),
            lambda answer: embedded(expect(answer, Embedded)).single,
            timeout_s,
            source=source,
            deadline_s=deadline_s,
        )

    def render(
        self, source: OpenedFile, format_hint: str, max_side: int, *, deadline_s: float
    ) -> Rendered:
        """Upright sRGB pixels of a photo, its longer side at most `max_side`."""
        content = self._content(source)
        return self._call(
            lambda ticket: RenderPhoto(ticket, format_hint, max_side, content),
            rendered,
            self._limits.startup_s + deadline_s,
            source=source,
            deadline_s=deadline_s,
        )

    def describe(self, *, timeout_s: float = 120.0) -> WorkerDescription:
        """Load the model if need be and describe it; raises `ModelError` if it does not load."""
        return self._call(Describe, described, timeout_s)

    def try_out(self, seconds: float, *, timeout_s: float = 300.0) -> tuple[Attempt, ...]:
        """Try the devices and number formats that the model could run in, each for `seconds`.

        Raises `WorkerUnavailable` (ended, timeout) or `ModelError`.
        """
        return self._call(
            lambda ticket: TryOut(ticket, seconds),
            lambda answer: expect(answer, TriedOut).attempts,
            timeout_s,
        )

    def warm_up(self, part: Literal["text", "image"], *, wait_s: float = 0.0) -> None:
        """Load one half of the model ahead of its first use; waits at most `wait_s` for it.

        What goes wrong shows when the half is used. Raises `WorkerUnavailable` (ended).
        """
        _, future = self._request(lambda ticket: WarmUp(ticket, part))
        if wait_s > 0:
            try:
                future.result(wait_s)
            except FutureTimeout:
                pass  # it goes on loading

    def memory_mb(self) -> float:
        """Resident memory of the process, 0 when it is gone."""
        if self.pid is None:
            return 0.0
        try:
            return float(psutil.Process(self.pid).memory_info().rss) / (1 << 20)
        except psutil.Error:
            return 0.0

    def stop(self, deadline_s: float = 3.0) -> None:
        """Ask the process to end, kill it after `deadline_s`; idempotent, joins all threads.

        Ends with `WorkerDied(expected=True)` on the event queue.
        """
        self._attendant.stop(deadline_s)

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
        except FutureTimeout:
            self._attendant.forget(ticket)
            raise WorkerUnavailable(
                f"The program that reads photos did not answer within {timeout_s:g} s. Try again."
            ) from None
        if isinstance(answer, Failed):
            raise error_of(answer)
        return self._converted(answer, convert)

    def _converted(self, answer: Answer, convert: Callable[[Answer], Result]) -> Result:
        try:
            return convert(answer)
        except FrameError as error:
            self._attendant.condemn(Verdict(f"it answered nonsense ({error})"))
            raise WorkerUnavailable("The program that reads photos answered nonsense.") from error

    def _request(
        self,
        build: Callable[[int], Request],
        source: OpenedFile | None = None,
        deadline_s: float = 0.0,
    ) -> tuple[int, Future[Answer]]:
        future: Future[Answer] = Future()
        ticket = self._attendant.open_call(future, deadline_s)
        self._attendant.send(build(ticket), ticket, None if source is None else source.descriptor)
        return ticket, future

    def _content(self, source: OpenedFile) -> bytes:
        """The bytes to send where a descriptor cannot be passed."""
        if self._attendant.passes_descriptors or source.descriptor is None:
            return source.content
        with source.reader() as file:
            return file.read()
