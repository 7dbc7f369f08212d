"""The service's end of one worker process: starts it, feeds it, times it and tells how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from indexer.worker.events import LOCAL_DEADLINE_S, WorkerLimits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from queue import SimpleQueue

    from indexer.core.opening import OpenedFile
    from indexer.core.types import EmbeddedVectors, Vector
    from indexer.embedding.spec import ModelSpec
    from indexer.worker.events import PhotoJob, Region, WorkerDescription, WorkerEvent


class Worker:
    """One disposable worker process. Methods may be called from any thread.

    A `Worker` lives once: after `WorkerDied` make a new one. It restarts nothing by itself.
    """

    def __init__(
        self,
        model: ModelSpec,
        events: SimpleQueue[WorkerEvent],
        *,
        limits: WorkerLimits | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """`events` receives this worker's events; `command` replaces `launch.worker_command()`."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the process and return at once; the model loads when it is first needed.

        Raises `WorkerUnavailable` when the process cannot be started.
        """
        raise NotImplementedError

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and is not being stopped."""
        raise NotImplementedError

    @property
    def in_flight(self) -> int:
        """Photos submitted and not yet answered."""
        raise NotImplementedError

    @property
    def room(self) -> int:
        """How many photos `submit` takes now without waiting."""
        raise NotImplementedError

    def submit(self, job: PhotoJob) -> None:
        """Send one photo; waits while `limits.in_flight` photos are open.

        Its answer arrives as `PhotoDone` or `PhotoFailed`, or it is named in `WorkerDied`.
        Raises `WorkerUnavailable` when the worker has ended: then the photo is in no event.
        """
        raise NotImplementedError

    def embed_text(self, texts: Sequence[str], *, timeout_s: float = 60.0) -> Vector:
        """Unit vectors, shape (len(texts), dimensions). Does not wait behind photos.

        Raises `WorkerUnavailable` (ended, timeout) or the `PixloreError` the worker answered.
        """
        raise NotImplementedError

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
        raise NotImplementedError

    def describe(self, *, timeout_s: float = 120.0) -> WorkerDescription:
        """Load the model if need be and describe it; raises `ModelError` if it does not load."""
        raise NotImplementedError

    def warm_up(self, part: Literal["text", "image"], *, wait_s: float = 0.0) -> None:
        """Load one half of the model ahead of its first use; waits at most `wait_s` for it."""
        raise NotImplementedError

    def memory_mb(self) -> float:
        """Resident memory of the process, 0 when it is gone."""
        raise NotImplementedError

    def stop(self, deadline_s: float = 3.0) -> None:
        """Ask the process to end, kill it after `deadline_s`; idempotent, joins all threads.

        Ends with `WorkerDied(expected=True)` on the event queue.
        """
        raise NotImplementedError
