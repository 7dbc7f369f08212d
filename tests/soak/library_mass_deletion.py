"""Takes most photos away in three ways: nobody's index shrinks before the person has said so.

python tests/soak/library_mass_deletion.py [--count 2000]    (photos; more than 1,667)
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from pathlib import Path

from scenario import CANNOT_RUN, run

from indexer.core.types import LibraryCounts, PhotoState
from indexer.ipc.client import ServiceClient
from indexer.ipc.status import FolderState
from indexer.store.index_reader import IndexReader
from tests.integration.service_bench import OBEYS_MODES, ServiceBench, make_photos, settled

_SHARE = 0.6


def take_away(bench: ServiceBench, photos: int, dice: random.Random) -> str:
    bench.wrapper = OBEYS_MODES if os.geteuid() == 0 else []
    made = [str(path) for path in make_photos(bench.photos, photos, seed=dice.randrange(1000))]
    bench.start()
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=photos), "everything is indexed")
        _forbid_reading(bench, client, photos)
    gone = set(dice.sample(made, round(_SHARE * photos)))
    _delete(bench, gone, left=set(made) - gone)
    _empty(bench, set(made) - gone)
    assert len(bench.embedded()) == photos, "photos were embedded again"
    return (
        f"3 of 3 guarded ({photos} photos: {len(gone)} deleted, the folder emptied, the folder "
        "unreadable), 0 purged before the person agreed, afterwards exactly the right ones"
    )


def _forbid_reading(bench: ServiceBench, client: ServiceClient, photos: int) -> None:
    """The folder may not be read: nothing goes missing, even if the person agrees to it."""
    bench.photos.chmod(0)
    try:
        client.call("rescan", wait=True)
        assert client.status().folders[0].state is FolderState.UNREADABLE
        assert client.call("accept_missing", path=str(bench.photos)) == {"missing": 0}
        assert client.status().counts == LibraryCounts(indexed=photos)
    finally:
        bench.photos.chmod(0o700)
    bench.until(settled(client, indexed=photos), "all is as it was")
    client.call("rescan", wait=True)
    assert client.status().folders[0].state is FolderState.ONLINE


def _delete(bench: ServiceBench, gone: set[str], left: set[str]) -> None:
    """Most photos are deleted; the guard holds over a restart, and the person agrees."""
    for path in gone:
        Path(path).unlink()
    with bench.client() as client:
        _is_suspect(client, photos=len(gone) + len(left))
        client.call("shutdown")
    bench.processes[-1].wait()
    bench.start()
    with bench.client() as client:
        _is_suspect(client, photos=len(gone) + len(left))
        assert client.call("accept_missing", path=str(bench.photos)) == {"missing": len(gone)}
        assert client.status().folders[0].state is FolderState.ONLINE
        assert _paths(bench, PhotoState.MISSING) == gone
        assert _paths(bench, PhotoState.INDEXED) == left
        assert client.call("purge_folder", path=str(bench.photos)) == {"purged": len(gone)}
        assert client.status().counts == LibraryCounts(indexed=len(left))


def _empty(bench: ServiceBench, left: set[str]) -> None:
    """The folder is empty, as a mount point without its drive is; then the photos come back."""
    aside = bench.photos.with_name("aside")
    aside.mkdir()
    for path in left:
        shutil.move(path, aside)
    with bench.client() as client:
        _is_suspect(client, photos=len(left))
        assert client.call("accept_missing", path=str(bench.photos)) == {"missing": len(left)}
        assert _paths(bench, PhotoState.MISSING) == left
        for path in aside.iterdir():
            shutil.move(path, bench.photos)
        client.call("rescan", wait=True)
        bench.until(settled(client, indexed=len(left)), "the photos are back")
        assert _paths(bench, PhotoState.INDEXED) == left


def _is_suspect(client: ServiceClient, *, photos: int) -> None:
    for _ in range(2):
        client.call("rescan", wait=True)
    status = client.status()
    assert status.folders[0].state is FolderState.SUSPECT, status.folders[0]
    assert status.counts == LibraryCounts(indexed=photos), status.counts


def _paths(bench: ServiceBench, state: PhotoState) -> set[str]:
    reader = IndexReader(bench.paths)
    try:
        return {record.path for record in reader.photos(reader.photo_ids(state=state))}
    finally:
        reader.close()


if __name__ == "__main__":
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        sys.stderr.write("setpriv is not installed, and root reads everything.\n")
        sys.exit(CANNOT_RUN)
    sys.exit(run(take_away, count=2000))
