"""First run, remembering, the status bar, dialogs, and a clean end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.queries import TextQuery
from desktop.settings import Look
from indexer.api import (
    FolderId,
    FolderUnavailable,
    LibraryCounts,
    PhotoId,
    PhotoRecord,
    PhotoState,
    Progress,
    ServiceState,
)
from tests.unit.desktop.conftest import PHOTOS, FakeLibrary, status

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def tell(library: FakeLibrary, **changes: object) -> None:
    library.fake_service.tell("progress", status(**changes).to_json())


def test_the_first_run_offers_a_folder_and_then_shows_the_photos(
    make_desktop: Callable[..., Desktop], library: FakeLibrary, qtbot: QtBot
) -> None:
    library.fake_service.now = status(folders=())
    desktop = make_desktop(first_run=True)
    window = desktop.window
    qtbot.waitUntil(lambda: desktop.service.status is not None)
    assert window.page is window.welcome
    library.fake_service.errors["add_folder"] = FolderUnavailable("The folder is not there.")
    window.welcome.folder_chosen.emit("/nowhere")
    qtbot.waitUntil(lambda: window.welcome._error.text() == "The folder is not there.")
    del library.fake_service.errors["add_folder"]
    library.fake_service.now = status()
    window.welcome.folder_chosen.emit("/photos")
    qtbot.waitUntil(lambda: window.page is window.gallery)
    assert ("add_folder", {"path": "/photos"}) in library.fake_service.requests
    assert window.focusWidget() is window.gallery.search_bar.focusProxy()


def test_closing_and_opening_again_keeps_the_window_but_not_the_search(
    make_desktop: Callable[..., Desktop], qtbot: QtBot
) -> None:
    first = make_desktop()
    first.window.resize(760, 620)
    first.gallery.search(TextQuery("a red sofa"))
    qtbot.waitUntil(lambda: first.model.photos.ranked)
    first.choose_look(Look.DARK)
    first.window.close()
    first.stop()
    second = make_desktop()
    qtbot.waitUntil(lambda: second.model.rowCount() == PHOTOS)
    assert second.gallery.query is None
    assert second.window.gallery.search_bar.text == ""
    assert second.window.size().toTuple() == (760, 620)
    assert second.theme.dark


def test_progress_pause_and_resume(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> None:
    bar = desktop.window.gallery.status_bar
    tell(
        library,
        state=ServiceState.INDEXING,
        progress=Progress(searched=1200, total=4800, rate_per_s=34.2, eta_s=104.0),
    )
    expected = "Searched 1,200 of 4,800 · 34 photos a second · about 2 minutes left"
    qtbot.waitUntil(lambda: bar.message == expected)
    library.fake_service.now = status(
        state=ServiceState.PAUSED, pause_message="Paused: the battery is low."
    )
    bar._toggle.click()
    qtbot.waitUntil(lambda: ("pause", {}) in library.fake_service.requests)
    qtbot.waitUntil(lambda: bar.message == "Paused: the battery is low.")
    bar._toggle.click()
    qtbot.waitUntil(lambda: ("resume", {}) in library.fake_service.requests)


def test_what_a_person_cannot_resume_offers_no_such_button(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    bar = desktop.window.gallery.status_bar
    waiting = "Indexing waits until the computer is plugged in."
    counts, progress = LibraryCounts(indexed=30, pending=10), Progress(searched=30, total=40)
    tell(
        library, state=ServiceState.PAUSED, pause_reason="battery", pause_message=waiting,
        counts=counts, progress=progress,
    )  # fmt: skip
    qtbot.waitUntil(lambda: bar.message == f"{waiting} Searched 30 of 40")
    assert not bar._toggle.isVisible()
    tell(library, state=ServiceState.PAUSED, pause_reason="user", pause_message="Paused.")
    qtbot.waitUntil(bar._toggle.isVisible)


def test_failed_files_are_listed_with_reasons_and_retried(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.failures = [
        PhotoRecord(
            PhotoId(9), FolderId(1), "/photos/<b>x</b>.jpg", PhotoState.FAILED, 1, 1,
            reason="The image is damaged.",
        )
    ]  # fmt: skip
    tell(library, counts=LibraryCounts(indexed=39, failed=1))
    bar = desktop.window.gallery.status_bar
    qtbot.waitUntil(lambda: bar._failed.text() == "1 file could not be read")
    bar._failed.click()
    page = desktop.service._failed
    assert page is not None
    qtbot.waitUntil(lambda: page.rows.rowCount() == 1)
    assert page.rows.index(0, 1).data() == "The image is damaged."
    assert not page._retry_chosen.isEnabled()
    page.table.selectRow(0)
    page.show_records(library.failures)
    assert page._retry_chosen.isEnabled(), "what is chosen stays so when the list comes again"
    page._retry_chosen.click()
    one = ("retry_failed", {"path": "/photos/<b>x</b>.jpg"})
    qtbot.waitUntil(lambda: one in library.fake_service.requests)
    page._retry.click()
    qtbot.waitUntil(lambda: ("retry_failed", {}) in library.fake_service.requests)


def test_folders_are_listed_and_added(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> None:
    desktop.window.gallery.status_bar._folders.click()
    page = desktop.service._folders
    assert page is not None
    assert page.rows.index(0, 0).data() == "/photos"
    library.fake_service.errors["add_folder"] = FolderUnavailable("Cannot be read.")
    page.add_asked.emit("/secret")
    qtbot.waitUntil(lambda: page.error.text() == "Cannot be read.")


def test_language_and_look_change_while_the_window_is_open(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.choose_language("zh_CN")
    bar = desktop.window.gallery.search_bar
    qtbot.waitUntil(lambda: bar._field.placeholderText() == "搜索照片，或把图片拖到这里")
    grid = desktop.window.gallery.grid
    qtbot.waitUntil(lambda: grid._sections[0].heading == "全部照片")
    assert desktop.actions.path.text() == "复制路径"
    desktop.open_settings()
    desktop.choose_language("en")
    qtbot.waitUntil(lambda: bar._field.placeholderText().startswith("Search your photos"))
    desktop.choose_look(Look.LIGHT)
    light = desktop.theme.color("window")
    desktop.choose_look(Look.DARK)
    assert desktop.theme.color("window").lightness() < light.lightness()


def test_every_control_has_a_name_and_no_label_reads_markup(desktop: Desktop) -> None:
    desktop.service.open_folders()
    desktop.service.open_failed()
    desktop.open_settings()
    for control in desktop.window.findChildren(QAbstractButton):
        if control.objectName().startswith("qt_") or control.metaObject().className().startswith(
            "QTable"
        ):
            continue
        if control.isVisibleTo(control.window()):
            assert control.accessibleName() or control.text(), control
    for field in desktop.window.findChildren(QLineEdit):
        assert field.accessibleName(), field
    for label in desktop.window.findChildren(QLabel):
        assert label.textFormat().name == "PlainText" or not label.text(), label.text()


def test_nothing_runs_after_the_end(desktop: Desktop) -> None:
    desktop.gallery.search(TextQuery("cat"))
    desktop.window.close()
    desktop.stop()
    timers = [
        timer
        for part in (desktop.gallery, desktop.client, desktop.window)
        for timer in part.findChildren(QTimer)
        if timer.isActive()
    ]
    assert not timers
    assert desktop.model.rowCount() == PHOTOS


def test_a_folder_added_while_a_photo_is_open_leaves_the_photo(
    desktop: Desktop, qtbot: QtBot
) -> None:
    desktop.open_photo(desktop.model.index(0))
    qtbot.waitUntil(lambda: desktop.viewer.record is not None)
    desktop.service.add_folder("/photos")
    qtbot.waitUntil(lambda: desktop.window.page is desktop.window.gallery)
    assert not desktop.viewer.is_open
