"""Where the service listens, and the key with which both sides prove who they are."""

from __future__ import annotations

import hmac
import os
import secrets
import socket
from typing import TYPE_CHECKING, Any

from indexer.core.errors import ServiceUnavailable
from indexer.core.peer import is_trusted

if TYPE_CHECKING:
    from indexer.core.paths import LibraryPaths

FAMILY = "AF_PIPE" if os.name == "nt" else "AF_UNIX"
HANDSHAKE_S = 5.0
_KEY_BYTES = 32
_PROOF_BYTES = 32


class HandshakeFailed(Exception):
    """The other side does not know the key, says nothing, or left."""


def make_key(paths: LibraryPaths) -> bytes:
    """The library's key, readable by its owner only.

    It is a secret for the clients of this computer and nothing else depends on it: one that is
    missing, damaged or readable by others is made anew.
    """
    if not _is_good(paths):
        write_key(paths, secrets.token_bytes(_KEY_BYTES))
    return read_key(paths)


def write_key(paths: LibraryPaths, key: bytes) -> None:
    """Put a key in its place, never half written."""
    passing = paths.key.with_name(f"{paths.key.name}.{os.getpid()}")
    descriptor = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    passing.replace(paths.key)


def read_key(paths: LibraryPaths) -> bytes:
    """The library's key.

    Raises:
        ServiceUnavailable: no service ever ran here, or the key is damaged; a start makes it anew.
    """
    try:
        key = paths.key.read_bytes()
    except OSError as error:
        raise ServiceUnavailable("The background service is not running.") from error
    if len(key) != _KEY_BYTES:
        raise ServiceUnavailable("The background service is not running; its key is damaged.")
    return key


def _is_good(paths: LibraryPaths) -> bool:
    try:
        is_private = os.name == "nt" or not paths.key.stat().st_mode & 0o077
        return is_private and len(read_key(paths)) == _KEY_BYTES
    except (OSError, ServiceUnavailable):
        return False


def greet_client(connection: Any, key: bytes) -> None:
    """The service's half of the handshake; raises HandshakeFailed."""
    _require_trusted(connection)
    challenge = secrets.token_bytes(_PROOF_BYTES)
    _send(connection, challenge)
    reply = _receive(connection)
    if not hmac.compare_digest(reply[:_PROOF_BYTES], _proof(key, b"client", challenge)):
        raise HandshakeFailed("wrong key")
    _send(connection, _proof(key, b"service", reply[_PROOF_BYTES:]))


def greet_service(connection: Any, key: bytes) -> None:
    """The client's half of the handshake; raises HandshakeFailed."""
    _require_trusted(connection)
    challenge = secrets.token_bytes(_PROOF_BYTES)
    _send(connection, _proof(key, b"client", _receive(connection)) + challenge)
    if not hmac.compare_digest(_receive(connection), _proof(key, b"service", challenge)):
        raise HandshakeFailed("wrong key")


def hang_up(connection: Any) -> None:
    """End the conversation, and wake the thread that reads from it; that thread closes."""
    if os.name == "nt":
        connection.close()
        return
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as twin:
            twin.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # closed already


def _require_trusted(connection: Any) -> None:
    if not is_trusted(connection.fileno()):
        raise HandshakeFailed("the other side is another user")


def _proof(key: bytes, role: bytes, challenge: bytes) -> bytes:
    # The role keeps a listener from answering a challenge with the challenger's own words.
    return hmac.digest(key, role + challenge, "sha256")


def _send(connection: Any, message: bytes) -> None:
    try:
        connection.send_bytes(message)
    except OSError as error:
        raise HandshakeFailed("the other side left") from error


def _receive(connection: Any) -> bytes:
    try:
        if not connection.poll(HANDSHAKE_S):
            raise HandshakeFailed("the other side says nothing")
        return bytes(connection.recv_bytes(2 * _PROOF_BYTES))
    except (EOFError, OSError) as error:
        raise HandshakeFailed("the other side left") from error
