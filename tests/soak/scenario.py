"""Runs a soak test of the library: a real service, a temporary folder, one line about the outcome.

A scenario that mounts drives or lowers limits runs in namespaces of its own, where that harms
nobody and needs no rights.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("PIXLORE_TEST_DEADLINE_S", "300")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.integration.service_bench import ServiceBench

CANNOT_RUN = 77
"""The exit code when this system cannot run a scenario."""
_INSIDE = "PIXLORE_SOAK_INSIDE"
_UNSHARE = ["unshare", "--user", "--map-root-user", "--mount"]

Scenario = Callable[[ServiceBench, int, random.Random], str]
"""Given a bench, how often to try, and dice; returns what to say. Fails by an assertion."""


def run(scenario: Scenario, *, count: int, in_namespace: bool = False, **timings: float) -> int:
    """Run a scenario as a program with `--count` and `--seed`; the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if in_namespace and _INSIDE not in os.environ:
        return _run_inside()
    with tempfile.TemporaryDirectory(prefix="pixlore-soak-", ignore_cleanup_errors=True) as folder:
        bench = ServiceBench(Path(folder), **timings)
        try:
            said = scenario(bench, arguments.count, random.Random(arguments.seed))
        finally:
            bench.close()
            _unmount_all(folder)
    sys.stdout.write(f"{Path(sys.argv[0]).stem}: {said}\n")
    return 0


def _run_inside() -> int:
    has_unshare = shutil.which("unshare") is not None
    if not has_unshare or subprocess.run([*_UNSHARE, "true"], check=False).returncode:
        sys.stderr.write("This system lets nobody make namespaces.\n")
        return CANNOT_RUN
    command = [*_UNSHARE, sys.executable, *sys.argv]
    return subprocess.run(command, env=os.environ | {_INSIDE: "1"}, check=False).returncode


def _unmount_all(folder: str) -> None:
    points = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for point in reversed([point for point in points if point.startswith(folder)]):
        subprocess.run(["umount", "-l", point], check=False)


def mount(kind: str, source: str, place: Path, *options: str) -> None:
    """Mount a file system in the scenario's own namespace."""
    subprocess.run(["mount", "-t", kind, *options, source, place], check=True)


def bind(source: Path, place: Path) -> None:
    """Make a folder appear at another place, as a drive that is plugged in."""
    subprocess.run(["mount", "--bind", source, place], check=True)


def unmount(place: Path, *options: str) -> None:
    """Take the last thing mounted at a place away."""
    subprocess.run(["umount", *options, place], check=True)
