"""What the scanner needs of the index. The writer thread answers; the scanner's thread asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from indexer.core.types import FolderId
    from indexer.store.records import KnownFile, ScanOutcome, Trace


class Ledger(Protocol):
    """The index as the scanner sees it."""

    def traces(self, folder_id: FolderId, under: str = "") -> list[Trace]:
        """Of every file that should be in a folder; with `under`, in that directory's tree."""

    def missing_files(self, folder_id: FolderId, under: str = "") -> list[KnownFile]:
        """The rows marked missing; with `under`, of that directory's tree."""

    def files_at(self, folder_id: FolderId, paths: Collection[bytes]) -> list[KnownFile]:
        """The rows of exactly these files."""

    def known_directories(self, folder_id: FolderId) -> dict[str, int]:
        """Relative path of each directory scanned before."""

    def forget_directories(self, folder_id: FolderId, paths: Collection[str]) -> None:
        """Directories that are there no more."""

    def apply(self, outcome: ScanOutcome) -> None:
        """Store what a scan found."""
