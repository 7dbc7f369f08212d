"""A library and a service in memory, for tests of the window alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QUrl
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.outside import Outside
from desktop.duplicate_groups import Duplicates
from desktop.library import Shelves
from desktop.photo_list import PhotoList
from desktop.places import PlaceLine
from desktop.queries import Query, Scope, TextQuery
from indexer.api import (
    Cause,
    Explanation,
    FolderId,
    FolderState,
    FolderStatus,
    GoOn,
    LibraryCounts,
    LibraryPaths,
    Parse,
    PhotoId,
    PhotoMetadata,
    PhotoRecord,
    PhotoState,
    Progress,
    RenderedPhoto,
    ServiceState,
    ServiceStatus,
)

PHOTOS = 40


def status(**changes: Any) -> ServiceStatus:
    """A service at rest over one folder, with `changes`."""
    folder = FolderStatus(
        id=1,
        path="/photos",
        state=FolderState.ONLINE,
        message="",
        counts=LibraryCounts(indexed=PHOTOS),
    )
    values: dict[str, Any] = {
        "version": "0",
        "pid": 1,
        "state": ServiceState.IDLE,
        "counts": LibraryCounts(indexed=PHOTOS),
        "progress": Progress(searched=PHOTOS, total=PHOTOS),
        "folders": (folder,),
    }
    return ServiceStatus(**{**values, **changes})


MODELS: dict[str, Any] = {
    "active": "starter",
    "target": "starter",
    "models": [
        {"name": "starter", "title": "Starter", "installed": True, "active": True, "target": True},
        {"name": "clip", "title": "CLIP", "download_mb": 605, "recommended": True},
    ],
    "installing": None,
}


class FakeService:
    """Answers requests from a dictionary and remembers them."""

    def __init__(self) -> None:
        self.now = status()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        self.errors: dict[str, Exception] = {}
        self.answers: dict[str, dict[str, Any]] = {"models": MODELS}
        self.tell: Callable[[str, dict[str, Any]], None] = lambda _name, _params: None

    def call(self, method: str, *, timeout_s: float = 30.0, **params: Any) -> dict[str, Any]:
        assert timeout_s > 0
        self.requests.append((method, params))
        if method in self.errors:
            raise self.errors[method]
        return self.answers.get(method, {})

    def subscribe(self, callback: Callable[[str, dict[str, Any]], None]) -> None:
        self.tell = callback

    def status(self) -> ServiceStatus:
        return self.now


class FakeLibrary:
    """Forty photos in plain colours. A query ranks them by number, two strong and four likely."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fake_service = FakeService()
        self.service_error: Exception | None = None
        self.ids = np.arange(1, PHOTOS + 1, dtype=np.int64)
        self.queries: list[Query] = []
        self.understood: Parse | None = None
        self.search_error: Exception | None = None
        self.render_error: Exception | None = None
        self.failures: list[PhotoRecord] = []
        self.favourites: frozenset[bytes] = frozenset()
        self.taken: np.ndarray | None = None
        self.closed = False
        self.stacked: list[list[int]] = []
        self.doubled: list[Duplicates] = []
        self.countries: tuple[PlaceLine, ...] = ()
        self.settings: dict[str, Any] = {}
        self.thumbnail_bytes = _jpeg(QColor("teal"))

    def service(self) -> Any:
        if self.service_error is not None:
            raise self.service_error
        return self.fake_service

    def newest_first(self) -> PhotoList:
        return PhotoList(self.ids, searched=len(self.ids), total=len(self.ids), taken=self.taken)

    def search(self, query: Query) -> PhotoList:
        self.queries.append(query)
        if self.search_error is not None:
            raise self.search_error
        likely = 0 if isinstance(query, TextQuery) and "nothing" in query.text else 4
        scores = np.linspace(0.9, 0.1, len(self.ids), dtype=np.float32)
        strong = min(2, likely)
        return PhotoList(
            self.ids, scores, strong, likely, len(self.ids), len(self.ids), parse=self.understood
        )

    def photos(self, photo_ids: list[PhotoId]) -> list[PhotoRecord]:
        return [self.record(int(photo_id)) for photo_id in photo_ids]

    def shelves(self) -> Shelves:
        return Shelves(len(self.ids), self.favourites, (("/photos", ("", "trips", "trips/sea")),))

    def stacks(self, go_on: GoOn) -> list[list[PhotoId]]:
        return [[PhotoId(each) for each in stack] for stack in self.stacked]

    def duplicates(self, go_on: GoOn) -> list[Duplicates]:
        go_on(0.5)
        return self.doubled

    def places(self) -> tuple[PlaceLine, ...]:
        return self.countries

    def explain(self, text: str, path: str, within: Scope | None = None) -> Explanation:
        return Explanation(path, Cause.FILTERED, f"It is left out by {text}.")

    def failed(self) -> list[PhotoRecord]:
        return self.failures

    def setting(self, name: str) -> Any:
        return self.settings.get(name)

    def thumbnail(self, content_id: bytes) -> bytes | None:
        return self.thumbnail_bytes

    def render(self, path: str, max_side: int) -> RenderedPhoto:
        if self.render_error is not None:
            raise self.render_error
        return RenderedPhoto(30, 20, bytes(range(200)) * 9)

    def close(self) -> None:
        self.closed = True

    def record(self, number: int) -> PhotoRecord:
        return PhotoRecord(
            PhotoId(number),
            FolderId(1),
            str(self.folder / f"photo {number}.jpg"),
            PhotoState.INDEXED,
            10,
            number,
            content_id=number.to_bytes(16),
            metadata=PhotoMetadata(width=300, height=200),
        )


def _jpeg(color: QColor) -> bytes:
    image = QImage(36, 24, QImage.Format.Format_RGB32)
    image.fill(color)
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG")
    return bytes(buffer.data().data())


@pytest.fixture(scope="session", autouse=True)
def _compiled_translations(repository: Path) -> None:
    """The .qm files are not in the repository."""
    subprocess.run(
        [sys.executable, repository / "packaging" / "compile_translations.py"],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path)


@pytest.fixture
def opened() -> list[QUrl]:
    """What was handed to the system to open."""
    return []


@pytest.fixture
def make_desktop(
    qtbot: QtBot, qapp: Any, tmp_path: Path, library: FakeLibrary, opened: list[QUrl]
) -> Iterator[Callable[..., Desktop]]:
    """Starts windows over the fake library and ends them after the test."""
    made: list[Desktop] = []
    paths = LibraryPaths(tmp_path / "data")
    paths.create()

    def make(*, first_run: bool = False, arguments: list[str] | None = None) -> Desktop:
        if not first_run:
            paths.user_db.touch()
        outside = Outside(lambda url: opened.append(url) is None)
        desktop = Desktop(qapp, paths, library, outside)
        made.append(desktop)
        is_new = desktop.settings.geometry.isEmpty()
        desktop.start(arguments or [])
        if is_new:
            desktop.window.resize(1180, 780)  # the offscreen screen is smaller than people's are
        qtbot.waitExposed(desktop.window)
        return desktop

    yield make
    for desktop in made:
        if desktop.running:
            desktop.window.close()
            desktop.stop()


@pytest.fixture
def desktop(make_desktop: Callable[..., Desktop], qtbot: QtBot) -> Desktop:
    """A window that shows all photos and knows what the service does."""
    made = make_desktop()
    qtbot.waitUntil(lambda: made.model.rowCount() == PHOTOS and made.service.status is not None)
    return made
