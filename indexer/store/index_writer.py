"""The only door to changes of `index.db`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.store.query_cache import QueryCache
from indexer.store.scan_writer import ScanWriter
from indexer.store.space_writer import SpaceWriter
from indexer.store.work_queue import WorkQueue

if TYPE_CHECKING:
    from indexer.core.types import FolderId, LibraryCounts
    from indexer.store.connection import Database


class IndexWriter:
    """Changes `index.db`, by topic. Belongs to one thread.

    Attributes:
        scans: what the disk holds (known files, outcomes of scans, removal of folders).
        queue: what waits for the worker and what came of it.
        spaces: the vector spaces of models.
        queries: cached vectors of queries.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.scans = ScanWriter(database)
        self.queue = WorkQueue(database)
        self.spaces = SpaceWriter(database)
        self.queries = QueryCache(database)

    def counts(self, folder_id: FolderId | None = None) -> LibraryCounts:
        """Photos in each state, over the library or one folder."""
        raise NotImplementedError

    def counts_by_folder(self) -> dict[FolderId, LibraryCounts]:
        """Photos in each state, for each folder that has rows."""
        raise NotImplementedError

    def checkpoint(self) -> int:
        """Move the write-ahead log into the database; return the bytes it still holds."""
        raise NotImplementedError

    def close(self) -> None:
        """Checkpoint and close."""
        raise NotImplementedError
