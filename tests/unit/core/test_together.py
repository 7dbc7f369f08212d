"""Two pieces of work at the same time."""

from __future__ import annotations

import threading

import pytest

from indexer.core.together import both


def test_both_run_at_the_same_time() -> None:
    barrier = threading.Barrier(2, timeout=60)
    names = both(
        lambda: (barrier.wait(), threading.current_thread().name),
        lambda: (barrier.wait(), threading.current_thread().name),
    )
    assert names[0][1] != names[1][1]


def test_an_error_of_either_is_raised_where_it_was_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1 / 0, lambda: 1)
    with pytest.raises(ZeroDivisionError):
        both(lambda: 1, lambda: 1 / 0)
