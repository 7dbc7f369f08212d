"""Starts the parts of the service in order, reports on them, and stops them in reverse."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from indexer import __version__
from indexer.core.config import Timings, load_timings
from indexer.core.crash_report import CrashReport
from indexer.core.errors import PixloreError
from indexer.core.instance_lock import InstanceLock
from indexer.core.logging_setup import set_up_logging
from indexer.ipc.server import Server
from indexer.pipeline.coordinator import Coordinator
from indexer.pipeline.courtesy import IDLE_SETTING, PLUGGED_IN_SETTING, Courtesy, Wishes
from indexer.pipeline.ledger import WritersLedger
from indexer.pipeline.scan_loop import ScanLoop
from indexer.pipeline.surroundings import Surroundings
from indexer.pipeline.throttle import PauseReason, Throttle
from indexer.service.calibration import LibraryCalibration
from indexer.service.folder_book import FolderBook
from indexer.service.model_shelf import ModelShelf
from indexer.service.queries import Queries
from indexer.service.requests import SLOW_METHODS, Requests
from indexer.service.status_report import make_status
from indexer.service.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.core.paths import LibraryPaths
    from indexer.core.types import FolderId, WatchedFolder
    from indexer.ipc.status import ServiceStatus
    from indexer.pipeline.scanner import ScanReport
    from indexer.store.library import Library

log = logging.getLogger(__name__)

_TURN_S = 0.5


class Service:
    """All parts of the service of one library. The caller holds the instance lock.

    Args:
        paths: the library.
        timings: its waiting times.
        worker_command: replaces the worker's command in tests.
    """

    def __init__(
        self,
        paths: LibraryPaths,
        timings: Timings,
        worker_command: Sequence[str] | None = None,
    ) -> None:
        self.paths = paths
        self.timings = timings
        self.throttle = Throttle()
        self.courtesy = Courtesy(self.throttle, timings.idle_after_s)
        self.coordinator = Coordinator(
            paths, timings, self.throttle, self._surroundings(), worker_command
        )
        self.folders = FolderBook(self.coordinator)
        self.queries = Queries(paths, self.coordinator)
        self.calibration = LibraryCalibration(paths, self.coordinator, self.queries)
        self.shelf = ModelShelf(paths, self.coordinator, self.announce)
        self.scans = ScanLoop(
            WritersLedger(self.coordinator),
            self.folders.all,
            timings,
            on_reports=self._note_reports,
            on_health=self._note_health,
            on_photo=self.coordinator.expect_photos,
            on_turn=self.note_news,
        )
        self.stop_requested = threading.Event()
        self.started_at = time.time()
        requests = Requests(self)
        self.server = Server(
            paths,
            requests.handlers(),
            slow=SLOW_METHODS,
            greeting={"version": __version__, "pid": os.getpid()},
        )
        self.recovered: tuple[str, ...] = ()
        self.crashed: Path | None = None
        """The report of the last service of this library, if it crashed."""
        self._news = threading.Event()
        self._wishes = Wishes()
        self._next_courtesy = 0.0
        self._tally = Tally()
        self._online: dict[FolderId, bool] = {}
        self._last_told: ServiceStatus | None = None
        self._teller = threading.Thread(target=self._tell, name="news", daemon=True)

    def start(self) -> None:
        """Open the library, listen, scan. Raises a PixloreError when the library cannot be used."""
        self.coordinator.start()
        self.recovered = self.coordinator.ask(lambda library: library.recovered).result()
        self.folders.load()
        self.coordinator.ask(
            lambda library: self._restore_pause(library.user.settings.get("paused"))
        ).result()
        self.reconsider()
        self.server.start()
        self._teller.start()
        self.scans.start()
        log.info("The service is ready")

    def run_until_stopped(self, idle_exit_s: float | None) -> None:
        """Wait for a reason to stop; raises what made the writer thread fail."""
        busy_at = time.monotonic()
        while not self.stop_requested.wait(_TURN_S):
            now = time.monotonic()
            if now >= self._next_courtesy:
                self._next_courtesy = now + self.timings.courtesy_check_s
                self._be_courteous()
                self.server.keep_key()
            if self.coordinator.failure is not None:
                raise self.coordinator.failure
            if self.is_idle:
                self.calibration.look(self.coordinator.snapshot().searched)
            if self.server.client_count or not self.is_idle:
                busy_at = now
            elif idle_exit_s is not None and now - busy_at >= idle_exit_s:
                log.info("Nobody needs the service; it ends")
                return

    def stop(self) -> None:
        """Stop everything within about `Timings.stop_s`: scans, writer and workers, socket."""
        self.server.broadcast("stopping", {})
        self.stop_requested.set()
        self._news.set()
        self.shelf.stop()
        self.calibration.stop()
        self.scans.stop(self.timings.stop_s / 2)
        self.coordinator.stop(self.timings.stop_s)
        self.queries.stop()
        if self._teller.is_alive():
            self._teller.join(2.0)
        self.server.stop()
        log.info("The service has stopped")

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being scanned, indexed or installed, or can be at the moment."""
        if self.shelf.is_installing or not self.scans.is_quiet:
            return False
        snapshot = self.coordinator.snapshot()
        waiting = sum(
            snapshot.by_folder[folder_id].pending
            for folder_id in self.scans.online_ids()
            if folder_id in snapshot.by_folder
        )
        if self.throttle.current() is not None:
            return True
        return not snapshot.is_busy and not waiting

    def status(self) -> ServiceStatus:
        """What clients are told."""
        return make_status(self)

    def announce(self, name: str, /, **params: object) -> None:
        """Tell every subscriber."""
        self.server.broadcast(name, params)
        self._news.set()

    def reconsider(self) -> None:
        """When indexing may run was chosen: look at once."""
        self._wishes = self.coordinator.ask(_wishes).result()
        self._next_courtesy = 0.0

    def note_news(self) -> None:
        """Something that the status shows may have changed."""
        self._news.set()

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            online=self._online_folders,
            believed=lambda: self.scans.believed_ids(),
            is_remote=self._is_remote,
            look_again=lambda folder_id, path: self.scans.look_again(
                folder_id, path, self.timings.settle_s
            ),
            on_stored=self._note_stored,
            on_change=self.note_news,
            on_model=self._note_model,
        )

    def _online_folders(self) -> dict[FolderId, WatchedFolder]:
        folders = self.folders.by_id()
        return {
            folder_id: folders[folder_id]
            for folder_id in self.scans.online_ids()
            if folder_id in folders
        }

    def _is_remote(self, folder_id: FolderId) -> bool:
        health = self.scans.health().get(folder_id)
        return health is not None and health.is_remote

    def _restore_pause(self, paused: object) -> None:
        if paused is True:
            self.throttle.pause(PauseReason.USER)

    def _be_courteous(self) -> None:
        before = self.throttle.current()
        if self.courtesy.look(self._wishes):
            self.coordinator.wake()
        if self.throttle.current() != before:
            self.note_news()

    # Called by the parts, in their threads

    def _note_reports(self, reports: list[ScanReport]) -> None:
        self._tally.add(
            stored=sum(report.moved + report.returned for report in reports),
            removed=sum(report.missing for report in reports),
        )
        self._news.set()

    def _note_stored(self, count: int) -> None:
        self._tally.add(stored=count)
        self._news.set()

    def _note_health(self) -> None:
        health = self.scans.health()
        for folder_id, state in health.items():
            if self._online.get(folder_id) != state.is_online:
                self._online[folder_id] = state.is_online
                self._set_online(folder_id, online=state.is_online)
        self.coordinator.wake()
        self.announce("folders_changed")

    def _set_online(self, folder_id: FolderId, *, online: bool) -> None:
        self.coordinator.ask(
            lambda library: library.index.scans.set_online(folder_id, online=online)
        )

    def _note_model(self) -> None:
        models = self.coordinator.models
        self.announce("model_changed", active=models.active, target=models.target)

    # The news thread

    def _tell(self) -> None:
        while not self.stop_requested.is_set():
            self._news.wait()
            self._news.clear()
            self._tell_once()
            self.stop_requested.wait(self.timings.progress_s)

    def _tell_once(self) -> None:
        changed = self._tally.take()
        if any(changed):
            self.server.broadcast(
                "library_changed", {"indexed": changed.stored, "removed": changed.removed}
            )
        status = self.status()
        if status != self._last_told:
            self._last_told = status
            self.server.broadcast("progress", status.to_json())


