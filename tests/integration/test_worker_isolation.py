"""What a worker cannot do: reach the network, write files, outlive the service, learn a path."""

from __future__ import annotations

import ast
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from indexer.worker.events import PhotoFailed
from tests.integration.worker_bench import ENTRY, Bench

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform != "linux", reason="these limits are Linux's"),
]

REFUSED = {"101", "111", "1", "13"}  # unreachable, refused (no such listener in there), forbidden


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def _confession(bench: Bench, poison: str) -> str:
    """What a poisoned file makes the worker tell about itself."""
    worker = bench.worker()
    bench.submit(worker, 1, bench.poison(poison))
    answer = bench.answers(1)[1]
    assert isinstance(answer, PhotoFailed)
    return str(answer.error)


def _namespaces_allowed() -> bool:
    probe = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"
    return subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_no_network(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    if not _namespaces_allowed():
        pytest.skip("this kernel lets no ordinary process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("PIXLORE_TEST_PORT", str(listener.getsockname()[1]))
        said = _confession(bench, "call_home")
    assert said.removeprefix("connect said ") in REFUSED


def test_no_files_are_written(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    target = bench.folder / "stolen.txt"
    monkeypatch.setenv("PIXLORE_TEST_FILE", str(target))
    assert _confession(bench, "write_file") != "write said 0"
    assert not target.exists() or target.stat().st_size == 0


def test_low_priority_no_core_dumps_and_no_path(bench: Bench) -> None:
    facts = ast.literal_eval(_confession(bench, "tell_limits"))
    assert facts["nice"] >= 10
    assert facts["core"] == 0
    assert not any(str(bench.folder) in word for word in facts["command"])


def test_a_worker_dies_with_its_service(bench: Bench) -> None:
    """Even while a decoder hangs with the interpreter's lock held."""
    spin = bench.poison("spin")
    service = subprocess.Popen(
        [sys.executable, "-c", _SERVICE, str(spin), *ENTRY], stdout=subprocess.PIPE, text=True
    )
    assert service.stdout is not None
    with service.stdout as lines:
        worker = psutil.Process(int(lines.readline()))
        assert lines.readline() == "started\n"
    service.send_signal(signal.SIGKILL)
    service.wait()
    psutil.wait_procs([worker], timeout=60)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


_SERVICE = """
import queue, sys
from indexer.core.opening import open_photo
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.worker.events import PhotoJob, PhotoStarted
from indexer.worker.supervisor import Worker
events = queue.SimpleQueue()
worker = Worker(ModelSpec("tiny", ModelKind.STARTER), events, command=sys.argv[2:])
worker.start()
print(worker.pid, flush=True)
with open_photo(sys.argv[1]) as source:
    worker.submit(PhotoJob(1, source, "JPEG", 600.0))
assert isinstance(events.get(), PhotoStarted)
print("started", flush=True)
events.get()
"""


def test_the_supervisor_and_the_renderer_import_no_torch() -> None:
    probe = (
        "import sys, indexer.worker.supervisor, indexer.worker.renderer;"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'torch', 'apsw', 'PIL', 'open_clip', 'transformers', 'PySide6'}))"
    )
    said = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"
