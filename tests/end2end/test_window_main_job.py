"""The real window with the real service and the starter model: nothing faked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from pytestqt.qtbot import QtBot

from desktop.models.photo_list_model import PhotoRole
from desktop.queries import FavouritesQuery, FileQuery, RegionQuery, SimilarQuery
from desktop.settings import Look
from desktop.views.preferences.window import Chapter
from indexer.api import LibraryPaths, ServiceState
from tests.end2end.conftest import Person, end, stop_service

pytestmark = [
    pytest.mark.processes,
    pytest.mark.window,
    # The service is meant to outlive the process that started it.
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]


def test_from_the_first_run_to_a_similar_photo(person: Person, demo_photos: Path) -> None:
    desktop = person.desktop
    assert desktop.window.page is desktop.window.gallery
    person.type_text("a cat")
    assert person.names(1) == ["chelsea.png"]
    assert desktop.model.index(0).data(PhotoRole.STRENGTH) != "weak"

    desktop.open_photo(desktop.model.index(0))
    canvas = desktop.window.viewer.canvas
    person.wait(lambda: canvas.pixmap is not None and canvas.pixmap.width() == 451)

    desktop.close_photo()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(demo_photos / "motorcycle_left.png"))])
    desktop.window.dropped.emit(mime)
    person.wait(lambda: isinstance(desktop.gallery.query, FileQuery))
    person.wait(lambda: desktop.model.index(0).data() == "motorcycle_right.png")


def test_the_window_survives_the_death_of_the_service(
    person: Person, library_paths_here: LibraryPaths
) -> None:
    desktop = person.desktop
    status = desktop.service.status
    assert status is not None
    psutil.Process(status.pid).kill()
    bar = desktop.window.gallery.status_bar
    person.wait(lambda: "not running" in bar.message)
    person.wait(lambda: desktop.service.status is not status and "running" not in bar.message)
    person.type_text("a horse")
    assert person.names(1) == ["horse.png"]


def test_pause_and_opening_again(person: Person, start: Callable[[], Person]) -> None:
    desktop = person.desktop
    desktop.window.gallery.status_bar.pause_asked.emit()
    person.wait(lambda: desktop.service.status.state is ServiceState.PAUSED)
    desktop.window.gallery.status_bar.resume_asked.emit()
    person.wait(lambda: desktop.service.status.state is not ServiceState.PAUSED)
    person.type_text("grass")
    end(desktop)

    again = start()
    again.wait(lambda: again.desktop.model.rowCount() > 0)
    assert again.desktop.window.gallery.search_bar.text == ""
    again.type_text("grass")
    assert again.names(1) == ["grass.png"]


def test_similar_a_drawn_region_and_the_favourites(person: Person, qtbot: QtBot) -> None:
    desktop = person.desktop
    person.type_text("a motorcycle")
    (name,) = person.names(1)
    assert name.startswith("motorcycle")
    desktop.open_photo(desktop.model.index(0))
    canvas = desktop.window.viewer.canvas
    person.wait(lambda: canvas.pixmap is not None and desktop.viewer.record is not None)
    desktop.actions.favourite.trigger()
    desktop.window.viewer.actions_here.region.trigger()
    photo = canvas.target()
    corners = [
        (photo.topLeft() + QPointF(photo.width() * x, photo.height() * y)).toPoint()
        for x, y in ((0.2, 0.2), (0.9, 0.95))
    ]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=corners[0])
    qtbot.mouseMove(canvas, corners[1])
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=corners[1])
    person.wait(lambda: isinstance(desktop.gallery.query, RegionQuery))
    person.wait(lambda: str(desktop.model.index(0).data()).startswith("motorcycle"))

    desktop.window.gallery.grid.setCurrentIndex(desktop.model.index(0))
    person.wait(desktop.actions.similar.isEnabled)
    desktop.actions.similar.trigger()
    person.wait(lambda: isinstance(desktop.gallery.query, SimilarQuery))
    person.wait(lambda: str(desktop.model.index(0).data()).startswith("motorcycle"))

    desktop.window.gallery.sidebar.chosen.emit(FavouritesQuery())
    person.wait(lambda: desktop.model.rowCount() == 1)
    assert person.names(1) == [name]


def test_photos_of_an_unplugged_drive_stay_and_say_so(person: Person, demo_photos: Path) -> None:
    desktop = person.desktop
    count = desktop.model.rowCount()
    demo_photos.rename(demo_photos.with_name("unplugged"))
    person.ask("rescan", wait=True)
    person.wait(lambda: person.is_offline(0))
    assert desktop.model.rowCount() == count
    person.type_text("a cat")
    assert person.names(1) == ["chelsea.png"]
    desktop.open_photo(desktop.model.index(0))
    canvas = desktop.window.viewer.canvas
    person.wait(lambda: canvas.pixmap is not None)
    person.wait(lambda: bool(desktop.window.viewer.message))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_the_program_ends_cleanly_when_the_session_ends(
    library_paths_here: LibraryPaths, tmp_path: Path, repository: Path
) -> None:
    report = tmp_path / "started"
    program = subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data-dir", str(library_paths_here.data_dir)],
        cwd=repository,
        env={**os.environ, "PIXLORE_START_REPORT": str(report)},
    )
    try:
        deadline = time.monotonic() + 30
        while not report.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        program.send_signal(signal.SIGTERM)
        assert program.wait(30) == 0
        assert (library_paths_here.data_dir / "window.ini").exists()
    finally:
        program.kill()
        program.wait()
        stop_service(library_paths_here)


def test_the_settings_act_on_the_real_service(person: Person, demo_photos: Path) -> None:
    desktop = person.desktop
    desktop.open_settings(Chapter.MODELS)
    shown = desktop.preferences.shown
    assert shown is not None
    models: Any = shown.pages[Chapter.MODELS]
    person.wait(lambda: "starter" in models.cards)
    assert models.cards["starter"]._badge.text() == "In use"
    assert models.cards["starter"].install_button.isHidden()

    folders: Any = shown.pages[Chapter.FOLDERS]
    left = sum(1 for photo in demo_photos.iterdir() if photo.suffix != ".png")
    folders.excludes_chosen.emit(str(demo_photos), ["*.png"])
    person.wait(lambda: desktop.model.rowCount() == left)

    desktop.choose_language("zh_CN")
    desktop.choose_look(Look.DARK)
    person.wait(lambda: models.cards["starter"]._badge.text() == "使用中")
    assert desktop.theme.dark
    indexing: Any = shown.pages[Chapter.INDEXING]
    indexing.pause_asked.emit()
    person.wait(lambda: "索引已暂停" in desktop.window.gallery.status_bar.message)
    indexing.resume_asked.emit()
    person.wait(lambda: desktop.window.gallery.status_bar.message == "已是最新")
    desktop.choose_language("en")


def test_everything_is_deleted_when_asked_for(
    person: Person,
    library_paths_here: LibraryPaths,
    demo_photos: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    before = {photo: photo.stat().st_mtime_ns for photo in demo_photos.iterdir()}
    status = person.desktop.service.status
    assert status is not None
    person.desktop.forget_everything()
    person.wait(lambda: not library_paths_here.data_dir.exists())
    assert not psutil.pid_exists(status.pid) or psutil.Process(status.pid).status() == "zombie"
    assert {photo: photo.stat().st_mtime_ns for photo in demo_photos.iterdir()} == before
