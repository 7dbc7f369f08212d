"""Shows a photo full-size without trusting it: decoding happens in a process without torch."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from indexer.core.errors import PhotoQuarantined
from indexer.core.formats import format_of
from indexer.core.opening import open_photo
from indexer.worker.events import WorkerLimits, WorkerUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.opening import OpenedFile
    from indexer.worker.events import WorkerEvent
    from indexer.worker.supervisor import Worker

_LIMITS = WorkerLimits(in_flight=1, decode_threads=1, startup_s=30.0)
_MAX_SIDE = 8192


@dataclass(frozen=True, slots=True)
class RenderedPhoto:
    """Upright sRGB pixels: `width * height * 3` bytes, rows from the top, no padding."""

    width: int
    height: int
    rgb: bytes


class PhotoRenderer:
    """Decodes photos in a process of its own, started at the first `render`.

    Thread-safe: calls from several threads are answered one after another.
    """

    def __init__(self, *, command: Sequence[str] | None = None) -> None:
        """`command` replaces `launch.worker_command()` in tests."""
        self._command = command
        self._turn = threading.Lock()
        self._worker: Worker | None = None
        self._closed = False

    def render(self, path: str, max_side: int, *, timeout_s: float = 20.0) -> RenderedPhoto:
        """The photo at `path`, its longer side at most `max_side` pixels (never enlarged).

        Raises `FileUnavailable`, a `PhotoError` (`PhotoQuarantined` when decoding killed the
        process or ran out of time; the next call starts a fresh one) or `WorkerUnavailable`.
        """
        hint = format_of(path) or ""
        with open_photo(path) as source, self._turn:
            worker = self._running()
            try:
                return _render(worker, source, hint, min(max_side, _MAX_SIDE), timeout_s)
            except WorkerUnavailable as error:
                self._discard()
                raise PhotoQuarantined(
                    f"This photo cannot be shown. {error} The file may be damaged."
                ) from error

    def close(self) -> None:
        """End the process; idempotent. A later `render` raises `WorkerUnavailable`."""
        self._closed = True
        with self._turn:
            self._discard()

    def _running(self) -> Worker:
        if self._closed:
            raise WorkerUnavailable("The window is closing: no photo is shown any more.")
        if self._worker is None or not self._worker.is_alive:
            # Late: the window starts without a worker, and this is a tenth of its imports.
            from indexer.worker.supervisor import Worker

            self._discard()
            events: SimpleQueue[WorkerEvent] = SimpleQueue()
            worker = Worker(None, events, limits=_LIMITS, command=self._command)
            worker.start()
            self._worker = worker
        return self._worker

    def _discard(self) -> None:
        if self._worker is not None:
            self._worker.stop(deadline_s=1.0)
            self._worker = None


def _render(
    worker: Worker, source: OpenedFile, hint: str, max_side: int, timeout_s: float
) -> RenderedPhoto:
    picture = worker.render(source, hint, max_side, deadline_s=timeout_s)
    return RenderedPhoto(picture.width, picture.height, picture.rgb)
