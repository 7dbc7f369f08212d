"""Joins queries before ranking (vectors) and rankings after it (names and meaning)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from indexer.core.errors import QueryError
from indexer.search.query import QuerySource, QueryVector
from indexer.search.ranking import centre_and_deviation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import Vector
    from indexer.store.compact_index import PhotoIds

RECIPROCAL_RANK_CONSTANT = 60
"""k of Cormack, Clarke and Büttcher (2009)."""
_NOTHING_LEFT = 1e-6

Weighted = tuple[float, QueryVector]


def compose(parts: Sequence[Weighted], label: str) -> QueryVector:
    """One query of several: the weighted sum of their unit vectors, of unit length again.

    A part that is not wanted has a negative weight. All parts are of one space.

    Raises:
        QueryError: the parts are of two models, or cancel each other out.
    """
    first = parts[0][1]
    if any((part.model_id, part.space) != (first.model_id, first.space) for _, part in parts):
        raise QueryError("The model changed during the search. Search again.")
    total = np.sum([np.float32(weight) * part.vector for weight, part in parts], axis=0)
    length = float(np.linalg.norm(total))
    if length < _NOTHING_LEFT:
        raise QueryError("The parts of this query cancel each other out. Remove one of them.")
    wanted = [part for weight, part in parts if weight > 0]
    sources = {part.source for part in wanted}
    mixed = QuerySource.MIXED if len(sources) > 1 else QuerySource.TEXT
    return QueryVector(
        first.model_id,
        first.space,
        (total / length).astype(np.float32),
        QuerySource.PHOTO if sources == {QuerySource.PHOTO} else mixed,
        label,
        tuple(dict.fromkeys(photo for part in wanted for photo in part.leave_out)),
    )


def is_mixed(parts: Sequence[Weighted]) -> bool:
    """Whether both texts and photos are wanted."""
    return len({part.source for weight, part in parts if weight > 0}) > 1


def balanced(parts: Sequence[Weighted], sample: Vector) -> list[Weighted]:
    """Weights by which texts and photos count alike.

    Cosines of photos to photos spread wider than those to texts, so in a plain sum the photo alone
    decides. Each part is divided by the spread of its own scores over a sample of the library: the
    sum then orders photos as the sum of standard scores does.

    Args:
        parts: the parts.
        sample: vectors of the library, shape (n, dimensions).
    """
    spreads = [centre_and_deviation(sample @ part.vector)[1] for _, part in parts]
    if min(spreads) < _NOTHING_LEFT:
        return list(parts)
    return [(weight / spread, part) for (weight, part), spread in zip(parts, spreads, strict=True)]


def reciprocal_rank_fusion(
    rankings: Sequence[PhotoIds],
) -> tuple[PhotoIds, npt.NDArray[np.float64]]:
    """All photos of some rankings with the sums of 1 / (60 + rank), best first, then by id.

    A photo that a ranking does not have gets nothing from it.
    """
    ids, place = np.unique(np.concatenate(rankings), return_inverse=True)
    ranks = np.concatenate([np.arange(1, len(ranking) + 1) for ranking in rankings])
    gains = np.zeros(len(ids), np.float64)
    np.add.at(gains, place, 1.0 / (RECIPROCAL_RANK_CONSTANT + ranks))
    order = np.lexsort((ids, -gains))
    return ids[order], gains[order]
