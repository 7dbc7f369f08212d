"""Runs real services on a library of a test's own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psutil
from PIL import Image

from indexer.core.errors import ServiceUnavailable
from indexer.core.launch import child_environment
from indexer.core.paths import LibraryPaths
from indexer.ipc.client import ServiceClient
from indexer.ipc.status import ServiceState, ServiceStatus

Answer = TypeVar("Answer")

ENTRY = Path(__file__).with_name("service_entry.py")
TIMINGS = {
    "dirty_idle_s": 0.2,
    "dirty_cap_s": 2.0,
    "settle_s": 0.2,
    "volume_check_s": 0.3,
    "commit_s": 0.3,
    "progress_s": 0.05,
    "disk_retry_s": 0.3,
    "trial_s": 0.0,
    "courtesy_check_s": 0.1,
}
OBEYS_MODES = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all"]
"""Runs root's service without the right to read what modes forbid."""
DEADLINE_S = float(os.environ.get("PIXLORE_TEST_DEADLINE_S", "120"))


class ServiceBench:
    """A data directory, a photo folder, and the service processes of one test."""

    def __init__(self, folder: Path, **timings: float) -> None:
        self.paths = LibraryPaths(folder / "data")
        self.photos = folder / "photos"
        self.photos.mkdir()
        self.counter = folder / "embedded.txt"
        self.counter.touch()
        self.computer = folder / "computer.json"
        self.use_computer(plugged_in=True, idle_s=1000.0)
        self._timings = TIMINGS | timings
        self.wrapper: list[str] = []
        """A command that runs the service's, such as a tracer."""
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        environment = child_environment() | {
            "PIXLORE_DATA_DIR": str(self.paths.data_dir),
            "PIXLORE_TIMINGS": json.dumps(self._timings),
            "PIXLORE_TEST_COUNTER": str(self.counter),
            "PIXLORE_TEST_COMPUTER": str(self.computer),
        }
        command = [*self.wrapper, sys.executable, str(ENTRY)]
        process = subprocess.Popen(command, env=environment)
        self.processes.append(process)
        return process

    def use_computer(self, *, plugged_in: bool, idle_s: float | None) -> None:
        """Say how the computer is used from now on."""
        fresh = self.computer.with_suffix(".new")
        fresh.write_text(json.dumps({"plugged_in": plugged_in, "idle_s": idle_s}))
        fresh.replace(self.computer)

    @contextmanager
    def client(self) -> Iterator[ServiceClient]:
        client = self.until(self._try_connect, "the service answers")
        try:
            yield client
        finally:
            client.close()

    def _try_connect(self) -> ServiceClient | None:
        try:
            return ServiceClient(self.paths)
        except ServiceUnavailable:
            return None

    def embedded(self) -> list[str]:
        """Relative paths of the photos that came back embedded, in order, repeats included."""
        return self.counter.read_text().splitlines()

    def worker_pids(self) -> list[int]:
        service = psutil.Process(self.processes[-1].pid)
        return [child.pid for child in service.children() if child.status() != "zombie"]

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                process.wait(DEADLINE_S)

    @staticmethod
    def until(ask: Callable[[], Answer | None], what: str) -> Answer:
        """Ask again until the answer is neither None nor False."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            answer = ask()
            if answer is not None and answer is not False:
                return answer
            assert time.monotonic() < deadline, f"never happened: {what}"
            time.sleep(0.02)


def settled(client: ServiceClient, *, indexed: int) -> Callable[[], ServiceStatus | None]:
    """Whether the library holds exactly `indexed` photos and nothing is left to do."""

    def ask() -> ServiceStatus | None:
        status = client.status()
        done = status.state is ServiceState.IDLE and status.counts.indexed == indexed
        return status if done else None

    return ask


def make_photos(folder: Path, count: int, *, seed: int = 1) -> list[Path]:
    """Small photos that all differ, last changed an hour ago."""
    dice = random.Random(seed)
    hour_ago = time.time() - 3600
    photos = []
    for number in range(count):
        photo = folder / f"{seed}-{number:04}.png"
        pixels = bytes(dice.randrange(1, 256) for _ in range(8 * 8 * 3))
        Image.frombytes("RGB", (8, 8), pixels).save(photo)
        os.utime(photo, (hour_ago, hour_ago))
        photos.append(photo)
    return photos
