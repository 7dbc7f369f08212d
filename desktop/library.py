"""What the window asks of the library: blocking calls, to be made on the lanes of `tasks`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from indexer.api import PhotoRenderer, Strength, open_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.api import (
        Library,
        LibraryPaths,
        PhotoId,
        PhotoRecord,
        QueryVector,
        RenderedPhoto,
        ServiceClient,
    )

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Photos that show what the text says."""

    text: str


@dataclass(frozen=True, slots=True)
class SimilarQuery:
    """Photos like one of the library."""

    photo_id: PhotoId
    path: str


@dataclass(frozen=True, slots=True)
class FileQuery:
    """Photos like a file, which need not be in the library."""

    path: str
    temporary: bool = False
    """The window wrote the file itself from a pasted or dropped picture."""


Query = TextQuery | SimilarQuery | FileQuery


def _no_ids() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoList:
    """Photos in the order to show them; `scores` is None without a query.

    The first `strong` are strong hits, from there to `likely` they are likely, the rest is weak.
    """

    ids: Ids = field(default_factory=_no_ids)
    scores: npt.NDArray[np.float32] | None = None
    strong: int = 0
    likely: int = 0
    searched: int = 0
    total: int = 0

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ranked(self) -> bool:
        """Whether the order is that of a query."""
        return self.scores is not None

    def strength(self, row: int) -> Strength:
        """How sure a ranked row is."""
        if row < self.strong:
            return Strength.STRONG
        return Strength.LIKELY if row < self.likely else Strength.WEAK


class PhotoLibrary(Protocol):
    """The library as the window sees it. Methods block and may be called from any thread."""

    def service(self) -> ServiceClient:
        """The background service, started when there is none."""
        ...

    def newest_first(self) -> PhotoList:
        """Every photo."""
        ...

    def search(self, query: Query) -> PhotoList:
        """Every searchable photo, best first."""
        ...

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; photos that are gone are left out."""
        ...

    def failed(self) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons."""
        ...

    def setting(self, name: str) -> Any:
        """One of the indexer's settings; None if it was never set."""
        ...

    def thumbnail(self, content_id: bytes) -> bytes | None:
        """The stored JPEG."""
        ...

    def render(self, path: str, max_side: int) -> RenderedPhoto:
        """A photo's pixels, decoded in another process."""
        ...

    def close(self) -> None:
        """Hang up and close."""
        ...


class IndexedLibrary:
    """The real library behind `indexer.api`."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._library: Library = open_library(paths)
        self._renderer = PhotoRenderer()

    def service(self) -> ServiceClient:
        """The background service, started when there is none."""
        return self._library.service()

    def newest_first(self) -> PhotoList:
        """Every photo, by the date it was taken."""
        if not self._library.reader.exists():
            return PhotoList()
        ids = self._library.reader.newest_ids()
        return PhotoList(ids, searched=len(ids), total=len(ids))

    def search(self, query: Query) -> PhotoList:
        """Every searchable photo, best first."""
        ranking = self._library.engine.rank(self._vector_of(query))
        return PhotoList(
            ranking.photo_ids,
            ranking.scores,
            ranking.count(Strength.STRONG),
            ranking.count(Strength.LIKELY),
            ranking.searched,
            ranking.total,
        )

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; photos that are gone are left out."""
        return self._library.reader.photos(photo_ids)

    def failed(self) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons."""
        return self._library.reader.failed()

    def setting(self, name: str) -> Any:
        """One of the indexer's settings; None if it was never set."""
        return self._library.reader.setting(name) if self._library.reader.exists() else None

    def thumbnail(self, content_id: bytes) -> bytes | None:
        """The stored JPEG."""
        return self._library.thumbnails.get([content_id]).get(content_id)

    def render(self, path: str, max_side: int) -> RenderedPhoto:
        """A photo's pixels, decoded in another process."""
        return self._renderer.render(path, max_side)

    def close(self) -> None:
        """End the decoder, hang up, close the databases."""
        self._renderer.close()
        self._library.close()

    def _vector_of(self, query: Query) -> QueryVector:
        match query:
            case TextQuery(text):
                return self._library.queries.of_text(text)
            case SimilarQuery(photo_id):
                return self._library.queries.of_indexed(photo_id)
            case FileQuery(path):
                return self._library.queries.of_photo(path)
