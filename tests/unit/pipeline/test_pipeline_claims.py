"""Which photos are on the way at once."""

from __future__ import annotations

from pathlib import Path

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat
from indexer.pipeline.claims import WINDOW, ClaimSource
from indexer.pipeline.models import Models
from indexer.store.library import Library, open_library
from indexer.store.records import FoundFile, ScanOutcome


def _source(library: Library, paths: LibraryPaths, photos: int) -> ClaimSource:
    folder = library.user.folders.add("/photos", volume="", added_at=1.0)
    found = [FoundFile(f"{number}.jpg", FileStat(1, number)) for number in range(photos)]
    library.index.scans.apply(ScanOutcome(folder.id, 1.0, added=found))
    models = Models(paths, lambda _: None, 0.0)
    return ClaimSource(library.index, models, lambda: {folder.id: folder})


def test_photos_that_wait_to_be_stored_take_no_room(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "data")
    with open_library(paths) as library:
        source = _source(library, paths, 2 * WINDOW)
        claimed = {claim.photo.photo_id for claim in source.more(())}
        assert len(claimed) == WINDOW
        assert source.more(claimed) == []
        more = {claim.photo.photo_id for claim in source.more(claimed, finished=10)}
        assert len(more) == 10
        assert not more & claimed
