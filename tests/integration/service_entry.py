"""A service for tests: the real one, with the tiny encoder of `service_worker`.

Every photo that comes back embedded adds a line to the file in $PIXLORE_TEST_COUNTER.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from indexer.core.paths import library_paths
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


if __name__ == "__main__":
    count_embeddings(os.environ["PIXLORE_TEST_COUNTER"])
    sys.exit(run_service(library_paths(), worker_command=[sys.executable, str(WORKER)]))
