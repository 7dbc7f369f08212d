"""What the databases take on disk."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from indexer.store.connection import size_on_disk
from indexer.store.records import StoreSizes

if TYPE_CHECKING:
    from pathlib import Path

    from indexer.core.paths import LibraryPaths


def sizes(paths: LibraryPaths) -> StoreSizes:
    """Bytes of the databases on disk."""
    return StoreSizes(
        user=size_on_disk(paths.user_db),
        index=size_on_disk(paths.index_db) + _size_of_files(paths.codes),
        thumbnails=size_on_disk(paths.thumbnails_db),
    )


def _size_of_files(folder: Path) -> int:
    """Bytes of the files in a folder; 0 where there is none. One may vanish meanwhile."""
    total = 0
    with contextlib.suppress(FileNotFoundError):
        total = sum(entry.stat().st_size for entry in os.scandir(folder))
    return total
