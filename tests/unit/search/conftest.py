"""A small library and a reader of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.store.index_reader import IndexReader
from tests.unit.search.small_library import SmallLibrary


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SmallLibrary]:
    library = SmallLibrary(tmp_path / "library", visual=True)
    yield library
    library.close()


@pytest.fixture
def reader(small: SmallLibrary) -> Iterator[IndexReader]:
    reader = IndexReader(small.paths)
    yield reader
    reader.close()
