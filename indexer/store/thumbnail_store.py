"""Thumbnails in `thumbnails.db`, keyed by content id."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from indexer.core.paths import LibraryPaths
    from indexer.store.connection import Database


class ThumbnailWriter:
    """Adds and deletes thumbnails. One thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, thumbnails: Mapping[bytes, bytes]) -> None:
        """Store JPEGs by content id in one transaction; write them before the index commits."""
        raise NotImplementedError

    def missing(self, content_ids: Collection[bytes]) -> set[bytes]:
        """Those of `content_ids` without a thumbnail."""
        raise NotImplementedError

    def delete_orphans(self, wanted: Collection[bytes]) -> int:
        """Delete thumbnails whose content id is not in `wanted`; return how many."""
        raise NotImplementedError

    def close(self) -> None:
        """Checkpoint and close."""
        raise NotImplementedError


class ThumbnailReader:
    """Reads thumbnails from any thread."""

    def __init__(self, paths: LibraryPaths) -> None:
        raise NotImplementedError

    def get(self, content_ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """JPEGs by content id; unknown ids are left out."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every connection."""
        raise NotImplementedError
