"""Keeps one model's worker: starts it when needed, ends it when idle, says when it is ready."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from indexer.core.errors import PixloreError
from indexer.core.processor import available_cores
from indexer.pipeline.trials import REFERENCE
from indexer.worker.events import WorkerLimits, WorkerUnavailable
from indexer.worker.supervisor import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.embedding.encoder import ModelSpec
    from indexer.pipeline.trials import Trials
    from indexer.worker.events import WorkerDescription, WorkerEvent

Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

_STOP_S = 3.0


@dataclass(frozen=True, slots=True)
class WorkerNews:
    """An event of a model's worker."""

    model: str
    event: WorkerEvent


@dataclass(frozen=True, slots=True)
class WorkerReady:
    """A worker has loaded its model and takes photos; `description` is None when it failed."""

    model: str
    worker: Worker
    description: WorkerDescription | None
    error: PixloreError | None = None


@dataclass(frozen=True, slots=True)
class WorkerSetting:
    """How workers are run: the same for all models."""

    trials: Trials
    trial_s: float
    full_speed: Callable[[], bool]
    """Whether the person gave the last core away, too."""
    command: Sequence[str] | None = None
    """Replaces the worker's command in tests."""

    def limits(self) -> WorkerLimits:
        """The bounds of a worker that starts now: all cores but one, or all of them."""
        cores = available_cores()
        return WorkerLimits(cores=cores if self.full_speed() else max(1, cores - 1))


class WorkerKeeper:
    """The worker of one model. Any thread.

    A model that was never used on this computer is first tried on every device and in every number
    format: until that is known, its worker answers queries but takes no photos.

    Args:
        spec: the model.
        sink: gets `WorkerNews` and `WorkerReady`; must not block.
        setting: how workers are run.
    """

    def __init__(
        self,
        spec: ModelSpec,
        sink: Callable[[WorkerNews | WorkerReady], None],
        setting: WorkerSetting,
    ) -> None:
        self.spec = spec
        self._sink = sink
        self._setting = setting
        self._lock = threading.Lock()
        self._worker: Worker | None = None
        self._used_at = time.monotonic()
        self._greeting: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether the worker's process is there."""
        worker = self._worker
        return worker is not None and worker.is_alive

    def worker(self) -> Worker:
        """The running worker, started if need be; raises WorkerUnavailable."""
        with self._lock:
            self._used_at = time.monotonic()
            if self._worker is None or not self._worker.is_alive:
                self._start()
            assert self._worker is not None
            return self._worker

    def ask(self, use: Callable[[Worker], Answer]) -> Answer:
        """What `use` makes of one worker; one that ends meanwhile is replaced once.

        It may end for a good reason: a trial is over, and the model runs on as it found best.
        """
        try:
            return use(self.worker())
        except WorkerUnavailable:
            return use(self.worker())

    def touch(self) -> None:
        """The worker is in use: its idle time starts again."""
        self._used_at = time.monotonic()

    def stop_if_idle(self, idle_s: float) -> None:
        """End the worker when nobody has used it for `idle_s`."""
        with self._lock:
            worker = self._worker
            idle = time.monotonic() - self._used_at >= idle_s
            if worker is None or not worker.is_alive or worker.in_flight or not idle:
                return
            self._worker = None
        log.info("The worker is idle and ends")
        worker.stop(_STOP_S)

    def stop(self) -> None:
        """End the worker."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.stop(_STOP_S)
        if self._greeting is not None:
            self._greeting.join(_STOP_S)

    def _start(self) -> None:
        spec = self._setting.trials.apply(self.spec)
        sink = _Sink(self.spec.name, self._sink)
        worker = Worker(spec, sink, limits=self._setting.limits(), command=self._setting.command)
        worker.start()
        self._worker = worker
        self._greeting = threading.Thread(
            target=self._greet, args=(worker,), name="worker-greeting", daemon=True
        )
        self._greeting.start()

    def _greet(self, worker: Worker) -> None:
        try:
            description = worker.describe()
            if self._setting.trials.is_due(self.spec):
                self._try_out(worker)
                return
        except PixloreError as error:
            log.warning("A worker did not get ready: %s", error)
            worker.stop(_STOP_S)
            self._sink(WorkerReady(self.spec.name, worker, None, error))
        else:
            self._sink(WorkerReady(self.spec.name, worker, description))

    def _try_out(self, worker: Worker) -> None:
        """Find out how the model runs best here, then start a worker that runs it so.

        Raises:
            ModelError: the model does not work on this computer at all.
        """
        try:
            attempts = worker.try_out(self._setting.trial_s)
        except WorkerUnavailable as error:
            if self._worker is not worker:
                return  # the service stops it
            log.warning("A trial ended the worker: %s", error)
            attempts = (REFERENCE,)
        self._setting.trials.note(self.spec, attempts)
        with self._lock:
            if self._worker is not worker:
                return
            self._start()
        worker.stop(_STOP_S)  # with all that the trial left in its memory


class _Sink:
    """Marks a worker's events with its model."""

    def __init__(self, model: str, sink: Callable[[WorkerNews | WorkerReady], None]) -> None:
        self._model = model
        self._sink = sink

    def put(self, event: WorkerEvent, /) -> None:
        self._sink(WorkerNews(self._model, event))
