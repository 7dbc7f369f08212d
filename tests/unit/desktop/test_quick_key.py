"""The key for the quick search: taken from a real X server, given back, refused with grace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.quick_key import QuickKey
from desktop.global_key import GlobalKey, KeyRefused
from desktop.settings import WindowSettings
from desktop.views.preferences.quick_key_field import QuickKeyField
from desktop.views.preferences.window import Chapter
from tests.x_server import XServer

KEY = "Ctrl+Alt+Space"
PRESSED = ("Control_L", "Alt_L", "space")


@pytest.fixture
def key(x_server: XServer, qtbot: QtBot) -> Iterator[GlobalKey]:
    made = GlobalKey(display=x_server.name)
    yield made
    made.release()


def test_the_key_is_heard_from_any_program(key: GlobalKey, x_server: XServer, qtbot: QtBot) -> None:
    key.take(KEY)
    with qtbot.waitSignal(key.pressed):
        x_server.press(*PRESSED)


def test_locks_do_not_matter(key: GlobalKey, x_server: XServer, qtbot: QtBot) -> None:
    key.take("Meta+P")
    with qtbot.waitSignal(key.pressed):
        x_server.press("Caps_Lock")
        x_server.press("Super_L", "p")


def test_another_key_and_a_released_one_are_not_heard(
    key: GlobalKey, x_server: XServer, qtbot: QtBot
) -> None:
    key.take("Ctrl+Alt+A")
    key.take(KEY)
    heard: list[None] = []
    key.pressed.connect(lambda: heard.append(None))
    x_server.press("Control_L", "Alt_L", "a")
    with qtbot.waitSignal(key.pressed):
        x_server.press(*PRESSED)
    assert len(heard) == 1
    key.release()
    other = GlobalKey(display=x_server.name)
    other.take(KEY)
    other.release()


@pytest.mark.parametrize("keys", ["", "A", "Shift+A", "F", "Return"])
def test_keys_that_are_needed_for_typing_are_refused(key: GlobalKey, keys: str) -> None:
    with pytest.raises(KeyRefused):
        key.take(keys)


def test_a_key_that_another_program_has_is_refused(key: GlobalKey, x_server: XServer) -> None:
    key.take("F9")
    other = GlobalKey(display=x_server.name)
    with pytest.raises(KeyRefused, match="Another program"):
        other.take("F9")


def test_without_a_server_it_is_refused(qtbot: QtBot) -> None:
    with pytest.raises(KeyRefused):
        GlobalKey(display=":no-such-server").take(KEY)


def test_a_choice_is_kept_and_a_refused_one_is_not(
    key: GlobalKey, x_server: XServer, tmp_path: Path
) -> None:
    settings, owner = WindowSettings(tmp_path), QObject()
    chosen = QuickKey(settings, owner, key)
    assert chosen.choose(KEY)
    assert settings.quick_key == KEY
    assert not chosen.choose("A")
    assert settings.quick_key == ""
    assert chosen.choose("")


def test_the_settings_say_how_it_is_done_where_no_key_can_be_taken(desktop: Desktop) -> None:
    desktop.open_settings(Chapter.GENERAL)
    shown = desktop.preferences.shown
    assert shown is not None
    page = shown.pages[Chapter.GENERAL]
    field = page._quick_key
    assert not field._edit.isVisible()  # the offscreen platform has no keys to lend
    assert field._hint.text().endswith("\npixlore --quick")


def test_the_field_tells_which_key_is_chosen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GlobalKey, "is_possible", lambda: True)
    field = QuickKeyField("")
    qtbot.addWidget(field)
    field.show()
    with qtbot.waitSignal(field.chosen) as choice:
        modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        qtbot.keyClick(field._edit, Qt.Key.Key_P, modifiers)
    assert choice.args == ["Ctrl+Alt+P"]
    field.show_key("", refused=True)
    assert "cannot be had" in field._hint.text()
    field.show_key("Ctrl+Alt+P", refused=False)
    with qtbot.waitSignal(field.chosen) as choice:
        field._none.click()
    assert choice.args == [""]


@pytest.mark.qt_log_ignore("does not support raise", "propagateSizeHints")
def test_the_key_brings_the_window_to_the_front(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.window.gallery.search_bar.set_text("old words")
    desktop.window.hide()
    desktop.quick_key.asked.emit()
    assert desktop.window.isVisible()
    assert desktop.window.gallery.search_bar.focusProxy().selectedText() == "old words"
