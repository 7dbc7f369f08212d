"""The scanning thread: decides which folders are scanned when, and watches over their drives."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.core.errors import PixloreError
from indexer.pipeline.difference import parent_of
from indexer.pipeline.dirty_folders import DirtyFolders
from indexer.pipeline.folder_health import Reach
from indexer.pipeline.folder_watch import FolderWatch
from indexer.pipeline.scanner import Scanner, ScanReport
from indexer.pipeline.watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from indexer.core.config import Timings
    from indexer.core.types import FolderId, WatchedFolder
    from indexer.pipeline.folder_health import FolderHealth
    from indexer.pipeline.ledger import Ledger

log = logging.getLogger(__name__)

_CLOCK_JUMP_S = 300.0
_LONGEST_WAIT_S = 5.0


@dataclass(slots=True)
class _Demand:
    folder_ids: frozenset[FolderId] | None
    believe_missing: bool = False
    done: Future[list[ScanReport]] = field(default_factory=Future)


class ScanLoop:
    """Scans at start, on demand, when folders changed, and from time to time.

    Args:
        ledger: the index.
        folders: the watched folders as they are now.
        timings: when to do what.
        on_reports: called in the scanning thread after every scan that changed something.
        on_health: called when a folder's health changed.
        on_photo: called from the watching thread as soon as a photo file is written.
        on_turn: called in the scanning thread when a scan is over, also one that changed nothing.
    """

    def __init__(
        self,
        ledger: Ledger,
        folders: Callable[[], list[WatchedFolder]],
        timings: Timings,
        *,
        on_reports: Callable[[list[ScanReport]], None],
        on_health: Callable[[], None],
        on_photo: Callable[[], None],
        on_turn: Callable[[], None],
    ) -> None:
        self._ledger = ledger
        self._folders = folders
        self._timings = timings
        self._on_reports = on_reports
        self._on_health = on_health
        self._on_turn = on_turn
        self._dirty = DirtyFolders(timings.dirty_idle_s, timings.dirty_cap_s)
        self._watcher = Watcher(self._note_change, on_photo, self._note_overflow)
        self._watch = FolderWatch(self._watcher, on_health, self._due)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._scanner = Scanner(
            ledger,
            settle_s=timings.settle_s,
            remote_settle_s=timings.remote_settle_s,
            should_stop=self._stopping.is_set,
        )
        self._demands: deque[_Demand] = deque()
        self._skipped: dict[FolderId, Counter[str]] = {}
        self._scanning = False
        self._overflowed = threading.Event()
        self._catching_up = False
        """Events were lost, and the scan that makes up for them is not over."""
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)

    # Called from any thread

    def start(self) -> None:
        """Scan everything once, then keep up with the disk."""
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        """End the thread, if it was started; a scan under way is given up and changes nothing."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    def scan(
        self, folder_ids: Iterable[FolderId] | None = None, *, believe_missing: bool = False
    ) -> Future[list[ScanReport]]:
        """Ask for a whole scan of these folders, or of all."""
        wanted = None if folder_ids is None else frozenset(folder_ids)
        demand = _Demand(wanted, believe_missing)
        self._demands.append(demand)
        self._wake.set()
        return demand.done

    def look_again(self, folder_id: FolderId, path: str, in_s: float) -> None:
        """List the directory that holds the photo at relative `path` again, in `in_s`."""
        self._dirty.add(folder_id, parent_of(path), in_s)
        self._wake.set()

    def forget(self, folder_id: FolderId) -> None:
        """A folder is watched no more."""
        self._dirty.forget(folder_id)
        self._wake.set()

    @property
    def is_scanning(self) -> bool:
        """Whether a scan runs or is asked for."""
        return self._scanning or bool(self._demands)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being scanned or known to need it."""
        return not self.is_scanning and self._dirty.next_due_in() is None

    def health(self) -> dict[FolderId, FolderHealth]:
        """What is known about each folder."""
        return self._watch.health()

    def online_ids(self) -> list[FolderId]:
        """Folders whose photos can be opened now."""
        return [folder_id for folder_id, health in self.health().items() if health.is_online]

    def believed_ids(self) -> list[FolderId]:
        """Folders that were scanned and seem to hold what they should."""
        return [
            folder_id
            for folder_id, health in self.health().items()
            if health.reach is Reach.ONLINE and health.scanned_at is not None
        ]

    def left_out(self, folder_id: FolderId) -> Counter[str]:
        """What the last whole scan of a folder left out, by reason."""
        return self._skipped.get(folder_id, Counter())

    def skipped(self) -> Counter[str]:
        """What the last whole scans left out, by reason."""
        return sum(list(self._skipped.values()), Counter())

    def problems(self) -> tuple[str, ...]:
        """Sentences about the watching of all folders together."""
        return (_LOST_EVENTS,) if self._catching_up else ()

    # Called from the watching thread

    def _note_change(self, folder_id: FolderId, path: str) -> None:
        self._dirty.add(folder_id, path)
        self._wake.set()

    def _note_overflow(self) -> None:
        self._overflowed.set()
        self._wake.set()

    # The scanning thread

    def _run(self) -> None:
        now = time.monotonic()
        self._next_check = self._next_poll = now
        self._next_rescan = now + self._timings.rescan_s
        self._clock_offset = time.time() - now
        try:
            while not self._stopping.is_set():
                self._turn()
                self._on_turn()
                self._wake.wait(self._wait_s())
                self._wake.clear()
        finally:
            self._watcher.stop()
            for demand in self._demands:
                demand.done.cancel()

    def _turn(self) -> None:
        try:
            self._check_folders()
            self._poll_unwatched()
            self._rescan_if_due()
            self._serve_demands()
            self._scan_dirty()
        except PixloreError as error:
            log.warning("A scan was given up: %s", error)
            self._next_rescan = time.monotonic() + self._timings.disk_retry_s
        except Exception:
            log.exception("A scan failed")

    def _wait_s(self) -> float:
        now = time.monotonic()
        due = self._dirty.next_due_in()
        waits = [self._next_check - now, self._next_rescan - now, _LONGEST_WAIT_S]
        return max(0.0, min(waits if due is None else [*waits, due]))

    def _check_folders(self) -> None:
        now = time.monotonic()
        folders = self._folders()
        for gone in self._watch.forget_all_but({folder.id for folder in folders}):
            self._dirty.forget(gone)
            self._skipped.pop(gone, None)
        due = now >= self._next_check
        if due:
            self._next_check = now + self._timings.volume_check_s
        for folder in folders:
            if due or self._watch.is_new(folder.id):
                self._watch.examine(folder)

    def _due(self, folder_id: FolderId) -> None:
        self.scan([folder_id])

    def _poll_unwatched(self) -> None:
        now = time.monotonic()
        if now < self._next_poll:
            return
        self._next_poll = now + self._timings.poll_s
        for folder_id, health in self.health().items():
            for path in health.unwatched:
                self._dirty.add(folder_id, path, 0.0)

    def _rescan_if_due(self) -> None:
        now = time.monotonic()
        offset = time.time() - now
        jumped = abs(offset - self._clock_offset) > _CLOCK_JUMP_S
        self._clock_offset = offset
        overflowed = self._overflowed.is_set()
        self._overflowed.clear()
        if overflowed:
            log.info("Events were lost; all folders are scanned")
            self._catching_up = True
            self._on_health()
        if jumped or overflowed or now >= self._next_rescan:
            self._next_rescan = now + self._timings.rescan_s
            self.scan()

    def _serve_demands(self) -> None:
        while self._demands and not self._stopping.is_set():
            self._scanning = True
            demand = self._demands.popleft()
            try:
                demand.done.set_result(self._scan_whole(demand))
                self._note_caught_up(demand)
            except Exception as error:
                demand.done.set_exception(error)
                raise
            finally:
                self._scanning = False

    def _note_caught_up(self, demand: _Demand) -> None:
        if self._catching_up and demand.folder_ids is None:
            self._catching_up = False
            self._on_health()

    def _scan_whole(self, demand: _Demand) -> list[ScanReport]:
        folders = [
            folder
            for folder in self._folders()
            if (demand.folder_ids is None or folder.id in demand.folder_ids)
            and self._watch.examine(folder)
        ]
        for folder in folders:
            self._dirty.forget(folder.id)
        reports = self._scanner.scan_whole(folders, believe_missing=demand.believe_missing)
        for folder, report in zip(folders, reports, strict=False):
            self._skipped[folder.id] = report.skipped
            self._watch.note_whole_scan(
                folder.id, report, self._ledger.known_directories(folder.id), time.time()
            )
        self._follow_up(reports)
        return reports

    def _scan_dirty(self) -> None:
        due = self._dirty.take_due()
        if not due or self._stopping.is_set():
            return
        changes = {
            folder: due[folder.id]
            for folder in self._folders()
            if folder.id in due and self._watch.examine(folder)
        }
        self._scanning = True
        try:
            reports = self._scanner.scan_changed(changes)
        finally:
            self._scanning = False
        for report in reports:
            if report.new_directories:
                directories = self._ledger.known_directories(report.folder_id)
                self._watch.note_new_directories(report.folder_id, directories)
            if report.withheld:
                self.scan([report.folder_id])  # only the whole folder shows how much is missing
        self._follow_up(reports)

    def _follow_up(self, reports: Collection[ScanReport]) -> None:
        for report in reports:
            for path in report.unsettled:
                self._dirty.add(report.folder_id, path, report.settle_s)
            for path in report.vanished - {""}:
                self._dirty.add(report.folder_id, parent_of(path))
        changed = [report for report in reports if report.changed]
        if changed:
            self._on_reports(changed)


_LOST_EVENTS = (
    "More changed at once than this system could report. All folders are being compared with "
    "the disk; nothing is lost."
)
