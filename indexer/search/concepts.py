"""Query vectors of taught concepts, made anew for the active model from the photos they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from indexer.core.errors import QueryError
from indexer.core.types import PhotoId, SpaceKind, Vector
from indexer.search.feedback import rocchio
from indexer.search.query import QuerySource, QueryVector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.core.types import Space
    from indexer.store.index_reader import IndexReader


def concept_query(reader: IndexReader, name: str, kind: SpaceKind | None = None) -> QueryVector:
    """The query vector of `#name`.

    Args:
        reader: the library.
        name: without the hash.
        kind: the space it is for: joint to be mixed with text; None, for a concept alone, is the
            one that compares photos best.

    Raises:
        QueryError: there is no such concept, or none of its photos is indexed with this model.
    """
    examples = reader.concept_examples(name)
    if examples is None:
        known = ", ".join(f"#{concept.name}" for concept in reader.concepts()) or "none yet"
        raise QueryError(f"There is no concept #{name}. Taught: {known}.")
    space = _space(reader, kind)
    up = _vectors(reader, space, (it.content_id for it in examples if it.positive))
    down = _vectors(reader, space, (it.content_id for it in examples if not it.positive))
    if not len(up):
        raise QueryError(f"No photo with a thumb up for #{name} is indexed. Teach it with others.")
    vector = rocchio(None, up, down)
    return QueryVector(space.model_id, space.kind, vector, QuerySource.PHOTO, f"#{name}")


def moved_query(
    reader: IndexReader, query: QueryVector, up: Sequence[PhotoId], down: Sequence[PhotoId]
) -> QueryVector:
    """`query` after thumbs up and down on photos; photos without a vector do not count."""
    spaces = reader.spaces()
    wanted = (query.model_id, query.space)
    space = next((it for it in spaces if (it.model_id, it.kind) == wanted), None)
    if space is None:
        return query
    found = reader.vectors.get(space.id, [*up, *down])
    moved = rocchio(
        query.vector,
        _stack(space, [found[photo] for photo in up if photo in found]),
        _stack(space, [found[photo] for photo in down if photo in found]),
    )
    return QueryVector(
        query.model_id, query.space, moved, query.source, query.label, query.leave_out
    )


def _space(reader: IndexReader, kind: SpaceKind | None) -> Space:
    """The active model's space of a kind, or its best one for photos: visual, else joint."""
    spaces = {space.kind: space for space in reader.active_spaces()}
    order = (SpaceKind.VISUAL, SpaceKind.JOINT) if kind is None else (kind,)
    found = next((spaces[each] for each in order if each in spaces), None)
    if found is None:
        raise QueryError("No photo is indexed yet.")
    return found


def _vectors(reader: IndexReader, space: Space, content_ids: Iterable[bytes]) -> Vector:
    """One vector for each content that is in the index."""
    photos = [reader.photos_with_content(content_id)[:1] for content_id in content_ids]
    found = reader.vectors.get(space.id, [photo for first in photos for photo in first])
    return _stack(space, list(found.values()))


def _stack(space: Space, vectors: Sequence[Vector]) -> Vector:
    return np.stack(vectors) if vectors else np.empty((0, space.dimensions), np.float32)
