"""The socket between clients and service: real connections, hostile and honest."""

from __future__ import annotations

import os
import stat
import tempfile
import threading
from collections.abc import Iterator
from multiprocessing.connection import Client
from pathlib import Path
from queue import Queue

import pytest

from indexer.core.errors import PixloreError, QueryError, ServiceUnavailable, UsageError
from indexer.core.paths import LibraryPaths
from indexer.ipc import endpoint
from indexer.ipc.client import ServiceClient, connect_or_start
from indexer.ipc.protocol import MAX_MESSAGE_BYTES, Json, Request, ServiceOutdated, encode_request
from indexer.ipc.server import Server

DEADLINE_S = 60.0


def fail(params: Json) -> Json:
    raise QueryError("The query is empty. Type some words.")


def stumble(params: Json) -> Json:
    raise ZeroDivisionError


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    made = LibraryPaths(tmp_path / "data")
    made.create()
    return made


@pytest.fixture
def gate() -> threading.Event:
    return threading.Event()


@pytest.fixture
def server(paths: LibraryPaths, gate: threading.Event) -> Iterator[Server]:
    def wait(params: Json) -> Json:
        assert gate.wait(DEADLINE_S)
        return {"waited": True}

    made = Server(
        paths,
        {"echo": lambda params: params, "fail": fail, "stumble": stumble, "wait": wait},
        slow=frozenset({"wait"}),
        greeting={"version": "1", "pid": 7},
    )
    made.start()
    yield made
    gate.set()
    made.stop()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """The path of a socket must be short."""
    with tempfile.TemporaryDirectory(prefix="px") as folder:
        yield Path(folder)


def raw_connection(paths: LibraryPaths):
    connection = Client(paths.socket, family=endpoint.FAMILY)
    endpoint.greet_service(connection, endpoint.read_key(paths))
    return connection


def read_to_the_end(connection) -> None:
    while connection.poll(DEADLINE_S):
        connection.recv_bytes()


def send_too_much(connection) -> None:
    connection.send_bytes(b"x" * (MAX_MESSAGE_BYTES + 1))
    read_to_the_end(connection)


def test_a_call_is_answered_or_raises_its_own_error(paths: LibraryPaths, server: Server) -> None:
    with ServiceClient(paths) as client:
        assert client.greeting["pid"] == 7
        assert client.call("echo", name="p\udcff") == {"name": "p\udcff"}
        with pytest.raises(QueryError, match="Type some words"):
            client.call("fail")
        with pytest.raises(UsageError, match="knows no request"):
            client.call("unheard of")


@pytest.mark.logs("stumble failed")
def test_a_defect_is_an_answer_too(paths: LibraryPaths, server: Server) -> None:
    with ServiceClient(paths) as client:
        with pytest.raises(PixloreError, match="mistake"):
            client.call("stumble")
        assert client.call("echo", x=1) == {"x": 1}


def test_a_slow_request_holds_up_nobody(
    paths: LibraryPaths, server: Server, gate: threading.Event
) -> None:
    with ServiceClient(paths) as client:
        answers: Queue[Json] = Queue()
        waiting = threading.Thread(target=lambda: answers.put(client.call("wait")))
        waiting.start()
        assert client.call("echo", x=2) == {"x": 2}
        gate.set()
        assert answers.get(timeout=DEADLINE_S) == {"waited": True}
        waiting.join()


def test_subscribers_hear_events_and_the_end(paths: LibraryPaths, server: Server) -> None:
    heard: Queue[tuple[str, Json]] = Queue()
    with ServiceClient(paths) as client, ServiceClient(paths):
        client.subscribe(lambda name, params: heard.put((name, params)))
        server.broadcast("progress", {"n": 1})
        assert heard.get(timeout=DEADLINE_S) == ("progress", {"n": 1})
        server.stop()
        assert heard.get(timeout=DEADLINE_S) == ("disconnected", {})
        assert not client.connected
        with pytest.raises(ServiceUnavailable):
            client.call("echo")


def test_closing_frees_a_caller_that_waits(paths: LibraryPaths, server: Server) -> None:
    client = ServiceClient(paths)
    errors: Queue[Exception] = Queue()

    def call() -> None:
        try:
            client.call("wait")
        except ServiceUnavailable as error:
            errors.put(error)

    waiting = threading.Thread(target=call)
    waiting.start()
    client.close()
    assert isinstance(errors.get(timeout=DEADLINE_S), ServiceUnavailable)
    waiting.join()


@pytest.mark.logs("was disconnected")
@pytest.mark.parametrize(
    "message",
    [
        b"garbage",
        b"[]",
        b'{"id": "x", "method": "hello"}',
        b'{"id": 1}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": 1, "method": "status", "params": {}}',
    ],
)
def test_a_bad_message_ends_its_own_connection_only(
    paths: LibraryPaths, server: Server, message: bytes
) -> None:
    with ServiceClient(paths) as honest:
        hostile = raw_connection(paths)
        hostile.send_bytes(message)
        with pytest.raises((EOFError, OSError)):
            read_to_the_end(hostile)
        hostile.close()
        assert honest.call("echo", x=3) == {"x": 3}


