"""Opens the three databases for their one writer, healed and up to date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from indexer.core.paths import LibraryPaths
    from indexer.store.index_writer import IndexWriter
    from indexer.store.records import StoreSizes
    from indexer.store.thumbnail_store import ThumbnailWriter
    from indexer.store.user_store import UserStore


@dataclass
class Library:
    """The writer's side of a library. Belongs to one thread.

    `recovered` holds a sentence for the person about each database that had to be replaced.
    """

    paths: LibraryPaths
    user: UserStore
    index: IndexWriter
    thumbnails: ThumbnailWriter
    recovered: tuple[str, ...] = ()

    def back_up(self, now: float) -> bool:
        """Make a verified copy of `user.db` if the last one is an hour old or older."""
        raise NotImplementedError

    def delete_orphan_thumbnails(self) -> int:
        """Delete thumbnails that no row of the index needs; return how many."""
        raise NotImplementedError

    def sizes(self) -> StoreSizes:
        """Bytes on disk."""
        raise NotImplementedError

    def close(self) -> None:
        """Back up, checkpoint and close, in this order."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_library(paths: LibraryPaths) -> Library:
    """Open, heal and migrate the databases of a library, making what is missing.

    The caller holds the instance lock.

    Raises:
        SchemaTooNew: a newer Pixlore wrote a database.
        DiskFull, StoreError: the data directory cannot be written.
    """
    raise NotImplementedError
