"""What tests of the worker process share: a real worker with the tiny encoder, and its events."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

from indexer.core.formats import format_of
from indexer.core.opening import open_photo
from indexer.core.types import PhotoId
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.worker.events import (
    PhotoDone,
    PhotoFailed,
    PhotoJob,
    WorkerDied,
    WorkerEvent,
    WorkerLimits,
)
from indexer.worker.supervisor import Worker

ENTRY = [sys.executable, str(Path(__file__).with_name("worker_entry.py"))]
TINY = ModelSpec("tiny", ModelKind.STARTER)
ANSWER_S = 90.0


TWO_THREADS = WorkerLimits(decode_threads=2)


class Bench:
    """One worker with its events and the photos sent to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: queue.SimpleQueue[WorkerEvent] = queue.SimpleQueue()
        self.workers: list[Worker] = []

    def worker(
        self,
        model: ModelSpec = TINY,
        limits: WorkerLimits = TWO_THREADS,
        command: Sequence[str] = ENTRY,
    ) -> Worker:
        worker = Worker(model, self.events, limits=limits, command=command)
        worker.start()
        self.workers.append(worker)
        return worker

    def photo(self, name: str, colour: tuple[int, int, int] = (200, 30, 30)) -> Path:
        path = self.folder / name
        Image.new("RGB", (64, 48), colour).save(path)
        return path

    def poison(self, name: str) -> Path:
        path = self.folder / f"{name}.jpg"
        path.write_bytes(f"POISON {name} ".encode() + b"." * 64)
        return path

    def submit(self, worker: Worker, number: int, path: Path, deadline_s: float = 20.0) -> None:
        with open_photo(str(path)) as source:
            hint = format_of(path.name) or ""
            worker.submit(PhotoJob(PhotoId(number), source, hint, deadline_s))

    def until(self, wanted: Callable[[list[WorkerEvent]], bool]) -> list[WorkerEvent]:
        """All events up to the moment `wanted` holds of them."""
        heard: list[WorkerEvent] = []
        deadline = time.monotonic() + ANSWER_S
        while not wanted(heard):
            heard.append(self.events.get(timeout=max(0.01, deadline - time.monotonic())))
        return heard

    def died(self) -> WorkerDied:
        last = self.until(lambda heard: bool(heard) and isinstance(heard[-1], WorkerDied))[-1]
        assert isinstance(last, WorkerDied)
        return last

    def answers(self, count: int) -> dict[int, PhotoDone | PhotoFailed]:
        kinds = (PhotoDone, PhotoFailed)
        heard = self.until(lambda all_: sum(isinstance(one, kinds) for one in all_) == count)
        return {one.photo_id: one for one in heard if isinstance(one, kinds)}

    def close(self) -> None:
        for worker in self.workers:
            worker.stop()
