"""The only door to changes of `index.db`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.core.types import LibraryCounts
from indexer.store import counting
from indexer.store.code_writer import CodeWriter
from indexer.store.query_cache import QueryCache
from indexer.store.result_writer import ResultWriter
from indexer.store.scan_writer import ScanWriter
from indexer.store.space_writer import SpaceWriter
from indexer.store.work_queue import WorkQueue

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.core.types import FolderId
    from indexer.store.connection import Database

_PAGES_PER_SHRINK = 2_000


class IndexWriter:
    """Changes `index.db`, by topic. Belongs to one thread; `open_library` makes it.

    Attributes:
        scans: what the disk holds (known files, outcomes of scans, removal of folders).
        queue: what waits for the worker and what is in its hands.
        results: what came of it.
        spaces: the vector spaces of models.
        queries: cached vectors of queries.
        codes: the codes that large libraries are searched by.
    """

    def __init__(self, database: Database, codes: Path) -> None:
        self.database = database
        self.scans = ScanWriter(database)
        self.queue = WorkQueue(database)
        self.results = ResultWriter(database)
        self.spaces = SpaceWriter(database)
        self.queries = QueryCache(database)
        self.codes = CodeWriter(database, codes)

    def counts(self, folder_id: FolderId | None = None) -> LibraryCounts:
        """Photos in each state, over the library or one folder."""
        by_folder = self.counts_by_folder()
        if folder_id is None:
            return counting.total(by_folder.values())
        return by_folder.get(folder_id, LibraryCounts())

    def counts_by_folder(self) -> dict[FolderId, LibraryCounts]:
        """Photos in each state, for each folder that has rows."""
        return counting.counts_by_folder(self.database)

    def content_ids(self) -> list[bytes]:
        """Every content that some photo has, missing photos included."""
        rows = self.database.rows(
            "SELECT DISTINCT content_id FROM photo WHERE content_id IS NOT NULL"
        )
        return [content_id for (content_id,) in rows]

    def checkpoint(self) -> int:
        """Move the write-ahead log into the database; return the bytes it still holds."""
        return self.database.checkpoint()

    def shrink(self) -> None:
        """Give the pages of deleted rows back to the disk. Call when nothing else is to do."""
        while self.database.value("PRAGMA freelist_count"):
            self.database.rows(f"PRAGMA incremental_vacuum({_PAGES_PER_SHRINK})")
            self.checkpoint()

    def close(self) -> None:
        """Checkpoint and close."""
        self.checkpoint()
        self.database.close()
