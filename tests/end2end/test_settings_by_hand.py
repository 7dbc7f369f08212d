"""Every control of the settings window, used as a person does: it works, and it is kept.

The service is the real one; only the model in its worker is a tiny one, so that it is quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.outside import Outside
from desktop.global_key import GlobalKey
from desktop.indexed_library import IndexedLibrary
from desktop.settings import NORMAL_TEXT, SYSTEM_LANGUAGE, AfterClosing, Look
from desktop.views.preferences.window import Chapter
from desktop.views.question import Question
from desktop.views.text_scale import text_scale
from indexer.api import ServiceState
from tests.end2end.conftest import PATIENCE_MS, end
from tests.integration.service_bench import ServiceBench, make_photos
from tests.x_server import XServer

pytestmark = [
    pytest.mark.processes,
    pytest.mark.window,
    pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints"),
]

Dialog = TypeVar("Dialog", bound=QDialog)
VALUES = (
    QComboBox, QCheckBox, QRadioButton, QKeySequenceEdit, QAbstractSlider, QAbstractSpinBox,
    QLineEdit, QPlainTextEdit, QTextEdit,
)  # fmt: skip
DARKEST_LIGHT = 128
PHOTOS, DRAFTS = 6, 2


class Hands:
    """Someone at the window, who can also start Pixlore and its service again."""

    def __init__(self, bench: ServiceBench, qtbot: QtBot, application: QApplication) -> None:
        self.bench = bench
        self.opened: list[QUrl] = []
        self.workers_before: list[int] = []
        self._qtbot = qtbot
        self._application = application
        self.start()

    def start(self) -> None:
        self.bench.start()
        with self.bench.client():
            pass  # a window must find this service, else it starts another one
        outside = Outside(lambda url: not self.opened.append(url))
        library = IndexedLibrary(self.bench.paths)
        self.desktop = Desktop(self._application, self.bench.paths, library, outside)
        self.desktop.start([])
        self.wait(lambda: self.desktop.service.status is not None)

    def stop(self) -> None:
        if self.desktop.running:
            self.close_settings()
            end(self.desktop)
        self.bench.close()

    def wait(self, condition: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    def restart(self) -> None:
        """Close the window, which ends the service when that was chosen; start both again."""
        self.close_settings()
        end(self.desktop)
        # A process that ends takes its translations with it; this one goes on.
        self.desktop.translation.choose(SYSTEM_LANGUAGE)
        self.bench.processes[-1].wait(PATIENCE_MS / 1000)
        self.start()

    def page(self, chapter: Chapter) -> QWidget:
        self.desktop.open_settings(chapter)
        shown = self.desktop.preferences.shown
        assert shown is not None
        return shown.pages[chapter]

    def close_settings(self) -> None:
        shown = self.desktop.preferences.shown
        if shown is not None:
            shown.close()

    def control(self, chapter: Chapter, name: str) -> Any:
        page = self.page(chapter)
        found = [each for each in page.findChildren(QWidget) if name_of(each) == name]
        assert found, f"nothing on the page {chapter.name} is named {name!r}"
        return found[0]

    def click(self, chapter: Chapter, name: str) -> None:
        control = self.control(chapter, name)
        self.wait(control.isEnabled)
        assert control.isVisible(), name
        where = control.rect().center()
        if isinstance(control, QCheckBox):
            where.setX(10)  # the text does not reach the middle of a wide box
        QTest.mouseClick(control, Qt.MouseButton.LeftButton, pos=where)

    def dialog(self, kind: type[Dialog]) -> Dialog:
        """The newest dialog over the settings."""
        shown = self.desktop.preferences.shown
        assert shown is not None
        return shown.findChildren(kind)[-1]

    @property
    def status(self) -> Any:
        return self.desktop.service.status

    def setting(self, name: str) -> Any:
        return self.desktop._library.setting(name)


def name_of(widget: QWidget) -> str:
    """What a person reads or hears of a control."""
    return (widget.text() if isinstance(widget, QAbstractButton) else "") or widget.accessibleName()


def pick(text: str) -> Callable[[Hands, QComboBox], None]:
    """Choose an entry of a box with the arrow keys."""

    def choose(hands: Hands, box: QComboBox) -> None:
        wanted = box.findText(text)
        assert wanted >= 0, [box.itemText(row) for row in range(box.count())]
        while (row := box.currentIndex()) != wanted:
            QTest.keyClick(box, Qt.Key.Key_Down if row < wanted else Qt.Key.Key_Up)

    return choose


def tick(hands: Hands, box: QCheckBox) -> None:
    hands.workers_before = hands.bench.worker_pids()
    assert not box.isChecked()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center() / 8)


def press_key(hands: Hands, field: QKeySequenceEdit) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(field, Qt.Key.Key_P, modifiers)


# What each setting does


def is_dark(hands: Hands) -> None:
    window = hands.desktop.window
    hands.wait(lambda: window.palette().window().color().lightness() < DARKEST_LIGHT)


def is_large(hands: Hands) -> None:
    usual = hands.desktop.theme._system_scale
    hands.wait(lambda: text_scale.factor == pytest.approx(1.3 * usual, abs=0.01))


def will_stop(hands: Hands) -> None:
    hands.wait(lambda: hands.desktop.settings.after_closing is AfterClosing.STOP)


def key_brings_window(hands: Hands, x_server: XServer) -> None:
    hands.wait(lambda: hands.desktop.settings.quick_key == "Ctrl+Alt+P")
    heard: list[bool] = []
    hands.desktop.quick_key.asked.connect(lambda: heard.append(True))
    x_server.press("Control_L", "Alt_L", "p")
    hands.wait(lambda: heard)


def starts_at_login(hands: Hands, configuration: Path) -> None:
    hands.wait(lambda: list(configuration.glob("autostart/*.desktop")))


def uses_all_cores(hands: Hands) -> None:
    hands.wait(lambda: hands.setting("full_speed") is True)
    hands.wait(lambda: not set(hands.workers_before) & set(hands.bench.worker_pids()))


def waits_for_power(hands: Hands) -> None:
    hands.bench.use_computer(plugged_in=False, idle_s=1000.0)
    hands.wait(lambda: hands.status.pause_reason == "battery")
    hands.bench.use_computer(plugged_in=True, idle_s=1000.0)
    hands.wait(lambda: hands.status.pause_reason == "")


def waits_for_rest(hands: Hands) -> None:
    hands.bench.use_computer(plugged_in=True, idle_s=0.0)
    hands.wait(lambda: hands.status.pause_reason == "busy")
    hands.bench.use_computer(plugged_in=True, idle_s=1000.0)
    hands.wait(lambda: hands.status.pause_reason == "")


def keeps_more_in_memory(hands: Hands) -> None:
    hands.wait(lambda: hands.desktop.thumbnails._cache._most_bytes == 192 << 20)


def keeps_less_on_disk(hands: Hands) -> None:
    hands.wait(lambda: hands.setting("thumbnail_disk_mb") == 250)


@dataclass(frozen=True)
class Setting:
    """A control that holds a value, how a person sets it, and what is seen of it."""

    chapter: Chapter
    name: str
    choose: Callable[[Hands, Any], None]
    works: Callable[..., None]
    shown: Callable[[Any], object]


def shows(text: str) -> Callable[[QComboBox], bool]:
    return lambda box: box.currentText() == text


SETTINGS = (
    Setting(Chapter.GENERAL, "Look", pick("Dark"), is_dark, shows("Dark")),
    Setting(Chapter.GENERAL, "Size of text", pick("130 %"), is_large, shows("130 %")),
    Setting(
        Chapter.GENERAL, "When the window is closed", pick("Stop indexing"), will_stop,
        shows("Stop indexing"),
    ),
    Setting(
        Chapter.GENERAL, "Key for quick search", press_key, key_brings_window,
        lambda field: field.keySequence().toString() == "Ctrl+Alt+P",
    ),
    Setting(
        Chapter.GENERAL, "Start Pixlore in the background when I log in", tick, starts_at_login,
        QCheckBox.isChecked,
    ),
    Setting(
        Chapter.INDEXING, "Full speed: use the whole computer, not all but one core", tick,
        uses_all_cores, QCheckBox.isChecked,
    ),
    Setting(
        Chapter.INDEXING, "Only while the computer is plugged in", tick, waits_for_power,
        QCheckBox.isChecked,
    ),
    Setting(
        Chapter.INDEXING, "Only while nobody has used the computer for two minutes", tick,
        waits_for_rest, QCheckBox.isChecked,
    ),
    Setting(
        Chapter.STORAGE, "Memory for thumbnails", pick("192 MB"), keeps_more_in_memory,
        shows("192 MB"),
    ),
    Setting(
        Chapter.STORAGE, "Disk space for thumbnails", pick("250 MB"), keeps_less_on_disk,
        shows("250 MB"),
    ),
)  # fmt: skip
LANGUAGE = (Chapter.GENERAL, "Language")
BUTTONS = {
    (Chapter.GENERAL, "No key"),
    (Chapter.FOLDERS, "Add folder…"),
    (Chapter.FOLDERS, "Remove"),
    (Chapter.FOLDERS, "Leave out…"),
    (Chapter.FOLDERS, "They are really gone"),
    (Chapter.INDEXING, "Pause indexing"),
    (Chapter.INDEXING, "Look for new photos now"),
    (Chapter.INDEXING, "0 files could not be read"),
    (Chapter.PRIVACY, "Open this folder"),
    (Chapter.PRIVACY, "Forget my searches"),
    (Chapter.PRIVACY, "Delete everything Pixlore stored…"),
}
"""Tried below; files that could not be read and the privacy page have tests of their own."""
ELSEWHERE = (Chapter.MODELS, Chapter.ABOUT)
"""Their buttons come with the models (`test_model_install`); no value is set there."""


@pytest.fixture
def hands(
    tmp_path: Path,
    qtbot: QtBot,
    qapp: QApplication,
    x_server: XServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Hands]:
    monkeypatch.setenv("DISPLAY", x_server.name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "configuration"))
    # Qt shows no window here, but the key is a matter of the X server, which is a real one.
    monkeypatch.setattr(GlobalKey, "is_possible", staticmethod(lambda: True))
    bench = ServiceBench(tmp_path)
    bench.paths.create()
    make_photos(bench.photos, PHOTOS)
    (bench.photos / "drafts").mkdir()
    make_photos(bench.photos / "drafts", DRAFTS, seed=7)
    made = Hands(bench, qtbot, qapp)
    yield made
    # Language, look and size belong to the application, which the next test also uses.
    made.desktop.choose_language(SYSTEM_LANGUAGE)
    made.desktop.choose_look(Look.SYSTEM)
    made.desktop.choose_text_size(NORMAL_TEXT)
    made.stop()


def test_every_setting_works_at_once_and_after_a_restart(
    hands: Hands, x_server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen_folder = str(hands.bench.photos)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", staticmethod(lambda *_: chosen_folder))
    add_folder(hands)
    leave_out_drafts(hands)
    assert_nothing_is_left_untried(hands)
    for setting in SETTINGS:
        setting.choose(hands, hands.control(setting.chapter, setting.name))
        works(setting, hands, x_server, tmp_path)
    pause(hands)
    open_data_folder(hands)
    choose_language(hands, LANGUAGE[1], "简体中文", "设置")

    hands.restart()

    choose_language(hands, "语言", "English", "Settings")
    assert hands.status.folders[0].excludes == ("drafts",)
    resume(hands)
    for setting in SETTINGS:
        control = hands.control(setting.chapter, setting.name)
        hands.wait(lambda setting=setting, control=control: setting.shown(control))
        works(setting, hands, x_server, tmp_path)
    hands.click(Chapter.GENERAL, "No key")
    assert hands.desktop.settings.quick_key == ""
    remove_folder(hands)


def works(setting: Setting, hands: Hands, x_server: XServer, tmp_path: Path) -> None:
    needed = {"key_brings_window": [x_server], "starts_at_login": [tmp_path / "configuration"]}
    setting.works(hands, *needed.get(setting.works.__name__, []))


def add_folder(hands: Hands) -> None:
    hands.click(Chapter.FOLDERS, "Add folder…")
    hands.wait(lambda: hands.status.counts.indexed == PHOTOS + DRAFTS)


def leave_out_drafts(hands: Hands) -> None:
    choose_row(hands)
    hands.click(Chapter.FOLDERS, "Leave out…")
    dialog = hands.dialog(QInputDialog)
    QTest.keyClicks(dialog.findChild(QPlainTextEdit), "drafts")
    (agree,) = (
        each
        for each in dialog.findChildren(QAbstractButton)
        if name_of(each).replace("&", "") == "Leave these out"
    )
    QTest.mouseClick(agree, Qt.MouseButton.LeftButton)
    hands.wait(lambda: hands.desktop.model.rowCount() == PHOTOS)


def remove_folder(hands: Hands) -> None:
    choose_row(hands)
    hands.click(Chapter.FOLDERS, "Remove")
    QTest.mouseClick(hands.dialog(Question).yes_button, Qt.MouseButton.LeftButton)
    hands.wait(lambda: hands.status.folders == ())


def choose_row(hands: Hands) -> None:
    table: Any = hands.page(Chapter.FOLDERS)
    table = table.table
    hands.wait(lambda: table.model().rowCount() == 1)
    where = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def pause(hands: Hands) -> None:
    """Also over the restart: a photo that comes meanwhile waits."""
    hands.click(Chapter.INDEXING, "Pause indexing")
    hands.wait(lambda: hands.status.state is ServiceState.PAUSED)
    make_photos(hands.bench.photos, 1, seed=9)
    hands.click(Chapter.INDEXING, "Look for new photos now")
    hands.wait(lambda: hands.status.counts.pending == 1)


def resume(hands: Hands) -> None:
    assert hands.status.state is ServiceState.PAUSED
    assert hands.status.counts.pending == 1
    hands.click(Chapter.INDEXING, "Resume indexing")
    hands.wait(lambda: hands.status.counts.indexed == PHOTOS + 1)


def open_data_folder(hands: Hands) -> None:
    hands.click(Chapter.PRIVACY, "Open this folder")
    assert hands.opened == [QUrl.fromLocalFile(str(hands.bench.paths.data_dir))]


def choose_language(hands: Hands, name: str, language: str, title: str) -> None:
    pick(language)(hands, hands.control(Chapter.GENERAL, name))
    shown = hands.desktop.preferences.shown
    assert shown is not None
    hands.wait(lambda: shown.windowTitle() == title)


def assert_nothing_is_left_untried(hands: Hands) -> None:
    values, buttons = set(), set()
    for chapter in Chapter:
        for widget in hands.page(chapter).findChildren(QWidget):
            if isinstance(widget, VALUES) and not isinstance(widget, QScrollBar):
                values.add((chapter, name_of(widget)))
            elif isinstance(widget, QAbstractButton) and name_of(widget):
                buttons.add((chapter, name_of(widget)))
    assert values == {LANGUAGE, *((each.chapter, each.name) for each in SETTINGS)}
    assert {(chapter, name) for chapter, name in buttons if chapter not in ELSEWHERE} == BUTTONS
