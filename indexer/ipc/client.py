"""A client of the background service: asks, hears events, starts the service when there is none."""

from __future__ import annotations

import itertools
import logging
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing.connection import Client
from typing import TYPE_CHECKING, Any, Self

from indexer.core.config import load_timings
from indexer.core.errors import PixloreError, ServiceUnavailable, error_by_kind
from indexer.core.launch import child_environment, service_command
from indexer.core.paths import DATA_DIR_VARIABLE
from indexer.ipc import endpoint
from indexer.ipc.protocol import (
    MAX_MESSAGE_BYTES,
    PROTOCOL_VERSION,
    Event,
    Json,
    ProtocolError,
    Request,
    ServiceOutdated,
    decode_reply,
    encode_request,
)
from indexer.ipc.status import ServiceStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from indexer.core.paths import LibraryPaths

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 30.0
_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.25

_started: list[subprocess.Popen[bytes]] = []
"""Services that this process started and that outlive it; kept so that dead ones are reaped."""


class ServiceClient:
    """One connection to the service of a library. Its methods may be called from any thread.

    Making the object connects; it raises ServiceUnavailable when no service answers or when it
    speaks another protocol. Event callbacks run in the client's own reading thread.
    """

    def __init__(self, paths: LibraryPaths) -> None:
        self._connection = _connect(paths)
        self._numbers = itertools.count(1)
        self._sending = threading.Lock()
        self._pending: dict[int, Future[Json]] = {}
        self._callbacks: list[Callable[[str, Json], None]] = []
        self._closed = threading.Event()
        self._reader = threading.Thread(target=self._read, name="service-client", daemon=True)
        self._reader.start()
        try:
            self.greeting = self.call("hello", protocol=PROTOCOL_VERSION, timeout_s=5.0)
        except PixloreError:
            self.close()
            raise

    @property
    def connected(self) -> bool:
        """Whether the service still answers; once False it stays so: make a new client."""
        return not self._closed.is_set()

    def call(self, method: str, *, timeout_s: float = CALL_TIMEOUT_S, **params: Any) -> Json:
        """Ask the service and wait for its answer.

        Raises:
            ServiceUnavailable: the connection broke, or no answer came within `timeout_s`.
            PixloreError: the error that the service answered with, rebuilt as its own class.
        """
        request = Request(next(self._numbers), method, params)
        message = encode_request(request)
        answer: Future[Json] = Future()
        self._pending[request.id] = answer
        try:
            self._send(message)
            return answer.result(timeout_s)
        except FutureTimeout:
            raise ServiceUnavailable(
                f"The background service did not answer within {timeout_s:g} seconds. Try again."
            ) from None
        finally:
            self._pending.pop(request.id, None)

    def status(self) -> ServiceStatus:
        """What the service is doing now."""
        return ServiceStatus.from_json(self.call("status"))

    def subscribe(self, callback: Callable[[str, Json], None]) -> None:
        """Have `callback(event, params)` called for every event, in the reading thread.

        When the connection ends, it is called a last time with `disconnected` and no params.
        """
        self._callbacks.append(callback)
        self.call("subscribe")

    def close(self) -> None:
        """Hang up. Calls that wait fail with ServiceUnavailable."""
        self._hang_up()
        if threading.current_thread() is not self._reader:
            self._reader.join(timeout=2.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _send(self, message: bytes) -> None:
        with self._sending:
            if self._closed.is_set():
                raise _not_running()
            try:
                self._connection.send_bytes(message)
            except OSError as error:
                raise _not_running() from error

    def _read(self) -> None:
        try:
            while True:
                self._receive(self._connection.recv_bytes(MAX_MESSAGE_BYTES))
        except (EOFError, OSError, ProtocolError):
            pass  # told to every caller and subscriber below
        finally:
            self._hang_up()
            with self._sending:
                self._connection.close()
            self._forget_callers()

    def _receive(self, message: bytes) -> None:
        reply = decode_reply(message)
        if isinstance(reply, Event):
            self._tell(reply.name, reply.params)
            return
        number, result, error = reply
        answer = self._pending.pop(number, None)
        if answer is None:
            return
        if error is not None:
            answer.set_exception(error_by_kind(str(error["kind"]), str(error["message"])))
        else:
            answer.set_result(result or {})

    def _forget_callers(self) -> None:
        for answer in list(self._pending.values()):
            if not answer.done():
                answer.set_exception(_not_running())
        self._tell("disconnected", {})

    def _tell(self, name: str, params: Json) -> None:
        for callback in list(self._callbacks):
            try:
                callback(name, params)
            except Exception:  # a subscriber's defect must not cut the connection
                log.exception("A subscriber failed on the event %s", name)

    def _hang_up(self) -> None:
        self._closed.set()
        endpoint.hang_up(self._connection)


def connect_or_start(
    paths: LibraryPaths, *, idle_exit_s: float | None = None, timeout_s: float | None = None
) -> ServiceClient:
    """Connect to the library's service; start one first when none runs.

    Args:
        paths: the library.
        idle_exit_s: the started service leaves after this long without client and work;
            None: it stays.
        timeout_s: how long to wait for it; None: `Timings.start_s`.

    Raises:
        ServiceUnavailable: the service did not come up in time.
    """
    try:
        return ServiceClient(paths)
    except ServiceOutdated:
        raise
    except ServiceUnavailable:
        pass  # none runs, so start one
    started = start_service(paths, idle_exit_s=idle_exit_s)
    return _await_service(paths, started, timeout_s or load_timings().start_s)


def start_service(
    paths: LibraryPaths, *, idle_exit_s: float | None = None
) -> subprocess.Popen[bytes]:
    """Start the service detached from this process and its terminal."""
    arguments = service_command()
    if idle_exit_s is not None:
        arguments += ["--idle-exit", f"{idle_exit_s:g}"]
    environment = child_environment() | {DATA_DIR_VARIABLE: str(paths.data_dir)}
    _started[:] = [service for service in _started if service.poll() is None]
    service = subprocess.Popen(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **_detached(),
    )
    _started.append(service)
    return service


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def _await_service(
    paths: LibraryPaths, started: subprocess.Popen[bytes], timeout_s: float
) -> ServiceClient:
    deadline = time.monotonic() + timeout_s
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return ServiceClient(paths)
        except ServiceUnavailable:
            if time.monotonic() >= deadline:
                raise ServiceUnavailable(_why_not_started(paths, started)) from None
        time.sleep(pause)
        pause = min(pause * 1.5, _LONGEST_PAUSE_S)


def _why_not_started(paths: LibraryPaths, started: subprocess.Popen[bytes]) -> str:
    ended = started.poll()
    what = "did not answer in time" if ended is None else f"ended at once (exit code {ended})"
    return (
        f"The background service {what}. "
        f"Its log is in {paths.logs}; run `pixlore serve` to see why."
    )


def _connect(paths: LibraryPaths) -> Any:
    key = endpoint.read_key(paths)
    if not paths.has_own_sockets:
        raise _not_running()
    try:
        connection = Client(paths.socket, family=endpoint.FAMILY)
    except OSError as error:
        raise _not_running() from error
    try:
        endpoint.greet_service(connection, key)
    except endpoint.HandshakeFailed as error:
        connection.close()
        raise ServiceUnavailable("The background service does not answer.") from error
    return connection


def _not_running() -> ServiceUnavailable:
    return ServiceUnavailable("The background service is not running.")
