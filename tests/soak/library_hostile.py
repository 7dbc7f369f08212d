"""Feeds a service every hostile file there is: each ends indexed or listed with a reason.

    python tests/soak/library_hostile.py [--count 2000]    (mutations of good files)

Beside the mutations: the development photos' hostile collection and the odd names, links and
special files that its own script makes, where they are on this machine.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from scenario import run

from indexer.core.formats import FORMAT_BY_EXTENSION
from indexer.store.connection import open_reader
from tests.integration.service_bench import ServiceBench, make_photos, settled
from tests.soak.media_mutations import write_mutations

_HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "photos" / "hostile"


def feed(bench: ServiceBench, mutations: int, dice: random.Random) -> str:
    make_photos(bench.photos, 3)
    mutated = bench.photos / "mutations"
    mutated.mkdir()
    write_mutations(mutated, mutations, dice.randrange(1 << 20))
    _copy_collection(bench.photos)
    service = bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: client.status().counts.total > 3, "the files are found")
        known = lambda: client.status().counts.indexed  # noqa: E731
        status = bench.until(lambda: settled(client, indexed=known())(), "every file has ended")
        client.call("rescan", wait=True)
        skipped = status.skipped
        assert service.poll() is None, "the service died"
    counts = status.counts
    assert counts.pending == 0, counts
    left_out = _left_out(bench)
    assert len(left_out) <= sum(skipped.values()), (left_out, skipped)
    kinds = _failures(bench)
    log = (bench.paths.logs / "service.log").read_text(errors="replace")
    assert "Traceback" not in log, log[-3000:]
    return (
        f"{counts.total} files: {counts.indexed} indexed, {counts.failed} listed {dict(kinds)}, "
        f"left out {dict(skipped)}; the service lives"
    )


def _copy_collection(folder: Path) -> None:
    if not _HOSTILE.is_dir():
        return
    shutil.copytree(_HOSTILE, folder / "hostile", ignore=shutil.ignore_patterns("*.py", "*.jsonl"))
    maker = _HOSTILE / "make_special.py"
    subprocess.run(
        [sys.executable, maker, folder / "special"], check=True, stdout=subprocess.DEVNULL
    )


def _left_out(bench: ServiceBench) -> list[bytes]:
    """Files with the name of a photo that a plain walk finds and the index does not hold."""
    database = open_reader(bench.paths.index_db)
    known = {path for (path,) in database.rows("SELECT path FROM photo")}
    database.close()
    root = os.fsencode(bench.photos)
    return [
        path
        for folder, _, names in os.walk(root)
        for name in names
        if _has_photo_name(name)
        and (path := os.path.relpath(os.path.join(folder, name), root)) not in known  # noqa: PTH118
    ]


def _has_photo_name(name: bytes) -> bool:
    return Path(os.fsdecode(name)).suffix.lower() in FORMAT_BY_EXTENSION


def _failures(bench: ServiceBench) -> Counter[str]:
    database = open_reader(bench.paths.index_db)
    rows = database.rows("SELECT failure_kind, reason FROM photo WHERE state = 'failed'")
    database.close()
    assert all(kind and reason for kind, reason in rows), "a failure without a reason"
    return Counter(kind for kind, _ in rows)


if __name__ == "__main__":
    sys.exit(run(feed, count=2000))
