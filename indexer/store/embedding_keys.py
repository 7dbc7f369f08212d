"""The ids of embeddings: space and photo in one number, so that a lookup is one step."""

from __future__ import annotations

from indexer.core.types import PhotoId, SpaceId

_PHOTO_BITS = 40
_HIGHEST_PHOTO = (1 << _PHOTO_BITS) - 1


def key(space_id: SpaceId, photo_id: PhotoId) -> int:
    """The id of a photo's embedding in a space."""
    return (space_id << _PHOTO_BITS) + photo_id


def span(space_id: SpaceId) -> tuple[int, int]:
    """The lowest and the highest id that an embedding of this space can have."""
    lowest = space_id << _PHOTO_BITS
    return lowest, lowest + _HIGHEST_PHOTO
