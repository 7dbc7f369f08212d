"""A photo and words in one query: both count, however differently their cosines spread."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.core.types import SpaceKind, Strength, Vector
from indexer.search.engine import SearchEngine
from indexer.search.fusion import balanced, compose, is_mixed
from indexer.search.grammar.parse import parse
from indexer.search.query import QuerySource, QueryVector
from indexer.search.query_vectors import QueryVectors
from indexer.search.typed import TypedSearch
from indexer.store.index_reader import IndexReader
from tests.unit.search.small_library import DIMENSIONS, MODEL_ID, SmallLibrary, axis

TEXT_SPREAD, PHOTO_SPREAD = 0.03, 0.3


def unit(values: Vector) -> Vector:
    return (values / np.linalg.norm(values)).astype(np.float32)


def photo(like: float, green: float, rng: np.random.Generator) -> Vector:
    """A photo with these cosines to the query photo (axis 0) and to the word (axis 1)."""
    rest = rng.normal(size=DIMENSIONS).astype(np.float32)
    rest[:2] = 0
    rest = unit(rest) * np.sqrt(1 - like**2 - green**2)
    rest[:2] = like, green
    return unit(rest)


def query(source: QuerySource, number: int) -> QueryVector:
    return QueryVector(MODEL_ID, SpaceKind.JOINT, axis(number), source, "part")


PARTS = [(1.0, query(QuerySource.TEXT, 1)), (1.0, query(QuerySource.PHOTO, 0))]


def library_of(rng: np.random.Generator) -> Vector:
    like = rng.normal(0.3, PHOTO_SPREAD / 3, 200)
    green = rng.normal(0.05, TEXT_SPREAD / 3, 200)
    return np.stack([photo(*pair, rng) for pair in zip(like, green, strict=True)])


def test_each_part_counts_by_how_far_it_stands_out() -> None:
    rng = np.random.default_rng(7)
    sample = library_of(rng)
    both = photo(0.55, 0.10, rng)  # stands out by 2.5 and by 5 deviations
    only_like = photo(0.70, 0.05, rng)  # by 4 and by 0
    plain = compose(PARTS, "").vector
    assert plain @ only_like > plain @ both
    mixed = compose(balanced(PARTS, sample), "")
    assert mixed.vector @ both > mixed.vector @ only_like
    assert mixed.source is QuerySource.MIXED


def test_only_texts_with_photos_are_mixed() -> None:
    text, photo_part = PARTS
    assert is_mixed(PARTS)
    assert not is_mixed([text, text])
    assert not is_mixed([photo_part, photo_part])
    assert not is_mixed([text, (-0.5, photo_part[1])])


def test_a_spread_of_nothing_changes_no_weight() -> None:
    assert balanced(PARTS, np.stack([axis(3)] * 20)) == PARTS


@pytest.fixture
def small(tmp_path):
    library = SmallLibrary(tmp_path / "library")
    rng = np.random.default_rng(7)
    folder = library.watch("/photos")
    for number, vector in enumerate(library_of(rng)):
        library.index(folder, f"{number:03}.jpg", vector)
    library.index(folder, "both.jpg", photo(0.75, 0.12, rng))
    library.index(folder, "green drawing.jpg", photo(0.0, 0.05, rng))
    library.remember("green", axis(1))
    yield library
    library.close()


def test_hits_stand_in_the_order_of_their_scores_and_few_are_strong(small: SmallLibrary) -> None:
    reader = IndexReader(small.paths)
    typed = TypedSearch(
        reader, SearchEngine(reader), QueryVectors(reader, lambda: pytest.fail("asked"))
    )
    found = typed.find(parse("green"), also=[PARTS[1]])
    hits = SearchEngine(reader).hits(found.ranking, limit=300)
    reader.close()
    assert hits[0].path == "/photos/both.jpg"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.path for hit in hits if hit.strength is Strength.STRONG] == ["/photos/both.jpg"]
