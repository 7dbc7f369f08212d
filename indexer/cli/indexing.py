"""`pixlore index`: watch folders, and wait until their photos can be searched."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.api import (
    FORMAT_BY_EXTENSION,
    EnvironmentFault,
    FolderId,
    FolderState,
    FolderStatus,
    FolderUnavailable,
    PhotoRecord,
    PhotoState,
    ServiceState,
    ServiceStatus,
    UsageError,
)
from indexer.cli.arguments import add_command
from indexer.cli.output import plural, printable
from indexer.cli.progress import ProgressLine, describe, duration

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterator

    from indexer.api import IndexReader, ServiceClient
    from indexer.cli.arguments import Commands
    from indexer.cli.output import Output
    from indexer.cli.session import Session

_LOOK_EVERY_S = 0.5
_SCAN_TIMEOUT_S = 24 * 3600.0
_RECORDS_AT_ONCE = 1000
_SHOWN_FAILURES = 20
_ALL = 1 << 31


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run of `index` did."""

    folders: list[str]
    indexed: int
    unchanged: int
    failed: list[PhotoRecord]
    seconds: float


def add_commands(commands: Commands) -> None:
    """Declare the command of this module."""
    index = add_command(
        commands,
        "index",
        run=_index,
        summary="watch folders and index their photos",
        details="Waits until all their photos can be searched; photos that did not change cost "
        "next to nothing. Ctrl-C ends the waiting, not the indexing.",
        example="pixlore index ~/Pictures /media/camera",
    )
    index.add_argument("folders", metavar="FOLDER", nargs="+", help="a folder of photos")


def _index(arguments: argparse.Namespace, session: Session) -> int:
    paths = [usable_folder(name) for name in arguments.folders]
    started = time.time()
    client = session.library.service()
    watched = [_watch(client, path, session) for path in paths]
    folders = {folder.id: folder.path for folder in watched}
    standing = _await_index(client, folders)
    _check_found(standing, session.output)
    summary = _summary(session.library.reader, folders, started)
    session.output.answer(_as_json(summary), _as_text(summary))
    return 0


def usable_folder(name: str) -> str:
    """The absolute path of a folder that can be listed.

    Raises:
        UsageError: it is a file.
        FolderUnavailable: it is missing or may not be read.
    """
    path = Path(name).expanduser().absolute()
    try:
        next(path.iterdir(), None)
    except FileNotFoundError:
        raise FolderUnavailable(f"There is no folder at {path}. Check the path.") from None
    except NotADirectoryError:
        raise UsageError(f"{path} is a file. Name the folder that it is in.") from None
    except OSError as error:
        reason = (error.strerror or "unknown error").lower()
        raise FolderUnavailable(
            f"The folder {path} cannot be read: {reason}. Allow it to your user or choose another."
        ) from None
    return str(path)


def _watch(client: ServiceClient, path: str, session: Session) -> FolderStatus:
    answer = client.call("add_folder", path=path)
    if answer["covered_by"]:
        session.output.note(f"{printable(path)} is inside {printable(answer['covered_by'])}.")
    return FolderStatus.from_json(answer["folder"])


class _Watcher:
    """Follows the service's events, shows them, and wakes who waits for the next one."""

    def __init__(self, folder_ids: Collection[int]) -> None:
        self._folder_ids = folder_ids
        self._line = ProgressLine()
        self._changed = threading.Event()

    def hear(self, event: str, params: dict[str, Any]) -> None:
        """Called in the client's reading thread."""
        if event == "progress":
            self.show(ServiceStatus.from_json(params))
        self._changed.set()

    def show(self, status: ServiceStatus) -> list[FolderStatus]:
        """Draw how far the folders are; how they stand."""
        folders = [folder for folder in status.folders if folder.id in self._folder_ids]
        pending = sum(folder.counts.pending for folder in folders)
        total = sum(folder.counts.total for folder in folders)
        self._line.show(describe(status, pending, total))
        return folders

    def wait(self) -> None:
        """Until the next event, or a moment."""
        self._changed.wait(_LOOK_EVERY_S)
        self._changed.clear()

    def clear(self) -> None:
        """Take the line away."""
        self._line.clear()


def _await_index(client: ServiceClient, folders: dict[int, str]) -> list[FolderStatus]:
    """Scan the folders, then wait until none of their photos is pending; how they stand then."""
    watcher = _Watcher(folders.keys())
    try:
        client.subscribe(watcher.hear)
        for path in folders.values():
            client.call("rescan", path=path, wait=True, timeout_s=_SCAN_TIMEOUT_S)
        while True:
            status = client.status()
            standing = watcher.show(status)
            if not any(folder.counts.pending for folder in standing):
                return standing
            _check_running(status)
            watcher.wait()
    finally:
        watcher.clear()


def _check_running(status: ServiceStatus) -> None:
    if status.state is ServiceState.PAUSED:
        why = status.pause_message or "Indexing is paused."
        raise EnvironmentFault(f"{why} `pixlore status` shows when it goes on.")


def _summary(reader: IndexReader, folders: dict[int, str], started: float) -> Summary:
    ids = [FolderId(number) for number in folders]
    times = [record.indexed_at or 0.0 for record in _indexed(reader, ids)]
    indexed = sum(at >= started for at in times)
    failed = [record for record in reader.failed(limit=_ALL) if record.folder_id in folders]
    unchanged = len(times) - indexed
    return Summary(list(folders.values()), indexed, unchanged, failed, time.time() - started)


def _indexed(reader: IndexReader, folder_ids: list[FolderId]) -> Iterator[PhotoRecord]:
    ids = reader.photo_ids(folder_ids=folder_ids, state=PhotoState.INDEXED).tolist()
    for start in range(0, len(ids), _RECORDS_AT_ONCE):
        yield from reader.photos(ids[start : start + _RECORDS_AT_ONCE])


def _check_found(standing: list[FolderStatus], output: Output) -> None:
    """Say which folders hold no photo; raise when none does, or one cannot be read."""
    for folder in standing:
        if folder.state is not FolderState.ONLINE:
            raise FolderUnavailable(folder.message or f"{folder.path} is {folder.state.value}.")
    empty = [folder.path for folder in standing if not folder.counts.total]
    sentences = [f"No photos found in {printable(path)}." for path in empty]
    if len(empty) == len(standing):
        formats = ", ".join(sorted(set(FORMAT_BY_EXTENSION.values())))
        raise FolderUnavailable(f"{' '.join(sentences)} Choose a folder with photos ({formats}).")
    for sentence in sentences:
        output.note(sentence)


def _as_json(summary: Summary) -> dict[str, Any]:
    return {
        "folders": summary.folders,
        "indexed": summary.indexed,
        "unchanged": summary.unchanged,
        "failed": [{"path": photo.path, "reason": photo.reason} for photo in summary.failed],
        "seconds": round(summary.seconds, 1),
    }


def _as_text(summary: Summary) -> str:
    counts = f"{plural(summary.indexed, 'photo')} indexed, {summary.unchanged:,} unchanged"
    lines = [f"{counts}, {len(summary.failed):,} failed ({duration(summary.seconds)})"]
    shown = summary.failed[:_SHOWN_FAILURES]
    lines += [f"  {printable(photo.path)}: {printable(photo.reason)}" for photo in shown]
    if len(summary.failed) > len(shown):
        lines.append(f"  and {len(summary.failed) - len(shown):,} more: pixlore failed")
    return "\n".join(lines)
