"""What the databases take on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.store.connection import size_on_disk
from indexer.store.records import StoreSizes

if TYPE_CHECKING:
    from indexer.core.paths import LibraryPaths


def sizes(paths: LibraryPaths) -> StoreSizes:
    """Bytes of the databases on disk."""
    return StoreSizes(
        user=size_on_disk(paths.user_db),
        index=size_on_disk(paths.index_db),
        thumbnails=size_on_disk(paths.thumbnails_db),
    )
