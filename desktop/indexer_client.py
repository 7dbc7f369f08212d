"""The background service as Qt signals: what it does now, what changed, and whether it is there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop.tasks import Lane, ignore
from indexer.api import ServiceStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.tasks import Tasks
    from indexer.api import ServiceClient

log = logging.getLogger(__name__)

_FIRST_RETRY_MS = 500
_LONGEST_RETRY_MS = 10_000
_LONG_REQUEST_S = 3600.0
_LONG_REQUESTS = frozenset(
    {
        "accept_missing",
        "add_folder",
        "forget_history",
        "remove_folder",
        "remove_model",
        "rescan",
        "retry_failed",
        "set_folder",
    }
)
"""Requests that change much. A pause and all short requests go past them."""


class IndexerClient(QObject):
    """Keeps one subscribed connection to the service. Main thread only.

    When the connection breaks it says so (`lost`) and connects again, at growing intervals.
    """

    connected = Signal()
    lost = Signal(str)
    status_changed = Signal(ServiceStatus)
    library_changed = Signal()
    folders_changed = Signal()
    favourites_changed = Signal()
    searches_changed = Signal()
    model_changed = Signal()
    model_progress = Signal(dict)
    _heard = Signal(str, object)

    def __init__(
        self, tasks: Tasks, connect: Callable[[], ServiceClient], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._connect = connect
        self._stopped = False
        self._retry_ms = _FIRST_RETRY_MS
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self.start)
        self._heard.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Connect in the background, starting the service when there is none."""
        if not self._stopped:
            self._tasks.run(Lane.SERVICE, self._open, self._opened, self._failed)

    def ask(
        self,
        method: str,
        succeeded: Callable[[dict[str, Any]], None] = ignore,
        failed: Callable[[Exception], None] | None = None,
        **params: Any,
    ) -> None:
        """Send a request; one of the callbacks follows on the main thread.

        Without `failed`, a failure is told in the status bar.
        """
        is_long = method in _LONG_REQUESTS
        patience = {"timeout_s": _LONG_REQUEST_S} if is_long else {}

        def call() -> dict[str, Any]:
            return self._connect().call(method, **patience, **params)

        lane = Lane.LONG_REQUESTS if is_long else Lane.SERVICE
        self._tasks.run(lane, call, succeeded, failed or self._tasks.complain)

    def stop(self) -> None:
        """Connect no more. The owner of the connection closes it."""
        self._stopped = True
        self._retry.stop()

    def _open(self) -> ServiceStatus:
        service = self._connect()
        service.subscribe(self._heard.emit)
        return service.status()

    def _opened(self, status: ServiceStatus) -> None:
        self._retry_ms = _FIRST_RETRY_MS
        self.connected.emit()
        self.status_changed.emit(status)
        self.library_changed.emit()

    def _failed(self, error: Exception) -> None:
        self.lost.emit(str(error))
        if not self._stopped:
            self._retry.start(self._retry_ms)
            self._retry_ms = min(self._retry_ms * 2, _LONGEST_RETRY_MS)

    def _hear(self, event: str, params: dict[str, Any]) -> None:
        if self._stopped:
            return
        match event:
            case "progress":
                self.status_changed.emit(ServiceStatus.from_json(params))
            case "library_changed":
                self.library_changed.emit()
            case "folders_changed":
                self.folders_changed.emit()
            case "favourites_changed":
                self.favourites_changed.emit()
            case "searches_changed":
                self.searches_changed.emit()
            case "model_changed":
                self.model_changed.emit()
            case "model_progress":
                self.model_progress.emit(params)
            case "disconnected":
                self._failed(ConnectionError(event))
