"""Puts files that kill, hang or choke their reader among good ones, and restarts in between.

python tests/soak/library_poison.py [--count 200]    (files, 3 of them poisoned)
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from scenario import run

from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import ServiceBench, make_photos, settled

_POISONS = ("segfault", "memory", "spin")


def poison(bench: ServiceBench, files: int, dice: random.Random) -> str:
    culprits = dice.sample(make_photos(bench.photos, files), len(_POISONS))
    for path, kind in zip(culprits, _POISONS, strict=True):
        path.write_bytes(f"POISON {kind}".encode())
    good = files - len(_POISONS)
    service = bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: len(bench.embedded()) > files // 3, "indexing is under way")
        service.kill()
        service.wait()
    bench.start()
    with bench.client() as client:
        status = bench.until(settled(client, indexed=good), "all good ones are indexed")
        assert status.counts.failed == len(_POISONS), status.counts
    reader = IndexReader(bench.paths)
    failed = {Path(record.path): record for record in reader.failed()}
    reader.close()
    assert failed.keys() == set(culprits)
    tries = [record.attempts for record in failed.values()]
    assert max(tries) <= 2, tries
    assert all(record.reason for record in failed.values())
    return (
        f"{good} of {good} good files indexed, 3 culprits listed after at most {max(tries)} tries"
    )


if __name__ == "__main__":
    sys.exit(run(poison, count=200))
