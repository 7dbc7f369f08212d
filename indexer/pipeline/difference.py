"""Compares what a scan found on disk with what the index knows. Touches neither."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.core.types import FileStat, FolderId, PhotoId, PhotoState, clipped_ns
from indexer.store.records import (
    ChangedFile,
    FilesBeside,
    FoundFile,
    KnownFile,
    MovedFile,
    ScannedDirectory,
    ScanOutcome,
    Trace,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.pipeline.walk import Listing

_OddFile = tuple[bytes, FileStat, str]
"""Path, stat and folder of a file that is not as the index knows it."""


@dataclass(slots=True)
class Difference:
    """What one scan of one watched folder found out. Filled by `compare`, then by `match_moves`."""

    folder_id: FolderId
    added: list[FoundFile] = field(default_factory=list)
    modified: list[ChangedFile] = field(default_factory=list)
    returned: list[ChangedFile] = field(default_factory=list)
    missing: list[KnownFile] = field(default_factory=list)
    """Rows whose file is gone and that were not missing before."""
    missing_before: list[KnownFile] = field(default_factory=list)
    """Rows already marked missing: a file that turns up may be one of them."""
    moved: list[MovedFile] = field(default_factory=list)
    directories: list[ScannedDirectory] = field(default_factory=list)
    unsettled: set[str] = field(default_factory=set)
    """Folders with files that may still be written: look again soon."""
    skipped: Counter[str] = field(default_factory=Counter)
    errors: dict[str, OSError] = field(default_factory=dict)
    """Folders that could not be listed, and why."""
    known_present: int = 0
    """Rows in the scanned part that were not missing before."""
    found: int = 0
    root_entries: int | None = None
    """How many names the watched folder itself holds; None when it was not listed."""

    rewritten: list[ChangedFile] = field(default_factory=list)
    """Rows whose file changed with its size and time kept."""
    touched: list[ChangedFile] = field(default_factory=list)
    """Rows whose stat is to be kept anew, and nothing else."""
    beside: list[FilesBeside] = field(default_factory=list)
    """Photos with other sidecars than before."""

    def outcome(self, seen_at: float, *, with_missing: bool = True) -> ScanOutcome:
        """This difference as the store applies it."""
        return ScanOutcome(
            folder_id=self.folder_id,
            seen_at=seen_at,
            added=self.added,
            modified=self.modified,
            moved=self.moved,
            missing=[known.photo_id for known in self.missing] if with_missing else [],
            returned=self.returned,
            rewritten=self.rewritten,
            touched=self.touched,
            beside=self.beside,
            directories=self.directories,
        )


class Comparer:
    """Compares listings with what the index knows, in two steps.

    Each listed photo's trace is looked for among the known ones, which settles all unchanged photos
    without an object of our own for any. What is left over on either side is compared by its rows.

    Args:
        folder_id: the watched folder.
        expected: the traces of its photos, in the part of it that is scanned.
        missing_before: its rows there that are marked missing.
        sidecars: path and sidecars of its photos there that have some.
        now: seconds since 1970, for the settling test.
        settle_s: a file changed more recently than this waits.
        stable_inodes: whether another inode at the same path means another file.
    """

    def __init__(
        self,
        folder_id: FolderId,
        expected: Iterable[Trace],
        missing_before: Iterable[KnownFile] = (),
        sidecars: Iterable[tuple[bytes, str]] = (),
        *,
        now: float,
        settle_s: float,
        stable_inodes: bool,
    ) -> None:
        self._known = list(expected)
        self._left = set(self._known)
        self._missing_before = list(missing_before)
        self._odd: list[_OddFile] = []
        self._sidecars: dict[bytes, dict[bytes, str]] = {}
        for path, beside in sidecars:
            self._sidecars.setdefault(path.rpartition(b"/")[0], {})[path] = beside
        self._settled_before_ns = int((now - settle_s) * 1e9)
        self._now_ns = int(now * 1e9)
        self._stable_inodes = stable_inodes
        self._unknown: set[str] = set()
        self._listed: set[str] = set()
        self.difference = Difference(folder_id)
        self.difference.known_present = len(self._known)

    def add(self, listing: Listing) -> None:
        """Take up one folder's photos."""
        difference = self.difference
        difference.skipped.update(listing.skipped)
        if listing.error is not None:
            difference.errors[listing.path] = listing.error
            self.leave_alone(listing.path)
            return
        if not listing.path:
            difference.root_entries = listing.entries
        self._listed.add(listing.path)
        difference.found += len(listing.photos)
        difference.directories.append(ScannedDirectory(listing.path, listing.mtime_ns))
        self._strike_out(listing)
        self._compare_sidecars(listing)

    def leave_alone(self, path: str) -> None:
        """Nothing is known about this folder and what is below it."""
        self._unknown.add(path)

    def unexplained(self) -> set[bytes]:
        """Paths of photos that were expected and not found as they were."""
        return {path for path, *_ in self._left if not self._is_unknown(os.fsdecode(path))}

    def finish(self, unexplained: Iterable[KnownFile]) -> Difference:
        """Compare what is left over; `unexplained` are the rows of the paths of that name."""
        rows = {os.fsencode(row.path): row for row in (*self._missing_before, *unexplained)}
        for path, stat, folder in self._odd:
            known = rows.pop(path, None)
            if known is None:
                self._new(path, stat, folder)
            elif known.missing_since is not None or self._differs(known.stat, stat):
                self._seen_again(known, stat, folder)
            else:
                self._same_but_for_its_change_time(known, stat)
        for row in rows.values():
            self._not_seen(row)
        return self.difference

    def _strike_out(self, listing: Listing) -> None:
        # Runs for every photo of the library at every scan, so the loop is that of the set.
        before = len(self._left)
        self._left.difference_update(listing.photos)
        if before - len(self._left) != len(listing.photos):
            self._note_odd(listing)

    def _note_odd(self, listing: Listing) -> None:
        known = self._all_known
        self._odd += [
            (trace[0], _stat_of(trace, listing.device), listing.path)
            for trace in listing.photos
            if trace not in known
        ]

    @cached_property
    def _all_known(self) -> frozenset[Trace]:
        return frozenset(self._known)

    def _new(self, path: bytes, stat: FileStat, folder: str) -> None:
        if self._is_settled(stat):
            self.difference.added.append(FoundFile(os.fsdecode(path), stat))
        else:
            self.difference.unsettled.add(folder)

    def _seen_again(self, known: KnownFile, stat: FileStat, folder: str) -> None:
        change = ChangedFile(known.photo_id, stat)
        if not self._differs(known.stat, stat):
            self.difference.returned.append(change)
        elif self._is_settled(stat):
            self.difference.modified.append(change)
        else:
            self.difference.unsettled.add(folder)

    def _same_but_for_its_change_time(self, known: KnownFile, stat: FileStat) -> None:
        change = ChangedFile(known.photo_id, stat)
        before, now = known.stat.ctime_ns, stat.ctime_ns
        if not (self._stable_inodes and before and now and before != now):
            self.difference.touched.append(change)
        elif known.state is PhotoState.FAILED:
            self.difference.modified.append(change)  # its rights may be others now
        else:
            self.difference.rewritten.append(change)

    def _compare_sidecars(self, listing: Listing) -> None:
        before = self._sidecars.get(os.fsencode(listing.path), {})
        now = listing.sidecars
        if before == now:
            return
        listed = {trace[0] for trace in listing.photos}
        self.difference.beside += [
            FilesBeside(os.fsdecode(path), now.get(path, ""))
            for path in before.keys() | now.keys()
            if path in listed and before.get(path, "") != now.get(path, "")
        ]

    def _not_seen(self, row: KnownFile) -> None:
        if row.missing_since is None:
            self.difference.missing.append(row)
        elif not self._is_unknown(row.path):
            self.difference.missing_before.append(row)

    def _differs(self, known: FileStat, now: FileStat) -> bool:
        if (known.size, known.mtime_ns) != (now.size, now.mtime_ns):
            return True
        return self._stable_inodes and known.inode not in (0, now.inode)

    def _is_settled(self, stat: FileStat) -> bool:
        # A time in the future says nothing (clocks jump); the check after decoding still holds.
        return not self._settled_before_ns < stat.mtime_ns <= self._now_ns

    def gone_directories(self, known: Iterable[str]) -> list[str]:
        """Those of `known` that the listing above them should have held, and did not."""
        met = self._listed | self._unknown
        return [
            path for path in known if path not in met and self._nearest_met(path) in self._listed
        ]

    def _is_unknown(self, path: str) -> bool:
        """Whether the nearest folder above `path` that the scan met was left alone."""
        return bool(self._unknown) and self._nearest_met(path) in self._unknown

    def _nearest_met(self, path: str) -> str | None:
        """The nearest folder above `path` that was listed or left alone."""
        while path:
            path = parent_of(path)
            if path in self._listed or path in self._unknown:
                return path
        return None


