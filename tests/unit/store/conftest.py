"""A library of a test's own, and photos to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoId, PhotoMetadata, Space, SpaceKind, Vector
from indexer.store.index_reader import IndexReader
from indexer.store.library import Library, open_library
from indexer.store.records import FoundFile, IndexedPhoto, ScanOutcome

DIMENSIONS = 8


@pytest.fixture
def paths(tmp_path: Path) -> LibraryPaths:
    return LibraryPaths(tmp_path / "library")


@pytest.fixture
def library(paths: LibraryPaths) -> Iterator[Library]:
    with open_library(paths) as opened:
        yield opened


@pytest.fixture
def reader(library: Library) -> Iterator[IndexReader]:
    reader = IndexReader(library.paths)
    yield reader
    reader.close()


@pytest.fixture
def folder(library: Library):
    return library.user.folders.add("/photos", volume="disk", added_at=1.0)


@pytest.fixture
def space(library: Library) -> Space:
    return library.index.spaces.get_or_create("m1", "starter", SpaceKind.JOINT, DIMENSIONS)


def unit_vector(seed: int, dimensions: int = DIMENSIONS) -> Vector:
    vector = np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture
def vector() -> Callable[[int], Vector]:
    return unit_vector


@pytest.fixture
def add(library: Library, folder) -> Callable[..., list[PhotoId]]:
    """Add files to the index as a scan would; their stat is (size 10, mtime 1, 2, 3 ...)."""

    def _add(*names: str, folder_id=folder.id) -> list[PhotoId]:
        files = [FoundFile(name, FileStat(10, number)) for number, name in enumerate(names, 1)]
        return library.index.scans.apply(ScanOutcome(folder_id, seen_at=1.0, added=files))

    return _add


@pytest.fixture
def index(library: Library, add, space: Space) -> Callable[..., list[PhotoId]]:
    """Add files and index each with vector number `seed` + its place and content to match."""

    def _index(*names: str, seed: int = 0, **metadata) -> list[PhotoId]:
        ids = add(*names)
        photos = [
            IndexedPhoto(
                photo_id=photo_id,
                stat=FileStat(10, number),
                content_id=bytes([seed + number]) * 16,
                metadata=PhotoMetadata(width=4, height=3, format="JPEG", **metadata),
                vectors={space.id: unit_vector(seed + number)},
            )
            for number, photo_id in enumerate(ids, 1)
        ]
        assert library.index.results.commit(photos, now=5.0).indexed == ids
        return ids

    return _index
