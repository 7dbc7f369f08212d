"""A model hub on this computer: metadata, redirects and ranges as the public one speaks them.

`faults` makes it misbehave: each entry is used once, by the next request for bytes.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

COMMIT = "0123456789abcdef0123456789abcdef01234567"
LARGE = 10_000
"""Files from this size on are in the large-file store: hashed by SHA-256, redirected."""


@dataclass
class Hub:
    """What the server offers, what it does wrong, and what it was asked."""

    repository: str
    files: dict[str, bytes]
    faults: list[Callable[[_Handler, bytes], None]] = field(default_factory=list)
    declared: dict[str, str] = field(default_factory=dict)
    """Other digests than the true ones, by file."""
    bytes_offered: dict[str, bytes] = field(default_factory=dict)
    """Other bytes than the true ones, by file."""
    metadata_status: int = 200
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    sent: int = 0
    endpoint: str = ""
    gate: threading.Event = field(default_factory=threading.Event)
    """Released by the test; a stalled answer waits for it."""

    def digest(self, name: str) -> str:
        content = self.files[name]
        if name in self.declared:
            return self.declared[name]
        if len(content) >= LARGE:
            return hashlib.sha256(content).hexdigest()
        return hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()

    def ranges(self) -> list[str]:
        """The Range headers of all requests for bytes, in order."""
        return [h.get("Range", "") for method, path, h in self.requests if path.startswith("/cdn")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    @property
    def hub(self) -> Hub:
        return self.server.hub

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._note()
        name = self._resolved()
        if name is None or self.hub.metadata_status != 200:
            status = self.hub.metadata_status
            self.answer(404 if status == 200 else status)
            return
        size = str(len(self.hub.files[name]))
        about = {"X-Repo-Commit": COMMIT}
        if int(size) >= LARGE:
            about |= {"X-Linked-Etag": f'"{self.hub.digest(name)}"', "X-Linked-Size": size}
            self.answer(302, about | {"Location": f"{self.hub.endpoint}/cdn/{name}?key=1"})
        else:
            self.answer(200, about | {"ETag": f'W/"{self.hub.digest(name)}"'}, length=size)

    def do_GET(self) -> None:
        self._note()
        if self.path.startswith("/api/models/"):
            names = [{"rfilename": name} for name in self.hub.files]
            self.answer(200, {}, json.dumps({"sha": COMMIT, "siblings": names}).encode())
            return
        name = self._resolved()
        if name is not None:
            self.answer(302, {"Location": f"/cdn/{name}?key=1"})
            return
        name = unquote(self.path.partition("?")[0].removeprefix("/cdn/"))
        content = self.hub.bytes_offered.get(name, self.hub.files.get(name, b""))
        if self.hub.faults:
            self.hub.faults.pop(0)(self, content)
        else:
            self.serve(content)

    def serve(self, content: bytes) -> None:
        """The bytes, or the range asked for."""
        start = self.start()
        if start >= len(content) > 0 and start:
            self.answer(416, {"Content-Range": f"bytes */{len(content)}"})
        elif start:
            about = {"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"}
            self.answer(206, about, content[start:])
        else:
            self.answer(200, {}, content)

    def start(self) -> int:
        return int(self.headers.get("Range", "bytes=0-")[6:].partition("-")[0])

    def answer(
        self,
        status: int,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        length: str | None = None,
    ) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", length or str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
            self.hub.sent += len(body)

    def _note(self) -> None:
        self.hub.requests.append((self.command, self.path, dict(self.headers)))

    def _resolved(self) -> str | None:
        for revision in ("main", COMMIT):
            start = f"/{self.hub.repository}/resolve/{revision}/"
            if self.path.startswith(start):
                name = unquote(self.path.removeprefix(start))
                return name if name in self.hub.files else None
        return None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    hub: Hub


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.hub = hub
    hub.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield hub
    finally:
        hub.gate.set()
        server.shutdown()
        thread.join()
        server.server_close()


def cut_after(count: int) -> Callable[[_Handler, bytes], None]:
    """Send so many bytes of what was asked for, then hang up."""

    def fault(handler: _Handler, content: bytes) -> None:
        start = handler.start()
        rest = content[start:]
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        handler.send_header("Content-Length", str(len(rest)))
        handler.end_headers()
        handler.wfile.write(rest[:count])
        handler.close_connection = True

    return fault


def status(code: int) -> Callable[[_Handler, bytes], None]:
    """Answer with an error."""
    return lambda handler, content: handler.answer(code)


def whole_file(handler: _Handler, content: bytes) -> None:
    """Answer 200 with everything, whatever range was asked for."""
    handler.answer(200, {}, content)


def other_range(handler: _Handler, content: bytes) -> None:
    """Answer 206 with another range than the one asked for."""
    about = {"Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}"}
    handler.answer(206, about, content)


def stall(handler: _Handler, content: bytes) -> None:
    """Promise the file, send a little, and say nothing more until the test lets go."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[:1000])
    handler.wfile.flush()
    handler.hub.gate.wait(20)
    handler.close_connection = True


def circle(handler: _Handler, content: bytes) -> None:
    """Redirect to itself, for good."""
    handler.hub.faults.append(circle)
    handler.answer(302, {"Location": handler.path})


def redirect_to(url: str) -> Callable[[_Handler, bytes], None]:
    """Redirect anywhere."""
    return lambda handler, content: handler.answer(302, {"Location": url})
