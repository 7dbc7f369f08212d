"""What goes wrong unforeseen: written to the log with its trace, and told to the person.

Exceptions that Python reports through its hooks: in a slot, a thread or a finaliser. What a lane of
`tasks` raises comes the same way.
"""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Mishaps(QObject):
    """Make it on the main thread; `note` may be called on any."""

    happened = Signal()
    """On the main thread."""
    _noted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._restore: list[Callable[[], None]] = []
        self._noted.connect(self.happened, Qt.ConnectionType.QueuedConnection)

    def note(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log an exception that nobody handled, and tell of it."""
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("An unexpected error", exc_info=(kind, error or kind(), trace))
        self._noted.emit()

    def watch(self) -> None:
        """Take Python's hooks, until `stop`."""
        before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self.note
        threading.excepthook = lambda it: self.note(it.exc_type, it.exc_value, it.exc_traceback)
        sys.unraisablehook = lambda it: self.note(it.exc_type, it.exc_value, it.exc_traceback)

        def restore() -> None:
            sys.excepthook, threading.excepthook, sys.unraisablehook = before

        self._restore.append(restore)

    def stop(self) -> None:
        """Give the hooks back."""
        while self._restore:
            self._restore.pop()()
