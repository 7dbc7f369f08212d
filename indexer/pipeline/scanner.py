"""Brings the index to what the disk holds: whole folders, or only those that changed."""

from __future__ import annotations

import gc
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from indexer.pipeline.difference import Comparer, Difference, match_moves, parent_of
from indexer.pipeline.skip_rules import SkipRules, no_media_above
from indexer.pipeline.volumes import Volume, volume_of
from indexer.pipeline.walk import leave_out_marked, list_folder, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from indexer.core.types import FolderId, WatchedFolder
    from indexer.pipeline.ledger import Ledger
    from indexer.pipeline.walk import Listing

_OBJECTS_BETWEEN_COLLECTIONS = 1_000_000
GUARD_PHOTOS = 1000
GUARD_SHARE = 0.10
"""More photos than both missing at once is more likely a drive's fault than a person's wish."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan of one watched folder came to."""

    folder_id: FolderId
    added: int = 0
    modified: int = 0
    moved: int = 0
    missing: int = 0
    returned: int = 0
    reread: int = 0
    """Photos whose metadata is to be read again: they, or files beside them, were rewritten."""
    withheld: int = 0
    """Photos that look missing but were not marked: a person is asked first."""
    unsettled: frozenset[str] = frozenset()
    """Folders with files that may still be written ..."""
    settle_s: float = 0.0
    """... until nothing changed in them for this long."""
    new_directories: bool = False
    """Directories were listed that the index did not know."""
    vanished: frozenset[str] = frozenset()
    """Folders that could not be listed because they are gone: list what held them."""
    unreadable: int = 0
    root_error: OSError | None = None
    """Why the watched folder itself could not be listed."""
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def changed(self) -> bool:
        """Whether the index holds something new."""
        files = self.added or self.modified or self.moved or self.missing or self.returned
        return bool(files or self.reread)


