"""Kills service and worker at random moments: what was acknowledged stays, and work goes on.

python tests/soak/library_kills.py [--count 100]    (kills)

A restart should take 2 s or less; how long it took is printed, since a busy machine is no fault.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time

from scenario import run

from indexer.core.types import PhotoState
from indexer.store.connection import open_reader
from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import ServiceBench, make_photos, settled

_PHOTOS_A_ROUND = 40


def kill(bench: ServiceBench, kills: int, dice: random.Random) -> str:
    restarts = []
    acknowledged: set[str] = set()
    photos = 0
    for number in range(kills):
        make_photos(bench.photos, _PHOTOS_A_ROUND, seed=number)
        photos += _PHOTOS_A_ROUND
        started = time.monotonic()
        service = bench.start()
        with bench.client() as client:
            restarts.append(time.monotonic() - started)
            if not number:
                client.call("add_folder", path=str(bench.photos))
            time.sleep(dice.uniform(0.1, 1.0))
            if dice.random() < 0.3:
                for pid in bench.worker_pids():
                    os.kill(pid, signal.SIGKILL)
                time.sleep(dice.uniform(0.0, 0.3))
            acknowledged |= _indexed(bench)
            service.send_signal(signal.SIGKILL)
        service.wait()
        lost = acknowledged - _indexed(bench)
        assert not lost, f"kill {number} lost {len(lost)} acknowledged photos"
        _check_databases(bench)
    bench.start()
    with bench.client() as client:
        status = bench.until(settled(client, indexed=photos), "everything is indexed in the end")
    assert status.counts.failed == 0
    extra = len(bench.embedded()) - photos
    restarts.sort()
    return (
        f"{kills} kills, 0 of {photos} photos lost, databases sound, {extra} embedded twice, "
        f"restart median {restarts[len(restarts) // 2]:.2f} s, longest {restarts[-1]:.2f} s"
    )


def _indexed(bench: ServiceBench) -> set[str]:
    reader = IndexReader(bench.paths)
    try:
        if not reader.exists():
            return set()
        ids = reader.photo_ids(state=PhotoState.INDEXED)
        return {record.path for record in reader.photos(ids)}
    finally:
        reader.close()


def _check_databases(bench: ServiceBench) -> None:
    for path in (bench.paths.user_db, bench.paths.index_db, bench.paths.thumbnails_db):
        database = open_reader(path)
        assert database.rows("PRAGMA integrity_check") == [("ok",)], path
        database.close()


if __name__ == "__main__":
    sys.exit(run(kill, count=100))
