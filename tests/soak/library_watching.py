"""Makes watching fail in every way the system knows: after one more scan the index is the disk.

python tests/soak/library_watching.py [--count 9000]    (files made while nobody reads events)
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from pathlib import Path

from scenario import run

from indexer.ipc.client import ServiceClient
from tests.integration.service_bench import ServiceBench, make_photos, settled

_LIMIT = Path("/proc/sys/user/max_inotify_watches")
_FOLDERS = 50


def blind(bench: ServiceBench, burst: int, dice: random.Random) -> str:
    del dice
    photo = make_photos(bench.photos.parent, 1, seed=1)[0]
    folders = [bench.photos / f"folder {number:02}" for number in range(_FOLDERS)]
    for folder in folders:
        folder.mkdir()
        shutil.copy2(photo, folder / "first.png")
    _LIMIT.write_text("20")
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=_FOLDERS), "all folders are indexed")
        said = bench.until(lambda: _problem(client, "watche"), "the limit is named")
        for folder in folders:
            shutil.copy2(photo, folder / "second.png")
        bench.until(settled(client, indexed=2 * _FOLDERS), "unwatched folders are followed too")
        _LIMIT.write_text("100000")
        client.call("shutdown")
    bench.processes[-1].wait()
    bench.start()
    with bench.client() as client:
        expected = 2 * _FOLDERS + _overflow(bench, client, photo, burst)
        expected += _renamed_tree(bench, client, folders[0], photo, expected)
        on_disk = sum(len(files) for _, _, files in os.walk(bench.photos))
        assert client.status().counts.total == expected == on_disk
    return f"limit of 20 watches named ({said!r}); {burst} files behind an overflow all found"


def _overflow(bench: ServiceBench, client: ServiceClient, photo: Path, burst: int) -> int:
    """Files made while the service cannot read its events: the kernel drops most of them."""
    bench.until(settled(client, indexed=2 * _FOLDERS), "the restarted service is quiet")
    assert not _problem(client, "watche"), "enough watches again"
    service = bench.processes[-1]
    service.send_signal(signal.SIGSTOP)
    target = bench.photos / "folder 01"
    raw, stat = photo.read_bytes(), photo.stat()
    for number in range(burst):
        copy = target / f"burst {number}.png"
        copy.write_bytes(raw)
        os.utime(copy, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    service.send_signal(signal.SIGCONT)
    bench.until(settled(client, indexed=2 * _FOLDERS + burst), "every file is found")
    return burst


def _renamed_tree(
    bench: ServiceBench, client: ServiceClient, folder: Path, photo: Path, expected: int
) -> int:
    """A renamed folder keeps its photos and is still followed."""
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    shutil.copy2(photo, inner / "deep.png")
    bench.until(settled(client, indexed=expected + 1), "a new tree is found")
    moved = folder.rename(folder.with_name("renamed"))
    shutil.copy2(photo, moved / "a" / "b" / "after.png")
    bench.until(settled(client, indexed=expected + 2), "a renamed tree is still followed")
    embedded = set(bench.embedded())
    assert len(embedded) == 1, embedded
    return 2


def _problem(client: ServiceClient, word: str) -> str | None:
    return next((said for said in client.status().problems if word in said), None)


if __name__ == "__main__":
    sys.exit(run(blind, count=9000, in_namespace=True, poll_s=1.0))
