"""Applies a watched folder's filters to the photos that the index holds already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.pipeline.difference import parent_of
from indexer.pipeline.skip_rules import SkipRules
from indexer.store.records import FailedPhoto, ScanOutcome

if TYPE_CHECKING:
    from indexer.core.types import WatchedFolder
    from indexer.store.index_writer import IndexWriter

TOO_SMALL_KIND = "PhotoTooSmall"
TOO_SMALL = "The photo has fewer pixels than this folder's smallest size."


def leave_out_excluded(index: IndexWriter, folder: WatchedFolder, now: float) -> int:
    """Mark photos missing that the folder's patterns exclude; how many.

    The next scan would not meet them either, but so many at once it would not believe.
    """
    rules = SkipRules(folder.excludes)
    excluded = [
        row.photo_id
        for row in index.scans.known_files(folder.id)
        if row.missing_since is None and _is_excluded(row.path, rules)
    ]
    index.scans.apply(ScanOutcome(folder.id, now, missing=excluded))
    return len(excluded)


def apply_smallest_side(index: IndexWriter, folder: WatchedFolder, now: float) -> None:
    """List photos that are too small now as failed, and try those again that were before."""
    index.queue.look_again(index.queue.failed_as(folder.id, TOO_SMALL_KIND))
    small = index.queue.smaller_than(folder.id, folder.min_side)
    failed = [FailedPhoto(photo_id, TOO_SMALL_KIND, TOO_SMALL) for photo_id in small]
    index.results.commit([], failed, now=now)


def _is_excluded(path: str, rules: SkipRules) -> bool:
    name = path.rpartition("/")[2]
    if rules.name_reason(name, path) is not None:
        return True
    folder = parent_of(path)
    while folder:
        if rules.folder_reason(folder.rpartition("/")[2], folder) is not None:
            return True
        folder = parent_of(folder)
    return False
