"""Fills the disk of the library at random moments: searching goes on, nothing breaks.

python tests/soak/library_disk_full.py [--count 20]    (times that the disk is full)
"""

from __future__ import annotations

import errno
import random
import sys
import time
from pathlib import Path

from scenario import mount, run

from indexer.core.types import PhotoState
from indexer.store.connection import open_reader
from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import ServiceBench, make_photos, settled

_DISK_BYTES = 20 << 20
_PHOTOS_A_ROUND = 60
_RESUMES_WITHIN_S = 10.0


def fill(bench: ServiceBench, rounds: int, dice: random.Random) -> str:
    bench.paths.data_dir.mkdir(mode=0o700)
    mount("tmpfs", "library", bench.paths.data_dir, "-o", f"size={_DISK_BYTES}")
    make_photos(bench.photos, 5, seed=10_000)
    service = bench.start()
    photos, paused, longest = 5, 0, 0.0
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=photos), "the first photos")
        for number in range(rounds):
            full_before = dice.random() < 0.5
            if full_before:
                _fill(bench.paths.data_dir / "filler")
            make_photos(bench.photos, _PHOTOS_A_ROUND, seed=number)
            photos += _PHOTOS_A_ROUND
            if not full_before:
                time.sleep(dice.uniform(0.2, 1.0))
                _fill(bench.paths.data_dir / "filler")
            is_paused = _pauses_or_finishes(bench, client, photos)
            paused += is_paused
            assert _searchable(bench) >= 5, "the index cannot be read while the disk is full"
            (bench.paths.data_dir / "filler").unlink()
            freed = time.monotonic()
            bench.until(lambda: not client.status().pause_reason, "indexing resumes by itself")
            longest = max(longest, time.monotonic() - freed)
            bench.until(settled(client, indexed=photos), "everything is indexed")
            assert service.poll() is None, "the service died"
    assert longest <= _RESUMES_WITHIN_S, longest
    for path in (bench.paths.user_db, bench.paths.index_db, bench.paths.thumbnails_db):
        database = open_reader(path)
        assert database.rows("PRAGMA integrity_check") == [("ok",)], path
        database.close()
    return (
        f"{rounds} of {rounds} survived ({paused} of them paused with a message), 0 corrupt, "
        f"resumed within {longest:.1f} s"
    )


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def _pauses_or_finishes(bench: ServiceBench, client, photos: int) -> bool:
    """What is in memory may fit into pages that the databases own already."""

    def ask() -> str | None:
        status = client.status()
        if status.pause_reason == "disk full":
            assert "disk is full" in status.pause_message
            return "paused"
        return "done" if status.counts.indexed == photos else None

    return bench.until(ask, "a pause or the end") == "paused"


def _searchable(bench: ServiceBench) -> int:
    reader = IndexReader(bench.paths)
    try:
        return len(reader.photo_ids(state=PhotoState.INDEXED))
    finally:
        reader.close()


if __name__ == "__main__":
    sys.exit(run(fill, count=20, in_namespace=True))
