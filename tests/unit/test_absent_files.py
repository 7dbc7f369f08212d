"""Files that were deleted while no service ran: left out of answers, and told to the service."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from indexer.absent_files import AbsentFiles
from indexer.core.errors import ServiceUnavailable
from indexer.core.presence import FilePresence
from indexer.search.engine import SearchEngine
from indexer.search.grammar.parse import parse
from indexer.search.query_vectors import QueryVectors
from indexer.search.typed import TypedSearch
from indexer.store.index_reader import IndexReader
from tests.unit.search.small_library import SmallLibrary, at_cosine


class Service:
    """Takes the one request that is made of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        assert method == "rescan"
        self.asked.append(params["path"])
        return {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "photos"
    made.mkdir()
    for number in range(30):
        (made / f"{number:02}.jpg").write_bytes(b"x")
    return made


@pytest.fixture
def small(tmp_path: Path, folder: Path):
    library = SmallLibrary(tmp_path / "library")
    watched = library.watch(str(folder))
    for number in range(30):
        library.index(watched, f"{number:02}.jpg", at_cosine(0.9 - number / 100))
    yield library
    library.close()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def absent(small: SmallLibrary, service: Service):
    reader = IndexReader(small.paths)
    yield AbsentFiles(reader, SearchEngine(reader), lambda: service)
    reader.close()


def ranking(absent: AbsentFiles):
    reader = absent._reader
    typed = TypedSearch(reader, absent._engine, QueryVectors(reader, lambda: pytest.fail("asked")))
    return typed.find(parse("-in:nowhere")).ranking


def names(absent: AbsentFiles, limit: int) -> list[tuple[int, str]]:
    return [(hit.rank, Path(hit.path).stem) for hit in absent.hits(ranking(absent), limit)]


def test_deleted_photos_are_left_out_and_the_next_ones_move_up(absent, service, folder) -> None:
    first = [name for _, name in names(absent, 10)]
    for name in first[1:]:
        (folder / f"{name}.jpg").unlink()
    found = names(absent, 5)
    assert [rank for rank, _ in found] == [1, 2, 3, 4, 5]
    assert found[0][1] == first[0]
    assert not {name for _, name in found} & set(first[1:])
    absent.tell()
    absent.tell()
    assert service.asked == [str(folder)]


def test_nothing_is_said_when_all_is_there(absent, service) -> None:
    assert len(names(absent, 100)) == 30
    absent.tell()
    assert service.asked == []


def test_a_drive_that_is_away_keeps_its_photos(absent, service, folder: Path) -> None:
    folder.rename(folder.with_name("away"))
    assert len(names(absent, 100)) == 30
    folder.mkdir()  # an empty mount point
    assert len(names(absent, 100)) == 30
    absent.tell()
    assert service.asked == []


def test_a_service_that_does_not_come_up_is_no_error(absent, folder: Path, caplog) -> None:
    def none():
        raise ServiceUnavailable("it does not start")

    absent._service = none
    (folder / "00.jpg").unlink()
    assert len(names(absent, 100)) == 29
    absent.tell()
    assert "was not told" in caplog.text
    caplog.clear()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a call that blocks")
def test_a_drive_that_hangs_is_not_waited_for(folder: Path, monkeypatch) -> None:
    hangs, looked = threading.Event(), threading.Event()
    real = os.lstat

    def lstat(path, **named):
        if str(path).startswith(str(folder)):
            looked.set()
            hangs.wait(60)
        return real(path, **named)

    monkeypatch.setattr(os, "lstat", lstat)
    presence = FilePresence()
    path = str(folder / "gone.jpg")
    assert presence.gone([path], [str(folder)], wait_s=0.05) == set()
    assert looked.wait(10)
    assert presence.gone([path], [str(folder)], wait_s=60) == set()  # one thread hangs, not two
    hangs.set()
    while any(thread.name == "presence" for thread in threading.enumerate()):
        threading.Event().wait(0.01)
    assert presence.gone([path], [str(folder)], wait_s=60) == {path}
