"""Someone who sits before the real window with the real service and the starter model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.outside import Outside
from desktop.indexed_library import IndexedLibrary
from desktop.queries import TextQuery
from indexer.api import LibraryPaths

PATIENCE_MS = 60_000


class Person:
    """Sits before the window: acts, and waits for what should come."""

    def __init__(self, desktop: Desktop, qtbot: QtBot) -> None:
        self.desktop = desktop
        self._qtbot = qtbot

    def wait(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def add_folder(self, folder: Path) -> None:
        expected = len(list(folder.iterdir()))
        self.desktop.window.welcome.folder_chosen.emit(str(folder))
        self.wait(lambda: self.desktop.model.rowCount() == expected)

    def type_text(self, text: str) -> None:
        field = self.desktop.window.gallery.search_bar
        field.select_all()
        self._qtbot.keyClicks(field.focusProxy(), text)
        self.wait(lambda: self.desktop.gallery.query == TextQuery(text))
        self.wait(lambda: self.desktop.model.photos.ranked)

    def ask(self, method: str, **params: Any) -> None:
        """Send the service a request and wait until it is answered."""
        answers: list[object] = []
        self.desktop.client.ask(method, answers.append, answers.append, **params)
        self.wait(lambda: bool(answers))

    def is_offline(self, row: int) -> bool:
        record = self.desktop.model.record(row)
        return record is not None and not record.online

    def names(self, count: int) -> list[str]:
        model = self.desktop.model
        self.wait(lambda: all(model.index(row).data() for row in range(count)))
        return [model.index(row).data() for row in range(count)]


@pytest.fixture
def library_paths_here(tmp_path: Path) -> LibraryPaths:
    paths = LibraryPaths(tmp_path / "library")
    paths.create()
    return paths


@pytest.fixture
def start(qtbot: QtBot, qapp: Any, library_paths_here: LibraryPaths) -> Iterator[Any]:
    """Starts windows on one library; ends them and the service after the test."""
    persons: list[Person] = []

    def make() -> Person:
        library = IndexedLibrary(library_paths_here)
        desktop = Desktop(qapp, library_paths_here, library, Outside(lambda _url: True))
        desktop.start([])
        desktop.window.resize(1180, 780)
        person = Person(desktop, qtbot)
        persons.append(person)
        person.wait(lambda: desktop.service.status is not None)
        return person

    yield make
    for person in persons:
        if person.desktop.running:
            end(person.desktop)
    stop_service(library_paths_here)


def end(desktop: Desktop) -> None:
    desktop.window.close()
    desktop.stop()


def stop_service(paths: LibraryPaths) -> None:
    if not paths.data_dir.exists():
        return
    library = IndexedLibrary(paths)
    service = library.service()
    process = psutil.Process(service.greeting["pid"])
    service.call("shutdown")
    library.close()
    process.wait(20)


@pytest.fixture
def person(start: Callable[[], Person], demo_photos: Path) -> Person:
    """Someone who has just chosen the demo photos."""
    made = start()
    made.add_folder(demo_photos)
    return made
