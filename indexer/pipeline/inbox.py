"""What waits for the writer thread. No question stays in it unanswered."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from indexer.core.errors import ServiceUnavailable
from indexer.pipeline.opener import Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.store.library import Library


@dataclass(slots=True)
class Question:
    """A function to run on the library, and who waits for its result."""

    run: Callable[[Library], Any]
    answer: Future[Any]

    def refuse(self) -> None:
        """Tell who waits that nobody will answer."""
        if self.answer.set_running_or_notify_cancel():
            self.answer.set_exception(ServiceUnavailable("The background service is stopping."))


class Inbox:
    """Any thread puts messages in; the writer thread alone takes them out until it ends."""

    def __init__(self) -> None:
        self._messages: SimpleQueue[object] = SimpleQueue()
        self._ended = threading.Event()

    def put(self, message: object) -> None:
        """Put a message in."""
        self._messages.put(message)
        # The writer thread may have emptied the inbox for the last time just before.
        if self._ended.is_set():
            self._refuse_all()

    def get(self, timeout_s: float) -> object:
        """The next message; raises queue.Empty when none comes in time."""
        return self._messages.get(timeout=timeout_s)

    def get_nowait(self) -> object:
        """The next message; raises queue.Empty when there is none."""
        return self._messages.get_nowait()

    def end(self) -> None:
        """Refuse every question that waits, and every one that comes from now on."""
        self._ended.set()
        self._refuse_all()

    def _refuse_all(self) -> None:
        while True:
            try:
                message = self._messages.get_nowait()
            except Empty:
                return
            if isinstance(message, Question):
                message.refuse()
            elif isinstance(message, Opened):
                message.source.close()