def match_moves(differences: Iterable[Difference]) -> None:
    """Turn pairs of a row that went and a file that came, over all folders, into moves.

    A file keeps its inode, size and time when it is renamed or moved on the same drive.
    """
    differences = list(differences)
    gone = _gone_by_identity(differences)
    if not gone:
        return
    for difference in differences:
        still_new = []
        for found in difference.added:
            row = _take(gone, found)
            if row is None:
                still_new.append(found)
                continue
            difference.moved.append(
                MovedFile(row.photo_id, difference.folder_id, found.path, found.stat)
            )
        difference.added = still_new
    _forget_moved(differences)


def _gone_by_identity(
    differences: list[Difference],
) -> dict[tuple[int, int, int], list[KnownFile]]:
    gone: dict[tuple[int, int, int], list[KnownFile]] = {}
    for difference in differences:
        for row in (*difference.missing_before, *difference.missing):
            if row.stat.inode:
                gone.setdefault(_identity(row.stat), []).append(row)
    return gone


def _take(gone: dict[tuple[int, int, int], list[KnownFile]], found: FoundFile) -> KnownFile | None:
    rows = gone.get(_identity(found.stat))
    return rows.pop() if rows else None


def _forget_moved(differences: list[Difference]) -> None:
    moved: set[PhotoId] = {move.photo_id for each in differences for move in each.moved}
    for difference in differences:
        difference.missing = [row for row in difference.missing if row.photo_id not in moved]


def _identity(stat: FileStat) -> tuple[int, int, int]:
    return stat.inode, stat.size, stat.mtime_ns


def _stat_of(trace: Trace, device: int) -> FileStat:
    _, size, mtime_ns, inode, ctime_ns = trace
    return FileStat(size, clipped_ns(mtime_ns), inode, device, clipped_ns(ctime_ns))


def parent_of(path: str) -> str:
    """The folder that holds `path`; '' for the watched folder itself."""
    return path.rpartition("/")[0]
