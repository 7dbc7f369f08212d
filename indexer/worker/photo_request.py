"""A photo request with the open file that came with it, as it moves through the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.core.opening import OpenedFile
from indexer.core.types import FileStat
from indexer.worker.requests import IndexPhoto, ReadMetadata

if TYPE_CHECKING:
    from indexer.core.types import PhotoMetadata
    from indexer.embedding.encoder import PixelStack
    from indexer.worker.requests import PhotoRequest

_UNKNOWN = FileStat(size=0, mtime_ns=0)


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request and its photo's bytes; whoever decodes it closes it."""

    request: PhotoRequest
    source: OpenedFile

    @property
    def is_query(self) -> bool:
        """Whether a person waits for the answer: then it goes before the batch."""
        return not isinstance(self.request, IndexPhoto | ReadMetadata)


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """A decoded photo that waits for its vectors."""

    ticket: int
    pixels: PixelStack
    """uint8, shape (squares, side, side, 3)."""
    metadata: PhotoMetadata
    suspect: bool
    thumbnail: bytes
    """Empty for a query."""

    @property
    def is_query(self) -> bool:
        """Whether a person waits for the answer."""
        return not self.thumbnail


def open_request(request: PhotoRequest, descriptor: int | None) -> OpenRequest:
    """Join a request with the descriptor of its frame."""
    return OpenRequest(request, OpenedFile(_UNKNOWN, descriptor, request.content))
