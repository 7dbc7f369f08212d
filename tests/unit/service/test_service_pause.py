"""A pause holds at once, also while the writer is busy with something long."""

from __future__ import annotations

import threading
from pathlib import Path

from indexer.core.config import Timings
from indexer.core.paths import LibraryPaths
from indexer.pipeline.throttle import PauseReason
from indexer.service.requests import Requests
from indexer.service.service import Service

PATIENCE_S = 30.0


def test_a_pause_does_not_wait_for_a_busy_writer(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "data")
    paths.create()
    service = Service(paths, Timings())
    service.coordinator.start()
    free = threading.Event()
    try:
        busy = service.coordinator.ask(lambda _library: free.wait(2 * PATIENCE_S))
        answered: list[object] = []
        pause = Requests(service).handlers()["pause"]
        asking = threading.Thread(target=lambda: answered.append(pause({})))
        asking.start()
        asking.join(PATIENCE_S)
        assert answered == [{}]
        assert not busy.done()
        assert service.throttle.holds(PauseReason.USER)
        free.set()
        asking.join(PATIENCE_S)
        kept = service.coordinator.ask(lambda library: library.user.settings.get("paused"))
        assert kept.result(PATIENCE_S) is True
    finally:
        free.set()
        service.coordinator.stop(PATIENCE_S)
