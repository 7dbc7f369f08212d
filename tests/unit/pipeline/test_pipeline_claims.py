"""Which photos are on the way at once."""

from __future__ import annotations

from pathlib import Path

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoMetadata
from indexer.pipeline.claims import WINDOW, ClaimSource
from indexer.pipeline.models import Models
from indexer.store.library import Library, open_library
from indexer.store.records import FoundFile, IndexedPhoto, RereadPhoto, ScanOutcome


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


def test_old_metadata_is_claimed_after_what_is_pending_and_only_once(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "data")
    with open_library(paths) as library:
        source = _source(library, paths, 3)
        first = [claim.photo for claim in source.more(())]
        photos = [
            IndexedPhoto(it.photo_id, it.stat, b"x" * 16, PhotoMetadata(), {}) for it in first
        ]
        library.index.results.commit(photos[1:], now=1.0)
        library.index.queue.read_again([photos[1].photo_id])
        source.look_again()
        pending = source.more(())
        assert [claim.photo.photo_id for claim in pending] == [photos[0].photo_id]
        old = source.more({photos[0].photo_id})
        assert [(it.photo.photo_id, it.only_metadata) for it in old] == [(photos[1].photo_id, True)]
        reread = RereadPhoto(
            photos[1].photo_id, photos[1].stat, b"x" * 16, PhotoMetadata(caption="new")
        )
        library.index.results.replace_metadata([reread])
        assert source.more({photos[0].photo_id}) == []


def test_a_photo_given_up_is_not_claimed_for_its_metadata(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "data")
    with open_library(paths) as library:
        source = _source(library, paths, 1)
        photo = source.more(())[0].photo
        indexed = IndexedPhoto(photo.photo_id, photo.stat, b"x" * 16, PhotoMetadata(), {})
        library.index.results.commit([indexed], now=1.0)
        library.index.queue.read_again([photo.photo_id])
        source.look_again()
        source.give_up(photo.photo_id)
        assert source.more(()) == []
