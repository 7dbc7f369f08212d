"""Reads the library from any thread and process; never writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    import numpy.typing as npt

    from indexer.core.paths import LibraryPaths
    from indexer.core.types import (
        FolderId,
        LibraryCounts,
        PhotoId,
        PhotoRecord,
        PhotoState,
        Space,
        Vector,
        SpaceId,
        WatchedFolder,
    )
    from indexer.store.records import StoreSizes, TimelineKey


class VectorReader:
    """Reads and compares embeddings. `reader.vectors`; any thread. Missing photos are left out."""

    def scores(
        self, space_id: SpaceId, vector: Vector
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and cosines of every photo of a space, in id order. One pass over all vectors."""
        raise NotImplementedError

    def rank(
        self,
        space_id: SpaceId,
        vector: Vector,
        *,
        limit: int,
        folder_ids: Iterable[FolderId] | None = None,
        photo_ids: Iterable[PhotoId] | None = None,
    ) -> list[tuple[PhotoId, float]]:
        """The nearest photos and their cosines, best first, exact; filters apply before ranking."""
        raise NotImplementedError

    def get(self, space_id: SpaceId, photo_ids: Sequence[PhotoId]) -> dict[PhotoId, Vector]:
        """Vectors by photo; photos without one are left out."""
        raise NotImplementedError

    def cached_query(self, space_id: SpaceId, query: str) -> Vector | None:
        """The remembered vector of a query, or None."""
        raise NotImplementedError


class IndexReader:
    """Reads `index.db` and `user.db`. Safe to share between threads; opens lazily.

    Raises:
        StoreError: the library was not made yet (`exists()` tells), or is damaged or newer.
    """

    vectors: VectorReader

    def __init__(self, paths: LibraryPaths) -> None:
        raise NotImplementedError

    def exists(self) -> bool:
        """Whether the service has made this library."""
        raise NotImplementedError

    def generation(self) -> int:
        """A number that changes whenever what readers see of the index changed."""
        raise NotImplementedError

    def folders(self) -> list[WatchedFolder]:
        """The watched folders in the order they were added."""
        raise NotImplementedError

    def setting(self, name: str, default: object = None) -> object:
        """A setting's JSON value."""
        raise NotImplementedError

    def spaces(self) -> list[Space]:
        """All vector spaces, oldest first."""
        raise NotImplementedError

    def embedded(self, space_id: SpaceId) -> int:
        """How many photos have a vector in this space."""
        raise NotImplementedError

    def counts(self, folder_id: FolderId | None = None) -> LibraryCounts:
        """Photos in each state, over the library or one folder."""
        raise NotImplementedError

    def counts_by_folder(self) -> dict[FolderId, LibraryCounts]:
        """Photos in each state, for each folder that has rows."""
        raise NotImplementedError

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; ids that are gone are left out."""
        raise NotImplementedError

    def photo_at(self, path: str) -> PhotoRecord | None:
        """The photo at an absolute path, or None."""
        raise NotImplementedError

    def photos_with_content(self, content_id: bytes) -> list[PhotoId]:
        """Photos with this content, those on disk first."""
        raise NotImplementedError

    def photo_ids(
        self,
        *,
        folder_ids: Iterable[FolderId] | None = None,
        state: PhotoState | None = None,
    ) -> list[PhotoId]:
        """Ids in ascending order; without a state, of every photo that is not missing."""
        raise NotImplementedError

    def failed(self, *, limit: int = 1000) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons, by path."""
        raise NotImplementedError

    def timeline(
        self,
        *,
        limit: int,
        before: TimelineKey | None = None,
        folder_ids: Iterable[FolderId] | None = None,
    ) -> list[TimelineKey]:
        """A page of photos newest first; pass the last key as `before` for the next page."""
        raise NotImplementedError

    def sizes(self) -> StoreSizes:
        """Bytes on disk."""
        raise NotImplementedError

    def close(self) -> None:
        """Close every connection; later calls raise StoreError."""
        raise NotImplementedError