def test_an_oversized_message_ends_its_connection(paths: LibraryPaths, server: Server) -> None:
    hostile = raw_connection(paths)
    with pytest.raises((EOFError, OSError)):
        send_too_much(hostile)
    hostile.close()
    with ServiceClient(paths) as honest:
        assert honest.call("echo", x=4) == {"x": 4}
        with pytest.raises(UsageError, match="too much"):
            honest.call("echo", text="x" * MAX_MESSAGE_BYTES)


def test_who_does_not_know_the_key_is_refused(paths: LibraryPaths, server: Server) -> None:
    connection = Client(paths.socket, family=endpoint.FAMILY)
    with pytest.raises(endpoint.HandshakeFailed):
        endpoint.greet_service(connection, b"x" * 32)
    connection.close()


@pytest.mark.logs("another version")
def test_another_protocol_version_is_told_what_to_do(paths: LibraryPaths, server: Server) -> None:
    connection = raw_connection(paths)
    connection.send_bytes(encode_request(Request(1, "hello", {"protocol": 99})))
    assert b"pixlore stop" in connection.recv_bytes()
    connection.close()


@pytest.mark.logs("another version")
def test_a_client_of_another_version_starts_no_second_service(
    paths: LibraryPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.ipc.client.PROTOCOL_VERSION", 99)
    with pytest.raises(ServiceOutdated, match="pixlore stop"):
        connect_or_start(paths)


@pytest.mark.logs("does not read")
def test_a_subscriber_that_does_not_read_is_dropped(paths: LibraryPaths, server: Server) -> None:
    deaf = raw_connection(paths)
    deaf.send_bytes(encode_request(Request(1, "hello", {"protocol": 1})))
    deaf.recv_bytes()
    deaf.send_bytes(encode_request(Request(2, "subscribe", {})))
    deaf.recv_bytes()
    with ServiceClient(paths) as honest:
        heard: Queue[str] = Queue()
        honest.subscribe(lambda name, params: heard.put(name))
        for _ in range(2000):
            server.broadcast("progress", {"padding": "x" * 2000})
            assert heard.get(timeout=DEADLINE_S) == "progress"
    deaf.close()


def test_key_and_socket_are_private(paths: LibraryPaths, server: Server) -> None:
    assert stat.S_IMODE(paths.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(paths.socket).stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.data_dir.stat().st_mode) == 0o700


def test_without_a_service_the_client_says_so(paths: LibraryPaths) -> None:
    with pytest.raises(ServiceUnavailable, match="not running"):
        ServiceClient(paths)


@pytest.mark.parametrize("damaged", [b"", b"x", b"x" * 31, b"x" * 4096])
def test_a_damaged_key_is_made_anew(paths: LibraryPaths, damaged: bytes) -> None:
    paths.key.write_bytes(damaged)
    paths.key.chmod(0o600)
    with pytest.raises(ServiceUnavailable):
        ServiceClient(paths)
    made = Server(paths, {"echo": lambda params: params})
    made.start()
    try:
        with ServiceClient(paths) as client:
            assert client.call("echo", a=1) == {"a": 1}
    finally:
        made.stop()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in lists, not in modes")
def test_a_key_that_others_can_read_is_made_anew(paths: LibraryPaths) -> None:
    paths.key.write_bytes(b"x" * 32)
    paths.key.chmod(0o644)
    assert endpoint.make_key(paths) != b"x" * 32
    assert stat.S_IMODE(paths.key.stat().st_mode) == 0o600
    assert endpoint.make_key(paths) == endpoint.read_key(paths)


def test_a_key_that_is_lost_while_the_service_runs_comes_back(
    paths: LibraryPaths, server: Server
) -> None:
    for ruin in (lambda: paths.key.unlink(), lambda: paths.key.write_bytes(b"damaged")):
        ruin()
        server.keep_key()
        with ServiceClient(paths) as client:
            assert client.call("echo", a=1) == {"a": 1}


@pytest.mark.skipif(os.name == "nt", reason="pipes have rights of their own")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_socket_in_a_folder_that_others_can_write_to_is_not_trusted(
    paths: LibraryPaths, server: Server, mode: int
) -> None:
    folder = Path(paths.socket).parent
    folder.chmod(mode)
    with pytest.raises(ServiceUnavailable):
        ServiceClient(paths)
    if folder != paths.data_dir:
        with pytest.raises(PermissionError):
            paths.create()
    folder.chmod(0o700)
    with ServiceClient(paths) as client:
        assert client.call("echo", a=1) == {"a": 1}


@pytest.mark.skipif(os.name == "nt", reason="pipes have rights of their own")
def test_a_folder_planted_in_a_shared_place_is_refused(
    tmp_path: Path, short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(short_folder))
    paths = LibraryPaths(tmp_path / ("deep" * 30))
    planted = Path(paths.socket).parent
    assert planted.parent == short_folder
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    planted.symlink_to(tmp_path / "elsewhere")
    assert not paths.has_own_sockets
    with pytest.raises(PermissionError):
        paths.create()
    planted.unlink()
    paths.create()
    assert paths.has_own_sockets
    monkeypatch.setattr("indexer.core.paths.os.getuid", lambda: 54321)
    assert not LibraryPaths(paths.data_dir).has_own_sockets


def test_another_users_connection_is_refused(
    paths: LibraryPaths, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.ipc.endpoint.is_trusted", lambda _descriptor: False)
    with pytest.raises(ServiceUnavailable):
        ServiceClient(paths)
