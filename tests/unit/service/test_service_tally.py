"""Photos counted by several threads while another one takes the counts."""

from __future__ import annotations

import threading
import time

from indexer.service.tally import Changed, Tally

ADDERS, ROUNDS = 3, 300


class Slow(int):
    """A number that lets the other threads run in the middle of an addition."""

    def __radd__(self, other: int) -> int:
        time.sleep(0)
        return other + int(self)


def test_nothing_is_lost_or_counted_twice() -> None:
    tally, done = Tally(), threading.Event()
    told: list[Changed] = []

    def add() -> None:
        for _ in range(ROUNDS):
            tally.add(stored=Slow(1), removed=Slow(2))

    def take() -> None:
        while not done.is_set():
            told.append(tally.take())
        told.append(tally.take())

    adders = [threading.Thread(target=add) for _ in range(ADDERS)]
    taker = threading.Thread(target=take)
    for thread in (*adders, taker):
        thread.start()
    for thread in adders:
        thread.join()
    done.set()
    taker.join()
    assert sum(each.stored for each in told) == ADDERS * ROUNDS
    assert sum(each.removed for each in told) == 2 * ADDERS * ROUNDS
