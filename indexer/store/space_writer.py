"""The vector spaces of models."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.core.types import Space, SpaceId, SpaceKind
    from indexer.store.connection import Database


class SpaceWriter:
    """Makes, lists and deletes vector spaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get_or_create(
        self, model_id: str, model_name: str, kind: SpaceKind, dimensions: int
    ) -> Space:
        """The space of one output of a model, made when it is new."""
        raise NotImplementedError

    def list(self) -> list[Space]:
        """All spaces, oldest first."""
        raise NotImplementedError

    def embedded(self, space_id: SpaceId) -> int:
        """How many photos have a vector in this space."""
        raise NotImplementedError

    def delete(self, space_id: SpaceId) -> None:
        """Delete a space with its embeddings and cached queries, in small transactions."""
        raise NotImplementedError
