"""A real worker process with a tiny encoder: photos, texts, queries, failures and endings."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from indexer.core.errors import CorruptPhoto, ModelError, NotAPhoto, QueryError
from indexer.core.opening import open_photo
from indexer.core.types import PhotoId, PhotoMetadata
from indexer.embedding.encoder import ModelKind, ModelSpec
from indexer.worker.events import (
    PhotoDone,
    PhotoFailed,
    PhotoJob,
    PhotoReread,
    PhotoStarted,
    WorkerLimits,
    WorkerUnavailable,
)
from indexer.worker.supervisor import Worker
from tests.integration.worker_bench import ANSWER_S, TINY, Bench

pytestmark = pytest.mark.processes


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def test_photos_come_back_with_vectors_metadata_and_thumbnails(bench: Bench) -> None:
    worker = bench.worker()
    colours = [(200, 0, 0), (0, 200, 0), (0, 0, 200)]
    for number, colour in enumerate(colours):
        bench.submit(worker, number, bench.photo(f"{number}.png", colour))
    answers = bench.answers(3)
    for number in range(3):
        done = answers[number]
        assert isinstance(done, PhotoDone)
        assert done.result.vectors is not None
        assert int(np.argmax(done.result.vectors.joint[:3])) == number
        assert done.result.vectors.visual is not None
        assert (done.result.metadata.width, done.result.metadata.height) == (64, 48)
        assert done.result.thumbnail.startswith(b"\xff\xd8")
    assert worker.in_flight == 0


def test_a_photo_is_reported_started_before_it_is_answered(bench: Bench) -> None:
    worker = bench.worker()
    bench.submit(worker, 7, bench.photo("a.png"))
    heard = bench.until(lambda all_: any(isinstance(one, PhotoDone) for one in all_))
    assert heard[0] == PhotoStarted(PhotoId(7))


def test_bad_photos_fail_alone(bench: Bench) -> None:
    worker = bench.worker()
    good = bench.photo("good.png")
    text = bench.folder / "text.jpg"
    text.write_text("not a photo at all")
    cut = bench.folder / "cut.png"
    cut.write_bytes(good.read_bytes()[:-40])
    for number, path in enumerate([good, text, cut, bench.poison("surprise"), good]):
        bench.submit(worker, number, path)
    answers = bench.answers(5)
    assert isinstance(answers[0], PhotoDone)
    assert isinstance(answers[4], PhotoDone)
    errors = {number: answers[number].error for number in (1, 2, 3)}  # type: ignore[union-attr]
    assert isinstance(errors[1], NotAPhoto)
    assert isinstance(errors[2], CorruptPhoto)
    assert isinstance(errors[3], CorruptPhoto)
    assert worker.is_alive


def test_a_batch_that_fails_is_halved_until_only_the_culprit_fails(bench: Bench) -> None:
    worker = bench.worker()
    black = bench.photo("black.png", (0, 0, 0))
    red = bench.photo("red.png")
    for number in range(12):
        bench.submit(worker, number, black if number == 5 else red)
    answers = bench.answers(12)
    failed = [number for number, one in answers.items() if isinstance(one, PhotoFailed)]
    assert failed == [5]


def test_texts_get_vectors_and_the_model_is_described(bench: Bench) -> None:
    worker = bench.worker()
    vectors = worker.embed_text(["a dog", "eine Katze", "狗"])
    assert vectors.shape == (3, 8)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    about = worker.describe()
    assert (about.model_id, about.dimensions, about.visual_dimensions) == ("tiny", 8, 3)
    assert "pillow" in about.versions
    worker.warm_up("text", wait_s=ANSWER_S)
    assert worker.memory_mb() > 1


def test_a_query_photo_and_a_region_of_it(bench: Bench) -> None:
    worker = bench.worker()
    halves = Image.new("RGB", (64, 64), (200, 0, 0))
    halves.paste((0, 0, 200), (32, 0, 64, 64))
    halves.save(bench.folder / "halves.png")
    with open_photo(str(bench.folder / "halves.png")) as source:
        left = worker.embed_photo(source, "PNG", (0.0, 0.0, 0.5, 1.0))
        right = worker.embed_photo(source, "PNG", (0.5, 0.0, 0.5, 1.0))
        with pytest.raises(QueryError):
            worker.embed_photo(source, "PNG", (2.0, 0.0, 0.5, 1.0))
    assert left.joint[0] > 0.99
    assert right.joint[2] > 0.99


def test_a_model_that_does_not_load_blames_no_photo(bench: Bench) -> None:
    worker = bench.worker(ModelSpec("broken", ModelKind.STARTER))
    with pytest.raises(ModelError, match="damaged"):
        worker.describe()
    bench.submit(worker, 1, bench.photo("a.png"))
    answer = bench.answers(1)[1]
    assert isinstance(answer, PhotoFailed)
    assert isinstance(answer.error, ModelError)


def test_submit_waits_for_room(bench: Bench) -> None:
    worker = bench.worker(limits=WorkerLimits(in_flight=2, decode_threads=2))
    spin = bench.poison("spin")
    bench.submit(worker, 1, spin, 2.0)
    bench.submit(worker, 2, spin, 2.0)
    assert worker.room == 0
    refused = queue.SimpleQueue[type[Exception]]()

    def third() -> None:
        try:
            bench.submit(worker, 3, spin)
        except WorkerUnavailable:
            refused.put(WorkerUnavailable)

    thread = threading.Thread(target=third)
    thread.start()
    died = bench.died()  # the spinning photo runs out of time, and with it the waiting one
    thread.join(ANSWER_S)
    assert refused.get(timeout=ANSWER_S) is WorkerUnavailable
    assert set(died.decoding) | set(died.waiting) == {1, 2}


def test_stopping_is_orderly_and_names_what_was_open(bench: Bench) -> None:
    worker = bench.worker()
    worker.embed_text(["ready"])
    worker.stop()
    died = bench.died()
    assert died.expected
    assert died.exit_code == 0
    assert not worker.is_alive
    assert worker.memory_mb() == 0
    with pytest.raises(WorkerUnavailable):
        worker.embed_text(["anyone?"])
    with pytest.raises(WorkerUnavailable):
        bench.submit(worker, 1, bench.photo("a.png"))
    worker.stop()


def test_stop_kills_a_worker_that_does_not_listen(bench: Bench) -> None:
    worker = bench.worker()
    bench.submit(worker, 1, bench.poison("spin"))
    bench.until(lambda heard: PhotoStarted(PhotoId(1)) in heard)
    worker.stop(deadline_s=0.2)
    died = bench.died()
    assert died.expected
    assert died.decoding == (1,)


def test_a_waiting_call_hears_of_the_death(bench: Bench) -> None:
    worker = bench.worker()
    spin = bench.poison("spin")
    with open_photo(str(spin)) as source, pytest.raises(WorkerUnavailable, match=r"over 0\.5 s"):
        worker.embed_photo(source, "JPEG", deadline_s=0.5)
    died = bench.died()
    assert died.decoding_query
    assert died.decoding == ()
    assert died.overdue is None


def test_killed_from_outside(bench: Bench) -> None:
    worker = bench.worker()
    worker.embed_text(["ready"])
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    died = bench.died()
    assert not died.expected
    assert died.exit_code == -signal.SIGKILL
    assert "signal 9" in died.reason


def test_a_program_that_cannot_start(bench: Bench) -> None:
    worker = Worker(TINY, bench.events, command=[str(bench.folder / "missing")])
    with pytest.raises(WorkerUnavailable, match="cannot be started"):
        worker.start()
    assert not worker.is_alive
    worker.stop()


def test_a_worker_that_never_gets_ready(bench: Bench) -> None:
    mute = [sys.executable, "-c", "import time; time.sleep(600)"]
    worker = Worker(TINY, bench.events, limits=WorkerLimits(startup_s=0.3), command=mute)
    worker.start()
    died = bench.died()
    worker.stop()
    assert "did not start in time" in died.reason


def test_metadata_is_read_without_embedding(bench: Bench) -> None:
    worker = bench.worker()
    path = bench.photo("a.png")
    with open_photo(str(path)) as source:
        worker.submit(PhotoJob(PhotoId(5), source, "PNG", only_metadata=True))
    heard = bench.until(lambda all_: any(isinstance(one, PhotoReread) for one in all_))
    assert heard == [
        PhotoStarted(PhotoId(5)),
        PhotoReread(PhotoId(5), PhotoMetadata(64, 48, "PNG")),
    ]


def test_metadata_of_what_is_no_photo_is_refused(bench: Bench) -> None:
    worker = bench.worker()
    path = bench.folder / "a.jpg"
    path.write_bytes(b"no picture")
    with open_photo(str(path)) as source:
        worker.submit(PhotoJob(PhotoId(5), source, "JPEG", only_metadata=True))
    assert bench.answers(1)[5].error.kind == "NotAPhoto"
