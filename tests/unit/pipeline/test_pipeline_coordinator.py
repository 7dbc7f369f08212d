"""Whoever asks the writer thread is answered, also when it ends at that very moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

import pytest

from indexer.core.config import Timings
from indexer.core.errors import ServiceUnavailable
from indexer.core.paths import LibraryPaths
from indexer.pipeline.coordinator import Coordinator
from indexer.pipeline.surroundings import Surroundings
from indexer.pipeline.throttle import Throttle

PATIENCE_S = 20.0


class InterruptedInbox(SimpleQueue[object]):
    """Lets something happen between the decision to put a message in and doing it."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], None] | None = None

    def put(self, item: object, block: bool = True, timeout: float | None = None) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        super().put(item, block, timeout)


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    made = LibraryPaths(tmp_path / "library")
    made.create()
    return made


def make_coordinator(paths: LibraryPaths) -> Coordinator:
    around = Surroundings(
        online=dict,
        believed=set,
        is_remote=lambda _folder: False,
        look_again=lambda _folder, _path: None,
        on_stored=lambda _count: None,
        on_change=lambda: None,
        on_model=lambda: None,
    )
    return Coordinator(paths, Timings(), Throttle(), around)


def test_a_question_put_in_after_the_last_look_is_refused(
    paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = InterruptedInbox()
    monkeypatch.setattr("indexer.pipeline.inbox.SimpleQueue", lambda: inbox)
    coordinator = make_coordinator(paths)
    coordinator.start()
    inbox.meanwhile = lambda: coordinator.stop(PATIENCE_S)

    answer = coordinator.ask(lambda library: library.recovered)

    assert not coordinator.is_alive
    assert isinstance(answer.exception(0), ServiceUnavailable)


def test_questions_of_a_library_that_cannot_be_opened_are_refused(
    paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_paths: LibraryPaths) -> None:
        raise OSError("no library")

    monkeypatch.setattr("indexer.pipeline.coordinator.open_library", fail)
    coordinator = make_coordinator(paths)
    early, given_up = (coordinator.ask(lambda library: library.recovered) for _ in range(2))
    given_up.cancel()
    with pytest.raises(OSError, match="no library"):
        coordinator.start()
    late = coordinator.ask(lambda library: library.recovered)
    for answer in (early, late):
        assert isinstance(answer.exception(PATIENCE_S), ServiceUnavailable)
    assert given_up.cancelled()


@pytest.mark.logs("The writer thread failed")
def test_a_failure_before_the_first_question_ends_the_start(
    paths: LibraryPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no housekeeping")

    monkeypatch.setattr("indexer.pipeline.coordinator.Housekeeping", fail)
    coordinator = make_coordinator(paths)
    with pytest.raises(ValueError, match="no housekeeping"):
        coordinator.start()
    coordinator.stop(PATIENCE_S)
    assert not coordinator.is_alive
