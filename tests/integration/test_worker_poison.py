"""Files that crash, hang, starve or hijack the decoder: what the supervisor then says is true."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.core.errors import PhotoTooLarge
from indexer.core.types import PhotoId
from indexer.worker.events import PhotoDone, PhotoFailed, PhotoStarted, WorkerLimits
from tests.integration.worker_bench import Bench

pytestmark = pytest.mark.processes


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()


def test_a_segfault_names_its_photo(bench: Bench) -> None:
    worker = bench.worker(limits=WorkerLimits(decode_threads=1))
    bench.submit(worker, 1, bench.photo("a.png"))
    bench.answers(1)
    bench.submit(worker, 2, bench.poison("segfault"))
    bench.submit(worker, 3, bench.photo("b.png"))
    died = bench.died()
    assert died.decoding == (2,)
    assert died.waiting in ((3,), ())
    assert died.finished == 1
    assert died.exit_code == -signal.SIGSEGV
    assert "signal 11" in died.reason
    assert not worker.is_alive


def test_a_hang_inside_native_code_ends_at_its_deadline(bench: Bench) -> None:
    worker = bench.worker()
    bench.submit(worker, 4, bench.poison("spin"), deadline_s=0.5)
    died = bench.died()
    assert died.overdue == 4
    assert died.decoding == (4,)
    assert "over 0.5 s" in died.reason


def test_the_deadline_counts_from_the_start_of_decoding(bench: Bench) -> None:
    """A photo that waits longer in the queue than its deadline is not to blame."""
    worker = bench.worker(limits=WorkerLimits(decode_threads=1))
    for number in range(20):
        bench.submit(worker, number, bench.photo(f"{number}.png"), deadline_s=5.0)
    assert all(isinstance(one, PhotoDone) for one in bench.answers(20).values())


def test_silence_with_open_photos_is_a_stall(bench: Bench) -> None:
    worker = bench.worker(limits=WorkerLimits(decode_threads=1, stall_s=0.5))
    bench.submit(worker, 1, bench.poison("spin"), deadline_s=600)
    died = bench.died()
    assert "no sign" in died.reason
    assert died.overdue is None


def test_an_idle_worker_is_not_stalled(bench: Bench) -> None:
    worker = bench.worker(limits=WorkerLimits(decode_threads=1, stall_s=0.4))
    worker.embed_text(["ready"])
    with pytest.raises(TimeoutError):
        _wait_for_death(bench, 0.8)
    assert worker.is_alive


def _wait_for_death(bench: Bench, seconds: float) -> None:
    import queue

    try:
        bench.events.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to RLIMIT_AS")
def test_a_photo_that_wants_all_memory_fails_alone(bench: Bench) -> None:
    worker = bench.worker(limits=WorkerLimits(decode_threads=2, memory_mb=512))
    bench.submit(worker, 1, bench.poison("memory"))
    bench.submit(worker, 2, bench.photo("a.png"))
    answers = bench.answers(2)
    failed = answers[1]
    assert isinstance(failed, PhotoFailed)
    assert isinstance(failed.error, PhotoTooLarge)
    assert isinstance(answers[2], PhotoDone)
    assert worker.is_alive


def test_a_hijacked_worker_is_ended_at_its_first_wrong_byte(bench: Bench) -> None:
    worker = bench.worker()
    bench.submit(worker, 1, bench.poison("garbage"))
    heard = bench.until(lambda all_: bool(all_) and not isinstance(all_[-1], PhotoStarted))
    assert PhotoStarted(PhotoId(1)) in heard
    assert "nonsense" in heard[-1].reason  # type: ignore[union-attr]
    assert not worker.is_alive
