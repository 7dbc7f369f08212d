"""The wire between service and worker: length-prefixed frames of a JSON header and binary parts.

On POSIX a Unix socket pair carries them, and a frame may bring one open file descriptor; on Windows
two pipes do. Neither end trusts the other's lengths.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from dataclasses import dataclass
from typing import IO, Any, Protocol

MAX_HEADER_BYTES = 1 << 20
MAX_REQUEST_BODY = (1 << 30) + 1
"""A whole photo file, on Windows."""
MAX_ANSWER_BODY = 256 << 20
"""A rendered photo of 8,192 x 8,192 pixels fits."""

_PREFIX = struct.Struct("!II")
_CHUNK = 1 << 20


class FrameError(Exception):
    """The other end sent something that is no frame: it is not to be talked to again."""


class ChannelClosed(Exception):
    """The other end is gone."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message. `descriptor` belongs to whoever received the frame."""

    header: dict[str, Any]
    parts: tuple[bytes, ...] = ()
    descriptor: int | None = None


class Channel(Protocol):
    """Both directions of a connection. One thread receives; any thread sends."""

    def send(self, frame: Frame) -> None:
        """Send a whole frame; raises `ChannelClosed`."""

    def receive(self) -> Frame | None:
        """The next frame, None when the other end has closed; raises `FrameError`."""

    def close(self) -> None:
        """Close; a blocked `receive` in another thread then ends."""


class SocketChannel:
    """Frames over a connected Unix stream socket."""

    def __init__(self, connection: socket.socket, *, max_body: int) -> None:
        self._connection = connection
        self._max_body = max_body
        self._sending = threading.Lock()

    def send(self, frame: Frame) -> None:
        """Send a frame with its descriptor, which stays open here."""
        first, *rest = _packed(frame)
        descriptors = [] if frame.descriptor is None else [frame.descriptor]
        try:
            with self._sending:
                sent = socket.send_fds(self._connection, [first], descriptors)
                self._connection.sendall(first[sent:])
                for part in rest:
                    self._connection.sendall(part)
        except OSError as error:
            raise ChannelClosed from error

    def receive(self) -> Frame | None:
        """The next frame; its descriptor arrives with the first byte."""
        try:
            start, descriptors, _, _ = socket.recv_fds(self._connection, _PREFIX.size, 1)
        except OSError:
            return None
        descriptor = descriptors[0] if descriptors else None
        try:
            return _read_frame(start, self._read, self._max_body, descriptor)
        except BaseException:
            if descriptor is not None:
                os.close(descriptor)
            raise

    def close(self) -> None:
        """Shut both directions down, then close."""
        try:
            self._connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other end was quicker
        self._connection.close()

    def _read(self, size: int) -> bytes:
        try:
            return self._connection.recv(size)
        except OSError:
            return b""


class PipeChannel:
    """Frames over two unbuffered binary streams, without descriptors."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes], *, max_body: int) -> None:
        self._reader = reader
        self._writer = writer
        self._max_body = max_body
        self._sending = threading.Lock()

    def send(self, frame: Frame) -> None:
        """Send a frame; one with a descriptor is a mistake in the caller."""
        if frame.descriptor is not None:
            raise ValueError("a pipe carries no descriptor")
        try:
            with self._sending:
                for part in _packed(frame):
                    _write_all(self._writer, part)
                self._writer.flush()
        except (OSError, ValueError) as error:
            raise ChannelClosed from error

    def receive(self) -> Frame | None:
        """The next frame."""
        return _read_frame(self._read(_PREFIX.size), self._read, self._max_body, None)

    def close(self) -> None:
        """Close the writing end: the other process sees the end and leaves."""
        try:
            self._writer.close()
        except OSError:
            pass  # unsent bytes for a process that is gone

    def _read(self, size: int) -> bytes:
        try:
            return self._reader.read(size) or b""
        except (OSError, ValueError):
            return b""


class _Reader(Protocol):
    def __call__(self, size: int, /) -> bytes: ...


def _packed(frame: Frame) -> list[bytes]:
    header = dict(frame.header, parts=[len(part) for part in frame.parts])
    encoded = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    if len(encoded) > MAX_HEADER_BYTES:
        raise FrameError(f"header of {len(encoded)} bytes")
    body = sum(len(part) for part in frame.parts)
    return [_PREFIX.pack(len(encoded), body) + encoded, *filter(None, frame.parts)]


def _read_frame(start: bytes, read: _Reader, max_body: int, descriptor: int | None) -> Frame | None:
    if not start:
        return None
    prefix = start + _read_exactly(read, _PREFIX.size - len(start))
    header_size, body_size = _PREFIX.unpack(prefix)
    if header_size > MAX_HEADER_BYTES or body_size > max_body:
        raise FrameError(f"announced {header_size} and {body_size} bytes")
    header = _header(_read_exactly(read, header_size))
    sizes = header.pop("parts", None)
    if not _are_sizes(sizes) or sum(sizes) != body_size:
        raise FrameError("part sizes do not add up")
    return Frame(header, tuple(_read_exactly(read, size) for size in sizes), descriptor)


def _header(encoded: bytes) -> dict[str, Any]:
    try:
        header = json.loads(encoded)
    except (ValueError, RecursionError) as error:
        raise FrameError("header is not JSON") from error
    if not isinstance(header, dict):
        raise FrameError("header is not an object")
    return header


def _are_sizes(sizes: object) -> bool:
    return isinstance(sizes, list) and all(type(size) is int and size >= 0 for size in sizes)


def _read_exactly(read: _Reader, size: int) -> bytes:
    chunks: list[bytes] = []
    while size > 0:
        chunk = read(min(size, _CHUNK))
        if not chunk:
            raise FrameError("the connection ended inside a frame")
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _write_all(writer: IO[bytes], part: bytes) -> None:
    view = memoryview(part)
    while view:
        view = view[writer.write(view) or 0 :]
