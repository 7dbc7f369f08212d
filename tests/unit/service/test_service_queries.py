"""A query that is remembered is answered while the writer is busy with something long."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np

from indexer.core.config import Timings
from indexer.core.paths import LibraryPaths
from indexer.core.types import SpaceKind
from indexer.service.service import Service
from indexer.store.library import Library

PATIENCE_S = 30.0
VECTOR = np.eye(1, 8, dtype=np.float32)[0]


def remember(library: Library) -> None:
    space = library.index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, 8)
    library.index.queries.put(space.id, "a cat", VECTOR, now=1.0)


def test_a_remembered_query_does_not_wait_for_the_writer(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "data")
    paths.create()
    service = Service(paths, Timings())
    service.coordinator.start()
    free = threading.Event()
    try:
        service.coordinator.ask(remember).result(PATIENCE_S)
        busy = service.coordinator.ask(lambda _library: free.wait(2 * PATIENCE_S))
        answered: list[tuple[str, str, np.ndarray]] = []
        asking = threading.Thread(
            target=lambda: answered.append(service.queries.embed_text(["a cat"]))
        )
        asking.start()
        asking.join(PATIENCE_S)
        assert not busy.done()
        ((model_id, name, vectors),) = answered
        assert (model_id, name) == ("m1", "starter")
        assert np.array_equal(vectors, VECTOR[None])
        free.set()
        asking.join(PATIENCE_S)
    finally:
        free.set()
        service.coordinator.stop(PATIENCE_S)
        service.queries.stop()
