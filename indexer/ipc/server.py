"""The service's socket: accepts clients, answers their requests, sends events to subscribers.

One thread accepts. Every client has a thread that reads and one that writes; slow requests run in
a small pool, so that a text can be embedded while the same client asks for the status.
"""

from __future__ import annotations

import logging
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Client, Listener
from pathlib import Path
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Any

from indexer.core.errors import PixloreError, ServiceUnavailable, UsageError
from indexer.ipc import endpoint
from indexer.ipc.protocol import (
    MAX_MESSAGE_BYTES,
    PROTOCOL_VERSION,
    Answer,
    Event,
    Json,
    ProtocolError,
    Request,
    ServiceOutdated,
    decode_request,
    encode_answer,
    encode_event,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from indexer.core.paths import LibraryPaths

log = logging.getLogger(__name__)

MAX_CLIENTS = 64
_QUEUED_MESSAGES = 256
_SLOW_REQUESTS = 8


class Server:
    """Serves `handlers` (method name to function of the params) on the library's socket.

    Handlers run in several threads at once. A `PixloreError` they raise is the answer; anything
    else is logged and answered as a defect. `slow` names the methods that may take long.
    """

    def __init__(
        self,
        paths: LibraryPaths,
        handlers: Mapping[str, Callable[[Json], Json]],
        *,
        slow: frozenset[str] = frozenset(),
        greeting: Json | None = None,
    ) -> None:
        self._paths = paths
        self._handlers = handlers
        self._slow = slow
        self._greeting = greeting or {}
        self._clients: set[_ClientConnection] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(_SLOW_REQUESTS, thread_name_prefix="request")
        self._accepting = threading.Thread(target=self._accept, name="accept", daemon=True)

    def start(self) -> None:
        """Listen; the caller holds the instance lock, so a socket file found here is a dead one."""
        self._key = endpoint.make_key(self._paths)
        _remove_dead_socket(self._paths.socket)
        self._listener = _listen(self._paths.socket)
        self._accepting.start()

    def keep_key(self) -> None:
        """Write the key again when its file is gone or damaged: else nobody could connect."""
        try:
            if endpoint.read_key(self._paths) == self._key:
                return
        except ServiceUnavailable:
            pass
        with suppress(OSError):  # tried again in a moment
            endpoint.write_key(self._paths, self._key)
            log.info("The key for clients was damaged and is written again")

    @property
    def client_count(self) -> int:
        """How many clients are connected."""
        with self._lock:
            return len(self._clients)

    def broadcast(self, name: str, params: Json) -> None:
        """Send an event to every subscriber; a subscriber that does not read is dropped."""
        message = encode_event(Event(name, params))
        with self._lock:
            subscribers = [client for client in self._clients if client.subscribed]
        for client in subscribers:
            client.send(message)

    def stop(self, deadline_s: float = 2.0) -> None:
        """Stop accepting, if it began; let queued answers leave, hang up on everybody."""
        self._stopping.set()
        if self._accepting.is_alive():
            self._wake_accept()
            self._accepting.join(deadline_s)
            self._listener.close()
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            client.close(deadline_s)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                if self._stopping.is_set():
                    return
                log.warning("A client could not be accepted", exc_info=True)
                self._stopping.wait(0.1)  # out of descriptors: do not spin
                continue
            if self._stopping.is_set():
                connection.close()
                return
            self._welcome(connection)

    def _welcome(self, connection: Any) -> None:
        with self._lock:
            full = len(self._clients) >= MAX_CLIENTS
            if not full:
                client = _ClientConnection(connection, self)
                self._clients.add(client)
        if full:
            connection.close()
            return
        client.start()

    def _wake_accept(self) -> None:
        """Closing a listening socket does not wake its accept; a last client does."""
        try:
            Client(self._paths.socket, family=endpoint.FAMILY).close()
        except OSError:
            pass  # the socket file is gone; the thread is a daemon

    def authenticate(self, connection: Any) -> None:
        """The handshake with a new client; raises `endpoint.HandshakeFailed`."""
        endpoint.greet_client(connection, self._key)

    def forget(self, client: _ClientConnection) -> None:
        """A client left."""
        with self._lock:
            self._clients.discard(client)

    def dispatch(self, client: _ClientConnection, request: Request) -> None:
        """Answer a request, in this thread or in the pool."""
        if request.method in self._slow:
            self._pool.submit(self._answer, client, request)
        else:
            self._answer(client, request)

    def greet(self, request: Request) -> Json:
        """The answer to `hello`, which must come first and name our protocol version."""
        if request.method != "hello":
            raise ProtocolError("The first request of a connection must be hello.")
        if request.params.get("protocol") != PROTOCOL_VERSION:
            raise ServiceOutdated(
                "The background service is of another version of Pixlore. "
                "Stop it with `pixlore stop`, then try again."
            )
        return {"protocol": PROTOCOL_VERSION, **self._greeting}

    def _answer(self, client: _ClientConnection, request: Request) -> None:
        client.send(encode_answer(self._result(client, request)))

    def _result(self, client: _ClientConnection, request: Request) -> Answer:
        try:
            return Answer(request.id, self._handle(client, request))
        except PixloreError as error:
            return Answer(request.id, error=error)
        except Exception:
            log.exception("The request %s failed", request.method)
            return Answer(request.id, error=PixloreError(_DEFECT))

    def _handle(self, client: _ClientConnection, request: Request) -> Json:
        if request.method == "subscribe":
            client.subscribed = True
            return {}
        handler = self._handlers.get(request.method)
        if handler is None:
            raise UsageError(f"The background service knows no request named {request.method!r}.")
        return handler(request.params)


class _ClientConnection:
    """One client: a thread that reads its requests and one that writes what is queued for it."""

    def __init__(self, connection: Any, server: Server) -> None:
        self._connection = connection
        self._server = server
        self._outgoing: Queue[bytes | None] = Queue(_QUEUED_MESSAGES)
        self._reader = threading.Thread(target=self._serve, name="client-reader", daemon=True)
        self._writer = threading.Thread(target=self._write, name="client-writer", daemon=True)
        self.subscribed = False

    def start(self) -> None:
        self._reader.start()

    def send(self, message: bytes) -> None:
        """Queue a message; hang up on a client that has stopped reading."""
        try:
            self._outgoing.put_nowait(message)
        except Full:
            log.warning("A client does not read what it asked for; it is disconnected")
            endpoint.hang_up(self._connection)

    def close(self, deadline_s: float) -> None:
        """Let queued messages leave, then hang up and wait for both threads."""
        self._end_writing()
        if self._writer.ident is not None:
            self._writer.join(deadline_s)
        endpoint.hang_up(self._connection)
        self._reader.join(deadline_s)

    def _serve(self) -> None:
        try:
            self._server.authenticate(self._connection)
            self._writer.start()
            self._read_requests()
        except endpoint.HandshakeFailed as error:
            log.info("A client was refused: %s", error)
        except (ProtocolError, ServiceOutdated) as error:
            log.warning("A client was disconnected: %s", error)
        except (EOFError, OSError):
            pass  # it left
        finally:
            self._leave()

    def _read_requests(self) -> None:
        first = decode_request(self._connection.recv_bytes(MAX_MESSAGE_BYTES))
        try:
            self.send(encode_answer(Answer(first.id, self._server.greet(first))))
        except (ProtocolError, ServiceOutdated) as error:
            self.send(encode_answer(Answer(first.id, error=error)))
            raise
        while True:
            request = decode_request(self._connection.recv_bytes(MAX_MESSAGE_BYTES))
            self._server.dispatch(self, request)

    def _write(self) -> None:
        try:
            while (message := self._outgoing.get()) is not None:
                self._connection.send_bytes(message)
        except (OSError, ValueError):
            endpoint.hang_up(self._connection)

    def _leave(self) -> None:
        self._server.forget(self)
        self._end_writing()
        if self._writer.ident is not None:
            self._writer.join(_FAREWELL_S)
        endpoint.hang_up(self._connection)
        self._connection.close()

    def _end_writing(self) -> None:
        try:
            self._outgoing.put_nowait(None)
        except Full:
            _empty(self._outgoing)
            self._outgoing.put(None)


_FAREWELL_S = 2.0
_DEFECT = "The background service made a mistake. Its log has the details; please report it."


def _empty(queue: Queue[bytes | None]) -> None:
    while True:
        try:
            queue.get_nowait()
        except Empty:
            return


def _listen(address: str) -> Listener:
    if os.name == "nt":
        return Listener(address, family=endpoint.FAMILY)
    Path(address).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    listener = Listener(address, family=endpoint.FAMILY, backlog=16)
    Path(address).chmod(0o600)
    return listener


def _remove_dead_socket(address: str) -> None:
    if os.name != "nt":
        Path(address).unlink(missing_ok=True)
