"""How soon finished photos are stored."""

from __future__ import annotations

from indexer.pipeline.batch import CommitPace


def test_the_first_photos_are_stored_soon_and_later_ones_together() -> None:
    pace = CommitPace(2.0)
    waits = []
    for _ in range(6):
        waits.append(pace.wait_s)
        pace.stored()
    assert waits == [0.125, 0.25, 0.5, 1.0, 2.0, 2.0]


def test_after_a_rest_the_next_photos_are_first_ones_again() -> None:
    pace = CommitPace(2.0)
    for _ in range(6):
        pace.stored()
    pace.begin_again()
    assert pace.wait_s == 0.125


def test_it_never_waits_longer_than_it_may() -> None:
    assert CommitPace(0.05).wait_s == 0.05
