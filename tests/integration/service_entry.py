"""A service for tests: the real one, with the tiny encoder of `service_worker`.

Every photo that comes back embedded adds a line to the file in $PIXLORE_TEST_COUNTER. Whether the
computer is plugged in, and how long nobody used it, stands as JSON in $PIXLORE_TEST_COMPUTER.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil

from indexer.core.paths import library_paths
from indexer.pipeline import idleness
from indexer.pipeline.outcomes import Outcomes
from indexer.service import run_service

WORKER = Path(__file__).with_name("service_worker.py")


def count_embeddings(counter: str) -> None:
    keep = Outcomes._keep

    def counted(outcomes, opened, result, spaces):
        with Path(counter).open("a") as file:
            file.write(opened.claim.photo.path + "\n")
        keep(outcomes, opened, result, spaces)

    Outcomes._keep = counted


def use_computer(computer: Path) -> None:
    def read(name: str):
        return json.loads(computer.read_text())[name]

    psutil.sensors_battery = lambda: SimpleNamespace(power_plugged=read("plugged_in"))
    idleness.seconds_idle = lambda: read("idle_s")


if __name__ == "__main__":
    if "PIXLORE_TEST_COMPUTER" in os.environ:
        use_computer(Path(os.environ["PIXLORE_TEST_COMPUTER"]))
    count_embeddings(os.environ["PIXLORE_TEST_COUNTER"])
    sys.exit(run_service(library_paths(), worker_command=[sys.executable, str(WORKER)]))
