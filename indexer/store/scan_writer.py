"""What the disk holds: known files, the outcome of scans, the removal of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.core.types import FolderId, PhotoId
    from indexer.store.connection import Database
    from indexer.store.records import KnownFile, ScanOutcome


class ScanWriter:
    """Keeps the rows of photos equal to the files on disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known_files(self, folder_id: FolderId, under: str = "") -> list[KnownFile]:
        """Every row of a folder, missing ones too; with `under`, of that directory's whole tree."""
        raise NotImplementedError

    def known_directories(self, folder_id: FolderId) -> dict[str, int]:
        """Relative path of each scanned directory to the `mtime_ns` it had."""
        raise NotImplementedError

    def vanished_twins(self, content_id: bytes) -> list[KnownFile]:
        """Missing rows of any folder with this content: what a new file may have been."""
        raise NotImplementedError

    def apply(self, outcome: ScanOutcome) -> list[PhotoId]:
        """Store the outcome of a scan in one transaction; return the ids of the added photos."""
        raise NotImplementedError

    def remove_folder(self, folder_id: FolderId) -> int:
        """Delete all rows of a folder, in small transactions; return how many photos went."""
        raise NotImplementedError

    def purge_missing(
        self, *, missing_before: float, folder_ids: list[FolderId] | None = None
    ) -> int:
        """Delete rows that have been missing since before a time; return how many."""
        raise NotImplementedError
