"""`pixlore status`: what the service is doing, and how far the index is."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from indexer.api import LibraryCounts, Progress, ServiceState, ServiceStatus
from indexer.cli.arguments import add_command
from indexer.cli.folders import folder_table
from indexer.cli.output import printable, table
from indexer.cli.progress import duration

if TYPE_CHECKING:
    import argparse

    from indexer.cli.arguments import Commands
    from indexer.cli.session import Session


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    add_command(
        commands,
        "status",
        run=_status,
        summary="show what the background service is doing and how far the index is",
        details="Starts nothing.",
        example="pixlore status --json",
    )


def _status(_arguments: argparse.Namespace, session: Session) -> int:
    client = session.running_service()
    if client is None:
        return _resting(session)
    with client:
        status = client.status()
    content = {"running": True, **status.to_json(), **_place(session)}
    session.output.answer(content, _as_text(status, session))
    return 0


def _resting(session: Session) -> int:
    """The status without a service, read from the databases."""
    reader = session.library.reader
    made = reader.exists()
    counts = reader.counts() if made else LibraryCounts()
    folders = [folder.path for folder in reader.folders()] if made else []
    model = str(reader.setting("model", "starter")) if made else "starter"
    content = {"running": False, "counts": asdict(counts), "folders": folders, "model": model}
    rows = [
        ("service", "not running; commands and the window start it when they need it"),
        ("photos", _counted(counts)),
        ("model", model),
        ("library", printable(str(session.paths.data_dir))),
        *(("folder", printable(path)) for path in folders),
    ]
    session.output.answer({**content, **_place(session)}, table(rows))
    return 0


def _place(session: Session) -> dict[str, Any]:
    reader = session.library.reader
    size = reader.sizes().total if reader.exists() else 0
    return {"data_dir": str(session.paths.data_dir), "bytes": size}


def _as_text(status: ServiceStatus, session: Session) -> str:
    rows = [
        ("service", f"{_doing(status)} (process {status.pid}, version {status.version})"),
        ("photos", _counted(status.counts)),
        ("model", _model(status)),
        ("library", printable(str(session.paths.data_dir))),
    ]
    parts = [table(rows), *map(printable, status.problems)]
    if status.folders:
        parts += ["", folder_table(list(status.folders))]
    return "\n".join(parts)


def _doing(status: ServiceStatus) -> str:
    if status.state is ServiceState.PAUSED:
        return f"paused: {status.pause_message or status.pause_reason}"
    progress = status.progress
    if progress.eta_s is None:
        return status.state.value
    return (
        f"{status.state.value}, {progress.rate_per_s:.1f} photos/s, {duration(progress.eta_s)} left"
    )


def _model(status: ServiceStatus) -> str:
    if status.model == status.target_model:
        return status.model
    return f"{status.model}, changing to {status.target_model}{_built(status.target_progress)}"


def _built(progress: Progress | None) -> str:
    """How far the next model is."""
    if progress is None:
        return ""
    left = "" if progress.eta_s is None else f", {duration(progress.eta_s)} left"
    return f" ({progress.searched:,} of {progress.total:,} photos{left})"


def _counted(counts: LibraryCounts) -> str:
    return (
        f"{counts.total:,}: {counts.indexed:,} indexed, {counts.pending:,} waiting, "
        f"{counts.failed:,} failed"
    )
