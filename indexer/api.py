"""What clients of the indexer may import: the window and the command line use nothing else.

Cheap to import: no torch, no watchdog, no Qt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from indexer.core.errors import (
    CorruptPhoto,
    DatabaseDamaged,
    DiskFull,
    EnvironmentFault,
    FileUnavailable,
    FolderUnavailable,
    ModelError,
    NotAPhoto,
    PhotoError,
    PhotoQuarantined,
    PhotoTooLarge,
    PixloreError,
    QueryError,
    SchemaTooNew,
    ServiceUnavailable,
    StoreError,
    UsageError,
)
from indexer.core.formats import FORMAT_BY_EXTENSION, THUMBNAIL_SIDE, format_of
from indexer.core.paths import LibraryPaths, library_paths
from indexer.core.resources import resource_path
from indexer.core.types import (
    EmbeddedVectors,
    FolderId,
    Hit,
    LibraryCounts,
    PhotoId,
    PhotoMetadata,
    PhotoRecord,
    PhotoState,
    Space,
    SpaceKind,
    Strength,
    TextScore,
    Vector,
    WatchedFolder,
)
from indexer.ipc.client import ServiceClient, connect_or_start
from indexer.ipc.status import (
    FolderState,
    FolderStatus,
    Progress,
    ServiceState,
    ServiceStatus,
)
from indexer.search.engine import Ranking, SearchEngine, SearchResult
from indexer.search.query import MAX_QUERY_CHARACTERS, QuerySource, QueryVector, checked_text
from indexer.search.query_vectors import Box, QueryVectors
from indexer.store.index_reader import IndexReader
from indexer.store.thumbnail_store import ThumbnailReader
from indexer.worker.renderer import PhotoRenderer, RenderedPhoto

if TYPE_CHECKING:
    from collections.abc import Collection
    from types import TracebackType

__all__ = [
    "FORMAT_BY_EXTENSION",
    "MAX_QUERY_CHARACTERS",
    "THUMBNAIL_SIDE",
    "Box",
    "CorruptPhoto",
    "DatabaseDamaged",
    "DiskFull",
    "EmbeddedVectors",
    "EnvironmentFault",
    "FileUnavailable",
    "FolderId",
    "FolderState",
    "FolderStatus",
    "FolderUnavailable",
    "Hit",
    "IndexReader",
    "Library",
    "LibraryCounts",
    "LibraryPaths",
    "ModelError",
    "NotAPhoto",
    "PhotoError",
    "PhotoId",
    "PhotoMetadata",
    "PhotoQuarantined",
    "PhotoRecord",
    "PhotoRenderer",
    "PhotoState",
    "PhotoTooLarge",
    "PixloreError",
    "Progress",
    "QueryError",
    "QuerySource",
    "QueryVector",
    "QueryVectors",
    "Ranking",
    "RenderedPhoto",
    "SchemaTooNew",
    "SearchEngine",
    "SearchResult",
    "ServiceClient",
    "ServiceState",
    "ServiceStatus",
    "ServiceUnavailable",
    "Space",
    "SpaceKind",
    "StoreError",
    "Strength",
    "TextScore",
    "ThumbnailReader",
    "UsageError",
    "Vector",
    "WatchedFolder",
    "checked_text",
    "connect_or_start",
    "format_of",
    "library_paths",
    "open_library",
    "resource_path",
]


class Library:
    """One library as a client sees it: readers, search, and the service when it is needed.

    Methods may be called from any thread. Nothing is opened before it is used; a library without
    databases yet is an empty one. Close it at the end.
    """

    paths: LibraryPaths
    reader: IndexReader
    thumbnails: ThumbnailReader
    engine: SearchEngine
    queries: QueryVectors

    def __init__(self, paths: LibraryPaths, *, idle_exit_s: float | None = None) -> None:
        """`idle_exit_s`: how long a service that this client starts outlives its work."""
        raise NotImplementedError

    def service(self) -> ServiceClient:
        """The service, connected now and started when there is none; the same one while it lives.

        Raises:
            ServiceUnavailable: it does not come up.
        """
        raise NotImplementedError

    def search_text(
        self,
        text: str,
        *,
        folder_ids: Collection[FolderId] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """Photos that show what `text` says, best first."""
        raise NotImplementedError

    def search_similar(
        self,
        photo: str | PhotoId,
        *,
        region: Box | None = None,
        folder_ids: Collection[FolderId] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> SearchResult:
        """Photos that look like a file (indexed or not), or like an indexed photo, best first."""
        raise NotImplementedError

    def score_texts(self, photo: str, texts: list[str]) -> list[TextScore]:
        """How well each text fits the photo: cosine, logit and softmax probability."""
        raise NotImplementedError

    def close(self) -> None:
        """Hang up and close the databases."""
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


def open_library(paths: LibraryPaths, *, idle_exit_s: float | None = None) -> Library:
    """The library under `paths`; touches nothing on disk."""
    return Library(paths, idle_exit_s=idle_exit_s)