def _wishes(library: Library) -> Wishes:
    settings = library.user.settings
    return Wishes(settings.get(PLUGGED_IN_SETTING) is True, settings.get(IDLE_SETTING) is True)


def run_service(
    paths: LibraryPaths,
    *,
    idle_exit_s: float | None = None,
    worker_command: Sequence[str] | None = None,
) -> int:
    """Serve a library until SIGTERM, SIGINT, `shutdown` or idleness; the exit code.

    0: stopped on request, or another service of this library runs already. 1: it cannot start.
    """
    os.umask(0o077)
    timings = load_timings()
    paths.create()
    set_up_logging(paths, also_terminal=os.isatty(2))
    lock = InstanceLock.try_acquire(paths.lock)
    if lock is None:
        log.info("Another service of this library runs already")
        return 0
    crash_report = CrashReport(paths.logs, "service")
    try:
        service = Service(paths, timings, worker_command)
        service.crashed = crash_report.begin()
        return _serve(service, idle_exit_s)
    finally:
        crash_report.end()
        lock.release()


def _serve(service: Service, idle_exit_s: float | None) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stop_requested.set())
    try:
        service.start()
        service.run_until_stopped(idle_exit_s)
    except PixloreError as error:
        log.error("The service ends: %s", error)  # noqa: TRY400 - the sentence says it all
        return 1
    except Exception:
        log.exception("The service ends because of a defect")
        return 1
    finally:
        service.stop()
    return 0
