"""A full disk stops indexing with a clear sentence; search goes on, and so does indexing later."""

import pytest

from indexer.core.errors import DiskFull
from indexer.core.types import FileStat, PhotoMetadata
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

ROOMY = 1_000_000


def allow_pages(database, pages):
    database.rows(f"PRAGMA max_page_count={pages}")


@pytest.mark.parametrize("spare_pages", range(20))
def test_indexing_survives_a_full_disk_at_any_point(
    library, folder, reader, space, vector, spare_pages
):
    database = library.index.database
    allow_pages(database, database.value("PRAGMA page_count") + spare_pages)
    with pytest.raises(DiskFull, match="full"):
        index_for_ever(library, folder, space, vector)
    indexed = reader.counts().indexed
    assert len(reader.vectors.rank(space.id, vector(1), limit=9_999)) == indexed
    allow_pages(database, ROOMY)
    for intent in library.index.queue.intents():
        library.index.queue.give_back([intent.photo_id], count_attempt=False)
    index_batch(library, folder, space, vector, 9_000)
    assert reader.counts().indexed == indexed + 16
    assert database.rows("PRAGMA integrity_check") == [("ok",)]


def index_for_ever(library, folder, space, vector):
    for number in range(ROOMY):
        index_batch(library, folder, space, vector, number)


def index_batch(library, folder, space, vector, number):
    files = [FoundFile(f"{number}/{n}.jpg", FileStat(1, 1)) for n in range(16)]
    ids = library.index.scans.apply(ScanOutcome(folder.id, seen_at=1.0, added=files))
    library.index.queue.begin(ids, 1.0)
    photos = [
        IndexedPhoto(i, FileStat(1, 1), i.to_bytes(16), PhotoMetadata(caption="x" * 500), v)
        for i, v in zip(ids, [{space.id: vector(n)} for n in range(16)], strict=True)
    ]
    library.index.results.commit(photos, now=1.0)
