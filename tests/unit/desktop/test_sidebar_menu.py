"""The menu of the sidebar's entries, and where folder dialogs begin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTreeView
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.library import Shelves
from desktop.queries import FavouritesQuery, FolderQuery, TextQuery
from desktop.views import folder_choice
from desktop.views.question import Question
from tests.unit.desktop.conftest import FakeLibrary

# Offscreen Qt says these of every menu that pops up.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")


class SavingLibrary(FakeLibrary):
    def shelves(self) -> Shelves:
        folders = (("/photos", ("", "trips")),)
        return Shelves(40, frozenset(), folders, (("Red", "a red car"),), ("sofa",))


@pytest.fixture
def library(tmp_path: Path) -> SavingLibrary:
    return SavingLibrary(tmp_path)


@pytest.fixture
def desktop(make_desktop: Callable[..., Desktop], qtbot: QtBot) -> Desktop:
    made = make_desktop()
    sidebar = made.window.gallery.sidebar
    qtbot.waitUntil(lambda: bool(sidebar.name_of(TextQuery("#sofa"))))
    return made


def entry(desktop: Desktop, key: object) -> QPoint:
    """Where the entry with this key is, in the tree's viewport."""
    tree = desktop.window.gallery.sidebar.findChild(QTreeView)
    index = desktop.window.gallery.sidebar._index_of(key)
    assert tree is not None
    assert index is not None
    tree.setCurrentIndex(index)
    return tree.visualRect(index).center()


def menu_of(desktop: Desktop, key: object) -> QMenu | None:
    """Right click an entry."""
    place = entry(desktop, key)
    tree = desktop.window.gallery.sidebar.findChild(QTreeView)
    assert tree is not None
    tree.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def trigger(menu: QMenu | None, text: str) -> None:
    assert menu is not None
    (action,) = [each for each in menu.actions() if each.text() == text]
    action.trigger()
    menu.close()


def test_a_folder_is_opened_and_its_path_copied(desktop: Desktop, opened: list[QUrl]) -> None:
    folder = FolderQuery("/photos/trips")
    trigger(menu_of(desktop, folder), "Open in file manager")
    assert opened == [QUrl.fromLocalFile("/photos/trips")]
    trigger(menu_of(desktop, folder), "Copy path")
    assert QGuiApplication.clipboard().text() == "/photos/trips"
    assert desktop.gallery.query is None, "a menu goes nowhere"


@pytest.mark.parametrize(
    ("key", "text", "request_"),
    [
        (TextQuery("a red car"), "Delete this saved search…", ("delete_search", {"name": "Red"})),
        (TextQuery("#sofa"), "Forget this concept…", ("forget", {"name": "sofa"})),
    ],
)
def test_what_a_person_made_is_deleted_only_after_asking(
    desktop: Desktop,
    library: SavingLibrary,
    qtbot: QtBot,
    key: TextQuery,
    text: str,
    request_: tuple[str, dict[str, str]],
) -> None:
    trigger(menu_of(desktop, key), text)
    question = desktop.window.findChildren(Question)[-1]
    assert request_ not in library.fake_service.requests
    question.yes_button.click()
    qtbot.waitUntil(lambda: request_ in library.fake_service.requests)


def test_the_menu_key_opens_it_and_other_entries_have_none(desktop: Desktop) -> None:
    entry(desktop, FolderQuery("/photos"))
    tree = desktop.window.gallery.sidebar.findChild(QTreeView)
    QTest.keyClick(tree, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()
    assert menu_of(desktop, FavouritesQuery()) is None


def test_a_folder_dialog_begins_in_the_pictures_then_beside_the_last_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_choice, "_last", [])
    pictures, chosen = tmp_path / "Pictures", tmp_path / "elsewhere" / "2020"
    pictures.mkdir()
    chosen.mkdir(parents=True)
    monkeypatch.setattr(
        "desktop.views.folder_choice.QStandardPaths.writableLocation", lambda _kind: str(pictures)
    )
    assert folder_choice.first_shown() == str(pictures)
    folder_choice.remember("")
    assert folder_choice.first_shown() == str(pictures)
    folder_choice.remember(str(chosen))
    assert folder_choice.first_shown() == str(chosen.parent)
    pictures.rmdir()
    chosen.rmdir()
    chosen.parent.rmdir()
    assert folder_choice.first_shown() == str(Path.home())
