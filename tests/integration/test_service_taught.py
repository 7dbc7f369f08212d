"""Concepts and verdicts through a running service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.api import DuplicateKind, Verdict, open_library
from indexer.core.errors import UsageError
from tests.integration.service_bench import ServiceBench, make_photos, settled

pytestmark = pytest.mark.processes


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[ServiceBench]:
    made = ServiceBench(tmp_path)
    made.start()
    yield made
    made.close()


def test_a_concept_is_taught_searched_and_forgotten(bench: ServiceBench) -> None:
    photos = make_photos(bench.photos, 4)
    paths = [str(photo) for photo in photos]
    with bench.client() as client:
        client.call("add_folder", path=str(bench.photos))
        bench.until(settled(client, indexed=4), "all are indexed")
        with pytest.raises(UsageError, match="one word"):
            client.call("teach", name="two words", up=paths[:1])
        with pytest.raises(UsageError, match="no photo of the library"):
            client.call("teach", name="mine", up=["/nowhere.jpg"])
        with pytest.raises(UsageError, match="1 to 1,000"):
            client.call("teach", name="mine")
    with open_library(bench.paths) as library:
        taught = library.teach("#mine", up=paths[:1], down=paths[1:3])
        assert (taught.name, taught.up, taught.down) == ("mine", 1, 2)
        assert library.search_concept("mine").hits[0].path == paths[0]
        assert [concept.name for concept in library.reader.concepts()] == ["mine"]
        assert library.duplicates([DuplicateKind.IDENTICAL]) == []
        library.decide(paths[:3], Verdict.DIFFERENT)
        library.decide(paths[2:], Verdict.KEPT)
        assert sorted(library.reader.verdicts().values()) == ["different"] * 3 + ["kept"]
        assert library.forget("mine")
        assert not library.forget("mine")
