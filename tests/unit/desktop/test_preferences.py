"""The settings window: each page shows what is, and asks for what a person chooses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.autostart import DesktopEntry
from desktop.settings import AfterClosing, Look, WindowSettings
from desktop.stored_files import delete_everything, stored_sizes
from desktop.thumbnails.cache import ThumbnailKey
from desktop.views.preferences.about_page import installed_parts
from desktop.views.preferences.window import Chapter
from desktop.views.question import Question
from desktop.views.table_page import TableDialog
from indexer.api import (
    DiskFull,
    FolderState,
    FolderStatus,
    LibraryCounts,
    LibraryPaths,
    Progress,
    ServiceState,
)
from tests.unit.desktop.conftest import MODELS, FakeLibrary, status

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


ENDED_PROCESS = (1 << 22) + 1
"""More than any process number of Linux."""


def page(desktop: Desktop, chapter: Chapter) -> Any:
    desktop.open_settings(chapter)
    shown = desktop.preferences.shown
    assert shown is not None
    assert shown.chapter is chapter
    return shown.pages[chapter]


def question_of(desktop: Desktop) -> Question:
    return desktop.window.findChildren(Question)[-1]


def choose(box: QComboBox, text: str) -> None:
    """Pick an entry with the keyboard, as a person does."""
    wanted = box.findText(text)
    assert wanted >= 0, [box.itemText(row) for row in range(box.count())]
    while (row := box.currentIndex()) != wanted:
        QTest.keyClick(box, Qt.Key.Key_Down if row < wanted else Qt.Key.Key_Up)


def test_the_look_and_what_closing_does_are_chosen_in_their_boxes(
    desktop: Desktop, tmp_path: Path
) -> None:
    general = page(desktop, Chapter.GENERAL)
    for text, look, dark in (("Dark", Look.DARK, True), ("Light", Look.LIGHT, False)):
        choose(general._look, text)
        assert desktop.settings.look is look
        assert desktop.theme.dark is dark
    choose(general._closing, "Stop indexing")
    assert desktop.settings.after_closing is AfterClosing.STOP
    choose(general._size, "130 %")
    desktop.settings.save()
    kept = WindowSettings(tmp_path / "data")
    assert (kept.look, kept.after_closing, kept.text_size) == (Look.LIGHT, AfterClosing.STOP, 130)
    choose(general._look, "As the system")
    choose(general._size, "100 %")


def test_a_download_that_connects_says_so_and_the_keyboard_stays_with_the_model(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    models = page(desktop, Chapter.MODELS)
    qtbot.waitUntil(lambda: "clip" in models.cards)
    card = models.cards["clip"]
    card.install_button.setFocus()
    qtbot.waitUntil(card.install_button.hasFocus)
    asking = {"name": "clip", "phase": "asking", "done_bytes": 0, "total_bytes": 0}
    library.fake_service.tell("model_progress", asking)
    qtbot.waitUntil(lambda: card.cancel_button.isVisible())
    assert card.cancel_button.hasFocus()
    assert card._progress.text() == "Connecting…"
    download = desktop.window.gallery.status_bar._download
    assert download.text() == "Downloading clip: Connecting…"
    going = {"phase": "downloading", "done_bytes": 3_000_000, "total_bytes": 605_000_000}
    library.fake_service.tell("model_progress", asking | going)
    qtbot.waitUntil(lambda: download.text() == "Downloading clip: 3 MB of 605 MB")
    library.fake_service.tell("model_progress", asking | {"phase": "cancelled"})
    qtbot.waitUntil(lambda: not download.isVisible())
    assert card.install_button.hasFocus()


def test_text_size_and_closing_are_kept(desktop: Desktop, tmp_path: Path) -> None:
    general = page(desktop, Chapter.GENERAL)
    before = QApplication.instance().styleSheet()
    general.text_size_chosen.emit(150)
    assert QApplication.instance().styleSheet() != before
    general.after_closing_chosen.emit(AfterClosing.STOP)
    desktop.settings.save()
    kept = WindowSettings(tmp_path / "data")
    assert (kept.text_size, kept.after_closing) == (150, AfterClosing.STOP)
    desktop.choose_text_size(100)


def test_the_memory_of_thumbnails_is_limited_now_and_after_the_next_start(
    make_desktop: Callable[..., Desktop],
) -> None:
    first = make_desktop()
    storage = page(first, Chapter.STORAGE)
    choose(storage._memory, "48 MB")
    assert held_at_most(first) <= 48 << 20
    first.window.close()
    first.stop()
    assert held_at_most(make_desktop()) <= 48 << 20


def held_at_most(desktop: Desktop) -> int:
    """What the thumbnails take after more than 48 MB of them were asked for."""
    for number in range(60):
        key = ThumbnailKey(number.to_bytes(16), 512, 512, 0)
        desktop.thumbnails._keep([(key, QImage(512, 512, QImage.Format.Format_RGB32))])
    return desktop.thumbnails.bytes_held


def test_the_limit_of_the_disk_is_shown_and_asked_for(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.settings["thumbnail_disk_mb"] = 1000
    storage = page(desktop, Chapter.STORAGE)
    qtbot.waitUntil(lambda: storage._disk.value == 1000)
    assert storage._disk.currentText() == "1 GB"
    choose(storage._disk, "As much as needed")
    wanted = ("set_setting", {"name": "thumbnail_disk_mb", "value": 0})
    qtbot.waitUntil(lambda: wanted in library.fake_service.requests)
    storage.retranslate()
    assert storage._disk.value == 0, "another language shows what was chosen before"


def test_a_setting_that_the_service_refuses_is_shown_as_it_still_is(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.settings["thumbnail_disk_mb"] = 1000
    storage, indexing = page(desktop, Chapter.STORAGE), page(desktop, Chapter.INDEXING)
    qtbot.waitUntil(lambda: storage._disk.value == 1000)
    library.fake_service.errors["set_setting"] = DiskFull("The disk is full.")
    box = indexing._choices["full_speed"]
    box.click()
    qtbot.waitUntil(lambda: not box.isChecked())
    choose(storage._disk, "4 GB")
    qtbot.waitUntil(lambda: storage._disk.value == 1000)
    assert "disk is full" in desktop.window.gallery.status_bar.message


def test_a_pause_goes_past_a_folder_that_is_slow_to_forget(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten, call = threading.Event(), library.fake_service.call

    def slow(method: str, **params: Any) -> dict[str, Any]:
        answer = call(method, **params)
        if method == "remove_folder":
            assert params["timeout_s"] > 600, "the time that a large folder takes"
            forgotten.wait(60)
        return answer

    monkeypatch.setattr(library.fake_service, "call", slow)
    try:
        desktop.service._remove_folder("/photos")
        requests = library.fake_service.requests
        qtbot.waitUntil(lambda: ("remove_folder", {"path": "/photos"}) in requests)
        desktop.service.pause()
        qtbot.waitUntil(lambda: ("pause", {}) in requests, timeout=20_000)
        assert not forgotten.is_set()
    finally:
        forgotten.set()


def test_start_at_login_is_turned_on_and_a_refusal_is_said(
    desktop: Desktop, tmp_path: Path
) -> None:
    desktop.preferences._autostart = DesktopEntry(tmp_path / "autostart", ["/usr/bin/pixlore"])
    general = page(desktop, Chapter.GENERAL)
    general.login_chosen.emit(True)
    assert general._login.isChecked()
    (tmp_path / "file").touch()
    desktop.preferences._autostart = DesktopEntry(tmp_path / "file", ["/usr/bin/pixlore"])
    general.login_chosen.emit(True)
    assert not general._login.isChecked()
    assert "does not let" in general._error.text()


def test_stopping_with_the_window_stops_the_service(desktop: Desktop, library: FakeLibrary) -> None:
    desktop.choose_after_closing(AfterClosing.STOP)
    desktop.window.close()
    desktop.stop()
    assert ("shutdown", {}) in library.fake_service.requests


def test_the_indexing_page_follows_and_asks(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    indexing = page(desktop, Chapter.INDEXING)
    tell = library.fake_service.tell
    tell("progress", status(state=ServiceState.PAUSED, pause_message="Waiting.").to_json())
    qtbot.waitUntil(lambda: indexing._now.text() == "Waiting.")
    indexing._toggle.click()
    qtbot.waitUntil(lambda: ("resume", {}) in library.fake_service.requests)
    for name, box in indexing._choices.items():
        box.click()
        wanted = ("set_setting", {"name": name, "value": True})
        qtbot.waitUntil(lambda wanted=wanted: wanted in library.fake_service.requests)


def test_the_indexing_page_says_what_hinders(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    indexing = page(desktop, Chapter.INDEXING)
    gone = FolderStatus(
        id=2, path="/media/stick", state=FolderState.OFFLINE, message="The folder is not there. "
        "Connect its drive, or remove it from the library.", counts=LibraryCounts(indexed=9),
    )  # fmt: skip
    problems = (f"{gone.path}: {gone.message}", "Something else.")
    now = status(folders=(gone,), problems=problems)
    library.fake_service.tell("progress", now.to_json())
    expected = f"{gone.path}: {gone.message}\nSomething else."
    qtbot.waitUntil(lambda: indexing._troubles.text() == expected)
    assert desktop.window.gallery.status_bar.message == problems[0]


def test_a_model_is_installed_watched_and_used(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    models = page(desktop, Chapter.MODELS)
    qtbot.waitUntil(lambda: list(models.cards) == ["starter", "clip"])
    card = models.cards["clip"]
    assert card.install_button.text() == "Download (605 MB)"
    card.install_button.click()
    qtbot.waitUntil(lambda: ("install_model", {"name": "clip"}) in library.fake_service.requests)
    progress = {"name": "clip", "phase": "downloading", "done_bytes": 10, "total_bytes": 20}
    library.fake_service.tell("model_progress", progress)
    qtbot.waitUntil(lambda: card._bar.value() == 500)
    assert card.cancel_button.isVisible()
    installed = [MODELS["models"][0], {**MODELS["models"][1], "installed": True}]
    library.fake_service.answers["models"] = {**MODELS, "models": installed}
    library.fake_service.tell("model_progress", {"name": "clip", "phase": "installed"})
    qtbot.waitUntil(lambda: card.use_button.isVisible() and not card.cancel_button.isVisible())
    card.use_button.click()
    qtbot.waitUntil(lambda: ("use_model", {"name": "clip"}) in library.fake_service.requests)
    card.remove_button.click()
    question_of(desktop).accept()
    qtbot.waitUntil(lambda: ("remove_model", {"name": "clip"}) in library.fake_service.requests)


def test_a_failed_download_says_why(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> None:
    models = page(desktop, Chapter.MODELS)
    qtbot.waitUntil(lambda: "clip" in models.cards)
    failed = {"name": "clip", "phase": "failed", "message": "The server is away."}
    library.fake_service.tell("model_progress", failed)
    card = models.cards["clip"]
    qtbot.waitUntil(lambda: card._progress.text() == "The server is away.")
    assert card.install_button.isVisible()


def test_a_model_that_gets_ready_shows_how_far_it_is(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    models = page(desktop, Chapter.MODELS)
    qtbot.waitUntil(lambda: "clip" in models.cards)
    built = status(target_model="clip", target_progress=Progress(searched=30, total=40))
    library.fake_service.tell("progress", built.to_json())
    bar = models.cards["clip"]._bar
    qtbot.waitUntil(lambda: bar.isVisible() and (bar.value(), bar.maximum()) == (30, 40))


def test_folders_are_removed_excluded_and_given_up(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    folder = FolderStatus(
        id=1, path="/photos", state=FolderState.SUSPECT, message="40 photos are no longer there.",
        counts=LibraryCounts(indexed=40),
    )  # fmt: skip
    folders = page(desktop, Chapter.FOLDERS)
    folders.show_folders((folder,))
    folders.table.selectRow(0)
    folders._accept.click()
    question_of(desktop).accept()
    requests = library.fake_service.requests
    qtbot.waitUntil(lambda: ("accept_missing", {"path": "/photos"}) in requests)
    folders._choose_excludes("/photos", " Drafts \n\n*.gif\n")
    wanted = ("set_folder", {"path": "/photos", "excludes": ["Drafts", "*.gif"]})
    qtbot.waitUntil(lambda: wanted in requests)
    folders._remove.click()
    question_of(desktop).reject()
    assert ("remove_folder", {"path": "/photos"}) not in requests


def test_everything_is_deleted_but_what_is_not_ours(tmp_path: Path) -> None:
    paths = LibraryPaths(tmp_path / "library")
    paths.create()
    codes = paths.codes / "1-1-1.codes"
    for file in (paths.user_db, paths.index_db, codes, paths.models / "clip" / "weights"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x" * 10)
    stamp = "corrupt-20261127T101500123456Z"
    for name in (
        "index.db-wal", f"index.db.{stamp}", f"index.db.{stamp}-wal", f"user.db.{stamp}",
        "user.db.suspect", "user.db.partial", "trials.json", "trials.new", "stacks.npz.new",
        "window.ini", "window.ini.lock", "window.ini.aB3xYz", "service.lock", "service.key",
    ):  # fmt: skip
        (paths.data_dir / name).touch()
    Path(paths.socket).parent.mkdir(exist_ok=True)
    Path(paths.socket).touch()
    foreign = [paths.data_dir / name for name in ("holiday.jpg", "user.db.old", "index.db.zip")]
    for each in foreign:
        each.touch()
    sizes = stored_sizes(paths)
    assert (sizes["choices"], sizes["index"], sizes["models"]) == (10, 20, 10)
    delete_everything(paths)
    assert sorted(paths.data_dir.iterdir()) == sorted(foreign)
    assert not Path(paths.socket).exists()
    for each in foreign:
        each.unlink()
    delete_everything(paths)
    assert not paths.data_dir.exists()


@pytest.mark.logs("Not everything could be deleted")
def test_what_cannot_be_deleted_is_told_and_the_rest_is_gone(
    desktop: Desktop,
    library: FakeLibrary,
    opened: list[QUrl],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desktop.service._show_status(status(pid=ENDED_PROCESS))
    data = tmp_path / "data"
    (data / "index.db").touch()
    (data / "thumbnails.db-wal").touch()
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "index.db":
            raise PermissionError(13, "Permission denied", str(path))
        real(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    page(desktop, Chapter.PRIVACY)._delete.click()
    question_of(desktop).accept()
    told: list[str] = []

    def read() -> None:
        shown = QApplication.activeModalWidget()
        if not isinstance(shown, Question) or "Not everything" not in shown.windowTitle():
            QTimer.singleShot(10, read)
            return
        told.extend(label.text() for label in shown.findChildren(QLabel))
        shown.yes_button.click()

    QTimer.singleShot(0, read)
    qtbot.waitUntil(lambda: bool(told))
    assert any("Permission denied" in text for text in told)
    assert [url.toLocalFile() for url in opened] == [str(data)]
    assert [each.name for each in data.iterdir()] == ["index.db"]


def test_searches_are_forgotten_here_and_by_the_service(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot, tmp_path: Path
) -> None:
    desktop.settings.recent = ["zanzibar"]
    desktop.settings.save()
    ini = tmp_path / "data" / "window.ini"
    assert b"zanzibar" in ini.read_bytes()
    page(desktop, Chapter.PRIVACY)._forget.click()
    assert b"zanzibar" not in ini.read_bytes()
    qtbot.waitUntil(lambda: ("forget_history", {}) in library.fake_service.requests)


def test_deleting_asks_first_and_ends_the_program(
    desktop: Desktop,
    library: FakeLibrary,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desktop.service._show_status(status(pid=ENDED_PROCESS))
    privacy = page(desktop, Chapter.PRIVACY)
    privacy._delete.click()
    question_of(desktop).reject()
    assert (tmp_path / "data" / "user.db").exists()
    privacy._delete.click()
    question_of(desktop).accept()
    qtbot.waitUntil(lambda: not (tmp_path / "data").exists())
    assert ("shutdown", {}) in library.fake_service.requests
    assert library.closed
    desktop.stop()
    assert not (tmp_path / "data").exists()


def test_every_part_names_its_licence() -> None:
    parts = installed_parts()
    assert len(parts) > 15
    assert all(part.licence for part in parts)


def test_the_licences_of_models_and_their_data_are_shown(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    clip = {**MODELS["models"][1], "installed": True, "licence": "Research only"}
    library.fake_service.answers["models"] = {**MODELS, "models": [MODELS["models"][0], clip]}
    rows = page(desktop, Chapter.ABOUT)._rows

    def shown() -> dict[str, str]:
        return {
            rows.index(row, 0).data(): rows.index(row, 2).data() for row in range(rows.rowCount())
        }

    qtbot.waitUntil(lambda: shown().get("CLIP") == "Research only")
    assert shown()["Starter model: EfficientNet-Lite2"] == "Apache-2.0"
    assert shown()["Starter model: ImageNet class texts"] == "MIT"


def test_every_key_is_listed(desktop: Desktop) -> None:
    desktop.open_shortcuts()
    rows = desktop.window.findChild(TableDialog).page.rows
    texts = {rows.index(row, 0).data() for row in range(rows.rowCount())}
    assert {a.text() for a in desktop.actions.all if not a.shortcut().isEmpty()} <= texts
