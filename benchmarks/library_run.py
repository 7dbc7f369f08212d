"""Runs the real service on a library of its own, and watches it work."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from indexer.api import (
    LibraryPaths,
    ServiceClient,
    ServiceState,
    ServiceStatus,
    connect_or_start,
)

_LOOK_EVERY_S = 0.1
_WEIGH_EVERY_S = 3.0
"""Adding up the pages of a worker takes some 10 ms of a core that it could use."""
_LIMIT_S = 3600.0


@dataclass(frozen=True)
class Indexing:
    """How long a folder took until all of its photos could be searched."""

    photos: int
    failed: int
    seconds: float
    first_100_s: float | None
    """Until the first hundred could be searched; None when there were fewer."""
    core_ms: float
    """Processor time of service and worker, a photo: whatever else the machine does."""
    idle_share: float
    """Of all cores' time: how much nobody used."""
    elsewhere_share: float
    """Of all cores' time: how much other programs used. A quiet machine has a few hundredths."""

    @property
    def per_s(self) -> float:
        """Photos a second, those that failed included."""
        return round((self.photos + self.failed) / self.seconds, 2)


class CoresTime:
    """What all cores did since it was made."""

    def __init__(self) -> None:
        self._before = psutil.cpu_times()

    def shares(self, used: float) -> tuple[float, float]:
        """Idle, and used by others than who says to have used so many seconds."""
        now = psutil.cpu_times()
        passed = {name: getattr(now, name) - getattr(self._before, name) for name in now._fields}
        whole = sum(seconds for name, seconds in passed.items() if not name.startswith("guest"))
        idle = passed["idle"] + passed.get("iowait", 0.0)
        whole = max(whole, 1e-6)
        return round(idle / whole, 3), round(max(0.0, 1 - (idle + used) / whole), 3)


class LibraryRun:
    """A service, its client, and the most memory that the service with its workers took."""

    def __init__(self, paths: LibraryPaths, client: ServiceClient) -> None:
        self.paths = paths
        self.client = client
        self.peak_mb = 0.0
        self._process = psutil.Process(int(client.greeting["pid"]))
        self._done = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._watching.start()

    def index(self, folder: Path) -> Indexing:
        """Add a folder and wait until all its photos are indexed."""
        before = self.client.status().progress.searched
        spent = self._processor_s()
        cores = CoresTime()
        started = time.perf_counter()
        self.client.call("add_folder", path=str(folder))
        first: float | None = None
        while True:
            status = self.client.status()
            passed = time.perf_counter() - started
            done = status.progress.searched - before
            if first is None and done >= 100:
                first = round(passed, 2)
            counts = next(each.counts for each in status.folders if each.path == str(folder))
            if _is_finished(status) and counts.total and not counts.pending:
                used = self._processor_s() - spent
                shares = cores.shares(used)
                return Indexing(
                    done, counts.failed, passed, first, 1000 * used / counts.total, *shares
                )
            if passed > _LIMIT_S:
                raise TimeoutError(f"{folder} was not indexed within {_LIMIT_S:g} s")
            time.sleep(_LOOK_EVERY_S)

    def until(self, holds: Callable[[ServiceStatus], bool]) -> float:
        """Seconds until the status is as wanted."""
        started = time.perf_counter()
        while not holds(self.client.status()):
            if time.perf_counter() - started > _LIMIT_S:
                raise TimeoutError("the service never came so far")
            time.sleep(_LOOK_EVERY_S)
        return time.perf_counter() - started

    def memory_mb(self) -> float:
        """What the service and its workers hold now (proportional set size where known)."""
        return sum(map(_memory, [self._process, *self._process.children(recursive=True)])) / 1e6

    def service_mb(self) -> float:
        """What the service alone holds now."""
        return _memory(self._process) / 1e6

    def _processor_s(self) -> float:
        """Of the service, its workers, and (where the system tells) those that have ended."""
        workers = self._process.children(recursive=True)
        alive = sum(sum(worker.cpu_times()[:2]) for worker in workers)
        return float(alive + sum(self._process.cpu_times()[:4]))

    def close(self) -> None:
        """End the service and wait for it."""
        self._done.set()
        self._watching.join()
        self.client.call("shutdown")
        self.client.close()
        self._process.wait(30)

    def _watch(self) -> None:
        while not self._done.wait(_WEIGH_EVERY_S):
            try:
                self.peak_mb = max(self.peak_mb, self.memory_mb())
            except psutil.Error:
                continue  # a worker ended while it was being looked at


@contextmanager
def running(folder: Path, *, full_speed: bool = True) -> Iterator[LibraryRun]:
    """A service on an empty library below `folder`, using all cores."""
    paths = LibraryPaths(folder)
    run = LibraryRun(paths, connect_or_start(paths, idle_exit_s=60))
    try:
        run.client.call("set_setting", name="full_speed", value=full_speed)
        yield run
    finally:
        run.close()


def _is_finished(status: ServiceStatus) -> bool:
    return status.state is ServiceState.IDLE and status.progress.searched >= status.progress.total


def _memory(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