class Scanner:
    """Scans folders against a ledger. One thread.

    Args:
        ledger: the index.
        settle_s: a file changed more recently than this waits for the next scan ...
        remote_settle_s: ... or than this, on a network drive.
        should_stop: asked between folders; a stopped scan changes nothing.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        settle_s: float,
        remote_settle_s: float | None = None,
        should_stop: Callable[[], bool] = bool,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ledger = ledger
        self._settle_s = settle_s
        self._remote_settle_s = settle_s if remote_settle_s is None else remote_settle_s
        self._should_stop = should_stop
        self._clock = clock
        self._devices: dict[FolderId, int] = {}

    def scan_whole(
        self, folders: Iterable[WatchedFolder], *, believe_missing: bool = False
    ) -> list[ScanReport]:
        """Compare whole folders with their disks; with `believe_missing` the guard is off."""
        return self._scan(dict.fromkeys(folders), believe_missing=believe_missing)

    def scan_changed(
        self, changes: Mapping[WatchedFolder, Collection[str] | None]
    ) -> list[ScanReport]:
        """List only these directories again (None: the whole folder), and new ones below them."""
        return self._scan(changes, believe_missing=False)

    def _scan(
        self, changes: Mapping[WatchedFolder, Collection[str] | None], *, believe_missing: bool
    ) -> list[ScanReport]:
        with _rare_collection():
            passes = [self._pass(folder, paths) for folder, paths in changes.items()]
        if self._should_stop():
            return []
        match_moves([each.difference for each in passes])
        return [self._apply(each, believe_missing=believe_missing) for each in passes]

    def _pass(self, folder: WatchedFolder, paths: Collection[str] | None) -> _Pass:
        volume = _volume(folder)
        settle_s = self._remote_settle_s if volume.is_remote else self._settle_s
        known_directories = self._ledger.known_directories(folder.id)
        starts = [""] if paths is None else _topmost(paths)
        comparer = Comparer(
            folder.id,
            chain.from_iterable(self._ledger.traces(folder.id, start) for start in starts),
            chain.from_iterable(self._ledger.missing_files(folder.id, start) for start in starts),
            chain.from_iterable(self._ledger.sidecars(folder.id, start) for start in starts),
            now=self._clock(),
            settle_s=settle_s,
            stable_inodes=volume.has_stable_inodes,
        )
        listings = self._listings(folder, paths, comparer, known_directories)
        for listing in listings:
            comparer.add(listing)
            if self._should_stop():
                break
        return _Pass(
            folder,
            volume.device,
            settle_s,
            comparer.finish(self._ledger.files_at(folder.id, comparer.unexplained())),
            comparer.gone_directories(known_directories),
            {each.path for each in comparer.difference.directories} - known_directories.keys(),
        )

    def _listings(
        self,
        folder: WatchedFolder,
        paths: Collection[str] | None,
        comparer: Comparer,
        scanned_before: Mapping[str, int],
    ) -> Iterator[Listing]:
        rules = SkipRules(folder.excludes)
        if paths is None:
            yield from walk(folder.path, rules)
            return
        for path in sorted(paths):
            listing = list_folder(folder.path, path, rules)
            if path and no_media_above(folder.path, parent_of(path)) is not None:
                leave_out_marked(listing)
            yield listing
            for below in listing.folders:
                if below in scanned_before:
                    comparer.leave_alone(below)
                elif below not in paths:
                    yield from walk(folder.path, rules, [below])

    def _apply(self, scan: _Pass, *, believe_missing: bool) -> ScanReport:
        difference = scan.difference
        withheld = not believe_missing and self._is_suspicious(scan)
        outcome = difference.outcome(self._clock(), with_missing=not withheld)
        self._ledger.apply(outcome)
        if scan.gone_directories and not withheld:
            self._ledger.forget_directories(scan.folder.id, scan.gone_directories)
        if difference.found:
            self._devices[scan.folder.id] = scan.device
        gone = {path for path, error in difference.errors.items() if _is_gone(error)}
        return ScanReport(
            folder_id=difference.folder_id,
            added=len(difference.added),
            modified=len(difference.modified),
            moved=len(difference.moved),
            missing=0 if withheld else len(difference.missing),
            returned=len(difference.returned),
            reread=len(difference.rewritten) + len(difference.beside),
            withheld=len(difference.missing) if withheld else 0,
            unsettled=frozenset(difference.unsettled),
            settle_s=scan.settle_s,
            new_directories=bool(scan.new_directories),
            vanished=frozenset(gone),
            unreadable=len(difference.errors) - len(gone),
            root_error=difference.errors.get(""),
            skipped=difference.skipped,
        )

    def _is_suspicious(self, scan: _Pass) -> bool:
        """Whether so much is missing that it may be the drive's fault."""
        difference = scan.difference
        missing = len(difference.missing)
        if not missing:
            return False
        if difference.root_entries == 0:
            return True
        if difference.found == 0 and missing == difference.known_present and self._is_new(scan):
            return True
        return missing > GUARD_PHOTOS and missing > GUARD_SHARE * difference.known_present

    def _is_new(self, scan: _Pass) -> bool:
        """Whether this service has not yet seen the folder's photos on the drive that is there."""
        return self._devices.get(scan.folder.id) != scan.device


@dataclass(frozen=True, slots=True)
class _Pass:
    """One folder's difference before it is applied."""

    folder: WatchedFolder
    device: int
    settle_s: float
    difference: Difference
    gone_directories: Collection[str]
    new_directories: Collection[str]


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Let the garbage collector rest: a scan makes many tuples, which it would go over repeatedly.

    They hold no cycles, and this is a quarter of the time of a scan without changes.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _volume(folder: WatchedFolder) -> Volume:
    try:
        return volume_of(folder.path)
    except OSError:
        return Volume("")


def _topmost(paths: Collection[str]) -> list[str]:
    """Those of `paths` that lie below no other of them."""
    chosen: set[str] = set()
    for path in sorted(paths, key=len):
        if path not in chosen and not any(above in chosen for above in _above(path)):
            chosen.add(path)
    return sorted(chosen)


def _above(path: str) -> Iterator[str]:
    while path:
        path = parent_of(path)
        yield path


def _is_gone(error: OSError) -> bool:
    return isinstance(error, FileNotFoundError | NotADirectoryError)
