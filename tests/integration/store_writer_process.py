"""Indexes invented photos for ever and prints the ids of each batch once it is committed.

    python store_writer_process.py DATA_DIRECTORY

Killed by its test at any moment.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoMetadata, SpaceKind
from indexer.store.library import open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

BATCH = 8


def say(*words: object) -> None:
    """Write one line at once."""
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Add, begin and commit batches, acknowledging each on standard output."""
    with open_library(LibraryPaths(Path(sys.argv[1]))) as library:
        folder = library.user.folders.add("/photos", volume="disk", added_at=1.0)
        space = library.index.spaces.get_or_create("m", "starter", SpaceKind.JOINT, 64)
        vector = np.zeros(64, np.float32)
        vector[0] = 1.0
        number = time.time_ns()
        say("open")
        while True:
            files = [FoundFile(f"{number + n}.jpg", FileStat(1, 1)) for n in range(BATCH)]
            number += BATCH
            scan = ScanOutcome(folder.id, seen_at=1.0, added=files)
            ids = library.index.scans.apply(scan)
            library.index.queue.begin(ids, 1.0)
            photos = [
                IndexedPhoto(i, FileStat(1, 1), b"%016d" % i, PhotoMetadata(), {space.id: vector})
                for i in ids
            ]
            library.thumbnails.put({photo.content_id: b"jpeg" for photo in photos})
            library.index.results.commit(photos, now=1.0)
            library.user.settings.set("last", ids[-1])
            say(*ids)


if __name__ == "__main__":
    main()
