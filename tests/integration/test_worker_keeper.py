"""The keeper of a model's worker, with real workers."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from indexer.pipeline.trials import Trials
from indexer.pipeline.worker_keeper import WorkerKeeper, WorkerNews, WorkerReady, WorkerSetting
from indexer.worker.events import WorkerDescription, WorkerUnavailable
from indexer.worker.supervisor import Worker
from tests.integration.worker_bench import ENTRY, TINY


@pytest.fixture
def keeper(tmp_path: Path):
    events: queue.SimpleQueue[WorkerNews | WorkerReady] = queue.SimpleQueue()
    setting = WorkerSetting(Trials(tmp_path / "trials.json"), 0.1, lambda: False, ENTRY)
    keeper = WorkerKeeper(TINY, events.put, setting)
    yield keeper
    keeper.stop()


@pytest.mark.logs("worker did not get ready")
def test_a_question_to_a_worker_that_is_just_replaced_goes_to_the_next_one(
    keeper: WorkerKeeper,
) -> None:
    asked: list[Worker] = []

    def describe(worker: Worker) -> WorkerDescription:
        asked.append(worker)
        if len(asked) == 1:
            worker.stop(3.0)
        return worker.describe()

    assert keeper.ask(describe).dimensions > 0
    first, second = asked
    assert first is not second


@pytest.mark.logs("worker did not get ready")
def test_a_question_that_ends_every_worker_is_asked_twice(keeper: WorkerKeeper) -> None:
    asked: list[Worker] = []

    def stop(worker: Worker) -> WorkerDescription:
        asked.append(worker)
        worker.stop(3.0)
        return worker.describe()

    with pytest.raises(WorkerUnavailable):
        keeper.ask(stop)
    assert len(asked) == 2
