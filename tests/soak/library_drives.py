"""Unplugs the drive of a watched folder in every way: nothing is forgotten or embedded again.

python tests/soak/library_drives.py [--count 500]    (photos on the drive)
"""

from __future__ import annotations

import random
import subprocess
import sys

from scenario import bind, mount, run, unmount

from indexer.ipc.client import ServiceClient
from indexer.ipc.status import FolderState
from tests.integration.service_bench import ServiceBench, make_photos, settled


def unplug(bench: ServiceBench, photos: int, dice: random.Random) -> str:
    drive = bench.photos.with_name("drive")
    drive.mkdir()
    mount("tmpfs", "drive", drive)
    make_photos(drive, photos, seed=dice.randrange(1000))
    bind(drive, bench.photos)
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(lambda: len(bench.embedded()) > photos // 4, "indexing is under way")
        unmount(bench.photos, "-l")
        _is_away(bench, client)
        bind(drive, bench.photos)
        bench.until(settled(client, indexed=photos), "indexing goes on after the drive is back")
        embedded = len(bench.embedded())
        for options in ((), ("-l",)):
            bench.until(lambda options=options: _unmounted(bench, *options), "nobody is on it")
            _is_away(bench, client)
            _refuses_another(bench, client, photos)
            bind(drive, bench.photos)
            _is_back(bench, client)
            bench.until(settled(client, indexed=photos), "everything is as it was")
        counts = client.status().counts
    assert (counts.total, counts.missing, counts.failed) == (photos, 0, 0), counts
    again = len(bench.embedded()) - embedded
    assert again == 0, f"{again} embedded again"
    return f"{photos} photos, unplugged 3 times: 0 purged, 0 missing, 0 embedded again"


def _unmounted(bench: ServiceBench, *options: str) -> bool:
    """A drive can be unmounted plainly as soon as nobody holds a file or watch on it."""
    try:
        unmount(bench.photos, *options)
    except subprocess.CalledProcessError:
        return False
    return True


def _is_away(bench: ServiceBench, client: ServiceClient) -> None:
    bench.until(lambda: _state(client) is FolderState.OFFLINE, "the folder is offline")
    for _ in range(2):
        client.call("rescan", wait=True)
    assert client.status().counts.missing == 0


def _is_back(bench: ServiceBench, client: ServiceClient) -> None:
    bench.until(lambda: _state(client) is FolderState.ONLINE, "the folder is back")


def _refuses_another(bench: ServiceBench, client: ServiceClient, photos: int) -> None:
    """Another drive at the same place is not taken for the one that was there."""
    mount("tmpfs", "another", bench.photos)
    make_photos(bench.photos, 2, seed=4711)
    for _ in range(2):
        client.call("rescan", wait=True)
    assert _state(client) is FolderState.OFFLINE
    assert client.status().counts.total == photos
    unmount(bench.photos)


def _state(client: ServiceClient) -> FolderState:
    return client.status().folders[0].state


if __name__ == "__main__":
    sys.exit(run(unplug, count=500, in_namespace=True))
