"""Puts together what the service says about itself."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING

from indexer import __version__
from indexer.core.types import LibraryCounts
from indexer.ipc.status import FolderState, FolderStatus, Progress, ServiceState, ServiceStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from indexer.core.types import WatchedFolder
    from indexer.pipeline.folder_health import FolderHealth
    from indexer.pipeline.surroundings import Snapshot
    from indexer.service.service import Service


def make_status(service: Service) -> ServiceStatus:
    """The status now. Any thread; asks nothing of the disk."""
    snapshot = service.coordinator.snapshot()
    pause = service.throttle.current()
    models = service.coordinator.models
    folders = folder_statuses(service)
    return ServiceStatus(
        version=__version__,
        pid=os.getpid(),
        state=_state(service, snapshot),
        pause_reason=pause.reason if pause else "",
        pause_message=pause.message if pause else "",
        counts=snapshot.counts,
        progress=progress_of(snapshot, snapshot.searched),
        folders=folders,
        model=models.active,
        target_model=models.target,
        target_progress=(
            None
            if models.target == models.active
            else progress_of(snapshot, snapshot.target_searched)
        ),
        worker_running=models.any_running,
        device=snapshot.device,
        precision=snapshot.precision,
        skipped=dict(service.scans.skipped()),
        problems=(
            *service.recovered,
            *((_crash_sentence(service.crashed),) if service.crashed else ()),
            *(f"{folder.path}: {folder.message}" for folder in folders if folder.message),
            *service.scans.problems(),
            *((service.courtesy.problem,) if service.courtesy.problem else ()),
        ),
    )


def _crash_sentence(report: Path) -> str:
    return f"The background service ended unexpectedly. The report is in {report}."


def folder_statuses(service: Service) -> tuple[FolderStatus, ...]:
    """The watched folders in the order they were added."""
    health = service.scans.health()
    counts = service.coordinator.snapshot().by_folder
    return tuple(
        folder_status(
            folder,
            health.get(folder.id),
            counts.get(folder.id, LibraryCounts()),
            service.scans.left_out(folder.id),
        )
        for folder in service.folders.all()
    )


def folder_status(
    folder: WatchedFolder,
    health: FolderHealth | None,
    counts: LibraryCounts,
    left_out: Mapping[str, int] = MappingProxyType({}),
) -> FolderStatus:
    """One watched folder."""
    return FolderStatus(
        id=folder.id,
        path=folder.path,
        state=FolderState(health.reach) if health else FolderState.ONLINE,
        message=health.sentence if health else "",
        counts=counts,
        watched=health.watched if health else False,
        scanned_at=health.scanned_at if health else None,
        excludes=folder.excludes,
        min_side=folder.min_side,
        left_out=dict(left_out),
    )


def progress_of(snapshot: Snapshot, searched: int) -> Progress:
    """How far a model has come that has `searched` photos, and how long the rest takes."""
    total = snapshot.counts.indexed + snapshot.counts.pending
    left = max(0, total - searched)
    rate = snapshot.rate_per_s
    return Progress(
        searched=min(searched, total),
        total=total,
        rate_per_s=rate,
        eta_s=round(left / rate, 1) if rate and left else None,
    )


def _state(service: Service, snapshot: Snapshot) -> ServiceState:
    if service.stop_requested.is_set():
        return ServiceState.STOPPING
    if not service.scans.is_quiet:
        return ServiceState.SCANNING
    if service.throttle.current() is not None:
        return ServiceState.PAUSED
    if snapshot.is_busy or not service.is_idle:
        return ServiceState.INDEXING
    return ServiceState.IDLE
