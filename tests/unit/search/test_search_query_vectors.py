"""Where query vectors come from: the index first, the service only when it must be."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import QueryError
from indexer.core.types import EmbeddedVectors, FileStat, SpaceKind
from indexer.search.query import QuerySource
from indexer.search.query_vectors import Box, QueryVectors
from indexer.store.index_reader import IndexReader
from tests.unit.search.small_library import MODEL_ID, SmallLibrary, axis


class CountingService:
    """Embeds by a fixed rule, and remembers what it was asked."""

    def __init__(self, *, visual: bool = True) -> None:
        self.asked: list[tuple[object, ...]] = []
        self._visual = visual

    def embed_text(self, text: str):
        self.asked.append((text,))
        return "served", axis(2)

    def embed_photo(self, path: str, region: Box | None):
        self.asked.append((path, region))
        return "served", EmbeddedVectors(axis(2), axis(3) if self._visual else None)


@pytest.fixture
def service() -> CountingService:
    return CountingService()


@pytest.fixture
def queries(reader: IndexReader, service: CountingService) -> QueryVectors:
    return QueryVectors(reader, lambda: service)


def stat_of(path: Path) -> FileStat:
    status = path.stat()
    return FileStat(status.st_size, status.st_mtime_ns)


def test_a_remembered_text_asks_nobody(small: SmallLibrary, queries, service) -> None:
    small.remember("a red sofa", axis(1))
    query = queries.of_text("  a red   sofa")
    assert (query.model_id, query.space, query.label) == (MODEL_ID, SpaceKind.JOINT, "a red sofa")
    assert np.array_equal(query.vector, axis(1))
    assert service.asked == []


def test_a_new_text_asks_the_service(queries: QueryVectors, service: CountingService) -> None:
    query = queries.of_text(" a  cat ")
    assert (query.model_id, query.source) == ("served", QuerySource.TEXT)
    assert service.asked == [("a cat",)]


def test_a_bad_text_asks_nobody(queries: QueryVectors, service: CountingService) -> None:
    with pytest.raises(QueryError):
        queries.of_text(" ")
    assert service.asked == []


def test_an_indexed_photo_asks_nobody(small: SmallLibrary, queries, service, tmp_path) -> None:
    photo = tmp_path / "photos" / "a.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"jpeg")
    folder = small.watch(photo.parent)
    photo_id = small.index(folder, "a.jpg", axis(0), axis(1), stat_of(photo))

    by_path, by_id = queries.of_photo(str(photo)), queries.of_indexed(photo_id)

    for query in (by_path, by_id):
        assert (query.space, query.leave_out) == (SpaceKind.VISUAL, (photo_id,))
        assert np.array_equal(query.vector, axis(1))
    assert service.asked == []


def test_a_photo_on_an_absent_drive_still_has_its_vector(small, queries, service) -> None:
    folder = small.watch("/not/connected")
    small.index(folder, "a.jpg", axis(0), axis(1))
    assert np.array_equal(queries.of_photo("/not/connected/a.jpg").vector, axis(1))
    assert service.asked == []


def test_a_model_with_one_space_compares_photos_there(small, queries) -> None:
    folder = small.watch("/photos")
    photo_id = small.index(folder, "a.jpg", axis(0))
    query = queries.of_indexed(photo_id)
    assert (query.space, query.source) == (SpaceKind.JOINT, QuerySource.PHOTO)


def test_a_changed_photo_is_embedded_anew(small: SmallLibrary, queries, service, tmp_path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"jpeg")
    photo_id = small.index(small.watch(tmp_path), "a.jpg", axis(0), axis(1), stat_of(photo))
    os.utime(photo, (1, 1))
    query = queries.of_photo(str(photo))
    assert (query.model_id, query.leave_out) == ("served", (photo_id,))
    assert service.asked == [(str(photo), None)]


def test_a_region_is_always_embedded(small: SmallLibrary, queries, service, tmp_path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"jpeg")
    small.index(small.watch(tmp_path), "a.jpg", axis(0), axis(1), stat_of(photo))
    box = (0.0, 0.0, 0.5, 0.5)
    queries.of_photo(str(photo), box)
    assert service.asked == [(str(photo), box)]


def test_a_relative_path_and_a_link_find_the_indexed_photo(
    small: SmallLibrary, queries, service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "photos").mkdir()
    photo = tmp_path / "photos" / "a.jpg"
    photo.write_bytes(b"jpeg")
    small.index(small.watch(photo.parent), "a.jpg", axis(0), axis(1), stat_of(photo))
    (tmp_path / "link").symlink_to(photo.parent)
    monkeypatch.chdir(photo.parent)
    queries.of_photo("a.jpg")
    queries.of_photo(str(tmp_path / "link" / "a.jpg"))
    assert service.asked == []


def test_a_photo_that_does_not_exist_is_named(queries: QueryVectors, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match=r"There is no photo at .*gone\.jpg\. Check the path"):
        queries.of_photo(str(tmp_path / "gone.jpg"))


def test_a_folder_is_no_photo(queries: QueryVectors, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="is a folder"):
        queries.of_photo(str(tmp_path))


def test_a_photo_that_waits_has_no_vector_yet(small: SmallLibrary, queries) -> None:
    waiting = small.find(small.watch("/photos"), ["a.jpg"])[0]
    with pytest.raises(QueryError, match="not indexed yet"):
        queries.of_indexed(waiting)
    with pytest.raises(QueryError, match="no longer in the library"):
        queries.of_indexed(waiting + 1)
