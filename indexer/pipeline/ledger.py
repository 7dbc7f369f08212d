"""What the scanner needs of the index. The writer thread answers; the scanner's thread asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from indexer.core.types import FolderId
    from indexer.pipeline.coordinator import Coordinator
    from indexer.store.records import KnownFile, ScanOutcome, Trace


class Ledger(Protocol):
    """The index as the scanner sees it."""

    def traces(self, folder_id: FolderId, under: str = "") -> list[Trace]:
        """Of every file that should be in a folder; with `under`, in that directory's tree."""

    def missing_files(self, folder_id: FolderId, under: str = "") -> list[KnownFile]:
        """The rows marked missing; with `under`, of that directory's tree."""

    def files_at(self, folder_id: FolderId, paths: Collection[bytes]) -> list[KnownFile]:
        """The rows of exactly these files."""

    def sidecars(self, folder_id: FolderId, under: str = "") -> list[tuple[bytes, str]]:
        """Path and sidecars of each photo that has some; with `under`, in that directory's tree."""

    def known_directories(self, folder_id: FolderId) -> dict[str, int]:
        """Relative path of each directory scanned before."""

    def forget_directories(self, folder_id: FolderId, paths: Collection[str]) -> None:
        """Directories that are there no more."""

    def apply(self, outcome: ScanOutcome) -> None:
        """Store what a scan found."""


class WritersLedger:
    """The index of a coordinator. Each call waits for the writer thread."""

    def __init__(self, coordinator: Coordinator) -> None:
        self._writer = coordinator

    def traces(self, folder_id: FolderId, under: str = "") -> list[Trace]:
        """See `Ledger`."""
        return self._writer.ask(lambda it: it.index.scans.traces(folder_id, under)).result()

    def missing_files(self, folder_id: FolderId, under: str = "") -> list[KnownFile]:
        """See `Ledger`."""
        return self._writer.ask(lambda it: it.index.scans.missing_files(folder_id, under)).result()

    def files_at(self, folder_id: FolderId, paths: Collection[bytes]) -> list[KnownFile]:
        """See `Ledger`."""
        return self._writer.ask(lambda it: it.index.scans.files_at(folder_id, paths)).result()

    def sidecars(self, folder_id: FolderId, under: str = "") -> list[tuple[bytes, str]]:
        """See `Ledger`."""
        return self._writer.ask(lambda it: it.index.scans.sidecars(folder_id, under)).result()

    def known_directories(self, folder_id: FolderId) -> dict[str, int]:
        """See `Ledger`."""
        return self._writer.ask(lambda it: it.index.scans.known_directories(folder_id)).result()

    def forget_directories(self, folder_id: FolderId, paths: Collection[str]) -> None:
        """See `Ledger`."""
        self._writer.ask(lambda it: it.index.scans.forget_directories(folder_id, paths)).result()

    def apply(self, outcome: ScanOutcome) -> None:
        """See `Ledger`."""
        if outcome.is_empty:
            self._writer.ask(lambda it: it.index.scans.apply(outcome)).result()
        else:
            self._writer.change(lambda it: it.index.scans.apply(outcome))
