"""Gets the vector of a query: from the index when it is there, else from the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import EmbeddedVectors, PhotoId, Vector
    from indexer.search.query import QueryVector
    from indexer.store.index_reader import IndexReader

Box = tuple[float, float, float, float]
"""Left, top, right, bottom of a region, as fractions of the upright photo."""


class VectorService(Protocol):
    """What can embed: the background service, seen from here. Each answer names its model_id."""

    def embed_text(self, text: str) -> tuple[str, Vector]:
        """(model_id, unit vector of the joint space)."""

    def embed_photo(self, path: str, region: Box | None) -> tuple[str, EmbeddedVectors]:
        """(model_id, vectors of a photo file, or of a region of it)."""


class QueryVectors:
    """Turns texts and photos into query vectors of the active model.

    `service` is called only when the index does not have the vector, so that a repeated query or
    "find similar" of an indexed photo starts nothing.
    """

    def __init__(self, reader: IndexReader, service: Callable[[], VectorService]) -> None:
        raise NotImplementedError

    def of_text(self, text: str) -> QueryVector:
        """Raises QueryError (empty, too long), ServiceUnavailable."""
        raise NotImplementedError

    def of_photo(self, path: str, region: Box | None = None) -> QueryVector:
        """Raises QueryError (no such file), PhotoError (no photo), ServiceUnavailable."""
        raise NotImplementedError

    def of_indexed(self, photo_id: PhotoId) -> QueryVector:
        """Never asks the service. Raises QueryError: the photo has no vector of this model."""
        raise NotImplementedError
