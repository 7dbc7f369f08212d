"""Kills the worker, then the service, in the middle of indexing: nothing is lost or done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.ipc.client import ServiceClient
from indexer.pipeline.batch import BATCH_PHOTOS
from tests.integration.service_bench import ENTRY, ServiceBench, make_photos, settled

pytestmark = pytest.mark.processes

PHOTOS = 500


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[ServiceBench]:
    made = ServiceBench(tmp_path)
    yield made
    made.close()


def test_kill_of_worker_and_service_loses_nothing(bench: ServiceBench) -> None:
    make_photos(bench.photos, PHOTOS)
    service = bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: len(bench.embedded()) > 60, "indexing is under way")
        for pid in bench.worker_pids():
            os.kill(pid, signal.SIGKILL)
        after_worker = len(bench.embedded())
        bench.until(lambda: len(bench.embedded()) > after_worker + 80, "a new worker goes on")
        service.kill()
        service.wait()
    before_restart = len(bench.embedded())
    assert before_restart < PHOTOS, "the kill came too late to test anything"
    bench.start()
    with bench.client() as client:
        status = bench.until(settled(client, indexed=PHOTOS), "the index is complete")
        assert status.counts.failed == 0
    times = Counter(bench.embedded())
    assert len(times) == PHOTOS
    repeated = [path for path, count in times.items() if count > 1]
    assert len(repeated) <= 2 * BATCH_PHOTOS  # each of the two kills may cost an open batch
    assert max(times.values()) <= 2


def test_ten_services_started_at_once_are_one(bench: ServiceBench) -> None:
    for _ in range(10):
        bench.start()
    with bench.client() as client:
        owner = client.greeting["pid"]
        others = [process for process in bench.processes if process.pid != owner]
        for process in others:
            assert process.wait(20) == 0
        assert client.status().pid == owner


def test_a_dead_services_socket_is_in_nobodys_way(bench: ServiceBench) -> None:
    first = bench.start()
    with bench.client():
        first.kill()
        first.wait()
    assert Path(bench.paths.socket).exists()
    bench.start()
    with bench.client() as client:
        assert client.greeting["pid"] == bench.processes[-1].pid


def test_a_service_that_nobody_needs_leaves(bench: ServiceBench) -> None:
    code = (
        "import sys; from indexer.core.paths import library_paths; "
        "from indexer.service import run_service; "
        "sys.exit(run_service(library_paths(), idle_exit_s=0.3))"
    )
    environment = os.environ | {
        "PIXLORE_DATA_DIR": str(bench.paths.data_dir),
        "PYTHONPATH": str(ENTRY.parents[2]),
    }
    process = subprocess.Popen([sys.executable, "-c", code], env=environment)
    bench.processes.append(process)
    with bench.client() as client:
        assert isinstance(client, ServiceClient)
        assert process.poll() is None
    assert process.wait(20) == 0
