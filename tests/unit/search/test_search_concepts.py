"""Concepts taught by photos, and what thumbs do to a ranking."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.core.errors import QueryError
from indexer.core.types import FileStat, PhotoId, PhotoMetadata, SpaceKind
from indexer.search.concepts import concept_query
from indexer.search.engine import SearchEngine
from indexer.search.feedback import rocchio
from indexer.search.query import QuerySource, QueryVector
from indexer.store.concepts import Concept, Example
from indexer.store.records import IndexedPhoto
from tests.unit.search.small_library import DIMENSIONS, MODEL_ID, SmallLibrary, at_cosine, axis


@pytest.fixture
def photos(small: SmallLibrary) -> list[PhotoId]:
    folder = small.watch("/photos")
    return [
        small.index(folder, f"{number}.jpg", at_cosine(cosine), axis(number))
        for number, cosine in enumerate((0.9, 0.8, 0.3, 0.1))
    ]


def example(photo_id: PhotoId, *, positive: bool = True) -> Example:
    return Example(photo_id.to_bytes(16, "little"), f"/photos/{photo_id}.jpg", positive)


def teach(small: SmallLibrary, name: str, *examples: Example) -> Concept:
    return small.store.user.concepts.teach(name, list(examples), now=1.0)


def test_a_concept_finds_what_it_was_taught(small, reader, photos):
    up, down = example(photos[2]), example(photos[0], positive=False)
    assert teach(small, "Quiet", up, down) == Concept("Quiet", 1, 1)
    query = concept_query(reader, "quiet")
    assert (query.space, query.label, query.source) == (
        SpaceKind.VISUAL,
        "#quiet",
        QuerySource.PHOTO,
    )
    assert SearchEngine(reader).rank(query).photo_ids[0] == photos[2]
    joint = concept_query(reader, "quiet", SpaceKind.JOINT)
    assert joint.space is SpaceKind.JOINT
    assert np.linalg.norm(joint.vector) == pytest.approx(1, abs=1e-5)


def test_the_latest_thumb_counts_and_teaching_again_adds(small, reader, photos):
    teach(small, "quiet", example(photos[0]))
    assert teach(small, "QUIET", example(photos[0], positive=False), example(photos[1])) == Concept(
        "quiet", 1, 1
    )
    assert reader.concepts() == [Concept("quiet", 1, 1)]


def test_forgetting_a_concept(small, reader, photos):
    teach(small, "quiet", example(photos[0]))
    assert small.store.user.concepts.forget("Quiet")
    assert not small.store.user.concepts.forget("quiet")
    with pytest.raises(QueryError, match="Taught: none yet"):
        concept_query(reader, "quiet")


def test_a_concept_survives_a_model_swap(small, reader, photos):
    teach(small, "quiet", example(photos[2]))
    joint = small.store.index.spaces.get_or_create("m2", "other", SpaceKind.JOINT, DIMENSIONS)
    small.store.user.settings.set("model", "other")
    with pytest.raises(QueryError, match="thumb up"):
        concept_query(reader, "quiet")
    small.joint, small.visual = joint, None
    stored = small.store.index.results
    content = photos[2].to_bytes(16, "little")
    again = IndexedPhoto(photos[2], FileStat(10, 1), content, PhotoMetadata(), {joint.id: axis(3)})
    assert stored.add_vectors([again]) == [photos[2]]
    query = concept_query(reader, "quiet")
    assert (query.model_id, query.space) == ("m2", SpaceKind.JOINT)
    assert query.vector == pytest.approx(axis(3))


def test_thumbs_move_a_ranking_at_once(reader, photos):
    engine = SearchEngine(reader)
    query = QueryVector(MODEL_ID, SpaceKind.JOINT, axis(), QuerySource.TEXT, "text")
    first = engine.rank(query)
    assert first.photo_ids.tolist() == photos
    second = engine.rerank(first, up=[photos[2]], down=[photos[0]])
    assert second.photo_ids.tolist() == [photos[1], photos[0], photos[2], photos[3]]
    assert second.query.label == "text"
    assert engine.rerank(first).photo_ids.tolist() == photos


def test_rocchio_without_photos_keeps_the_query():
    none = np.empty((0, DIMENSIONS), np.float32)
    assert rocchio(axis(), none, none) == pytest.approx(axis())
    assert not rocchio(None, none, none).any()
