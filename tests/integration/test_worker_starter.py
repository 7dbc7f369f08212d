"""The real worker with the starter model: what a person's first search stands on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.core.launch import worker_command
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.worker.events import PhotoDone
from tests.integration.worker_bench import Bench

pytestmark = pytest.mark.processes


def test_the_starter_finds_the_cat(demo_photos: Path, tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    try:
        worker = bench.worker(ModelSpec("starter", ModelKind.STARTER), command=worker_command())
        names = ["chelsea.png", "coffee.png", "rocket.jpg"]
        for number, name in enumerate(names):
            bench.submit(worker, number, demo_photos / name)
        about = worker.describe()
        query = worker.embed_text(["a cat"])[0]
        answers = bench.answers(len(names))
    finally:
        bench.close()
    assert query.shape == (about.dimensions,)
    scores = [_joint(answers[number]) @ query for number in range(len(names))]
    assert int(np.argmax(scores)) == 0


def _joint(answer: object) -> np.ndarray:
    assert isinstance(answer, PhotoDone)
    assert answer.result.vectors is not None
    assert np.linalg.norm(answer.result.vectors.joint) == pytest.approx(1, abs=1e-3)
    return answer.result.vectors.joint
