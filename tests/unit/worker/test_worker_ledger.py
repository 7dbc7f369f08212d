"""Bookkeeping of open requests, and when patience with a worker ends."""

from __future__ import annotations

from concurrent.futures import Future

from indexer.core.types import PhotoId
from indexer.worker.events import WorkerLimits
from indexer.worker.ledger import Ledger, Stage

LIMITS = WorkerLimits(startup_s=10, stall_s=100)


def ready_ledger() -> Ledger:
    ledger = Ledger(LIMITS, started_at=0.0)
    ledger.mark_ready(1.0)
    return ledger


def test_a_worker_has_to_start_in_time() -> None:
    ledger = Ledger(LIMITS, started_at=5.0)
    assert ledger.next_check() == 15.0
    assert ledger.verdict(14.9) is None
    verdict = ledger.verdict(15.0)
    assert verdict is not None
    assert verdict.culprit is None


def test_decoding_has_a_deadline_from_its_start() -> None:
    ledger = ready_ledger()
    ticket = ledger.open(2.0, 20.0, photo_id=PhotoId(7))
    assert ledger.verdict(50.0) is None
    ledger.move(ticket, Stage.DECODING, 50.0)
    assert ledger.next_check() == 70.0
    assert ledger.verdict(69.9) is None
    verdict = ledger.verdict(70.0)
    assert verdict is not None
    assert verdict.culprit is not None
    assert verdict.culprit.photo_id == 7


def test_embedding_has_no_deadline_but_a_stall() -> None:
    ledger = ready_ledger()
    ticket = ledger.open(2.0, 20.0, photo_id=PhotoId(7))
    ledger.move(ticket, Stage.DECODING, 3.0)
    ledger.move(ticket, Stage.EMBEDDING, 4.0)
    assert ledger.verdict(103.9) is None
    verdict = ledger.verdict(104.0)
    assert verdict is not None
    assert verdict.culprit is None


def test_idle_time_is_no_stall() -> None:
    ledger = ready_ledger()
    assert ledger.next_check() is None
    assert ledger.verdict(1e6) is None
    ledger.open(1e6, 20.0, photo_id=PhotoId(1))
    assert ledger.verdict(1e6 + 99) is None
    assert ledger.verdict(1e6 + 100) is not None


def test_photos_are_counted_and_calls_are_not() -> None:
    ledger = ready_ledger()
    call = ledger.open(2.0, 20.0, answer=Future())
    photo = ledger.open(2.0, 20.0, photo_id=PhotoId(1))
    assert ledger.photos == 1
    ledger.settle(call, 3.0)
    assert ledger.finished == 0
    ledger.settle(photo, 3.0)
    assert ledger.finished == 1
    assert ledger.settle(photo, 3.0) is None


def test_forgotten_requests_are_in_no_list() -> None:
    ledger = ready_ledger()
    ticket = ledger.open(2.0, 20.0, photo_id=PhotoId(1))
    kept = ledger.open(2.0, 20.0, photo_id=PhotoId(2))
    assert ledger.forget(ticket)
    assert not ledger.forget(ticket)
    assert ledger.move(ticket, Stage.DECODING, 3.0) is None
    assert [entry.ticket for entry in ledger.close()] == [kept]
    assert ledger.close() == []
