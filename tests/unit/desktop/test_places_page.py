"""Places as a list: countries and cities that lead to their photos."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.places import PlaceLine
from desktop.queries import TextQuery
from desktop.shelf import Shelf
from tests.unit.desktop.conftest import FakeLibrary

KYOTO = PlaceLine("Kyoto", "京都", 'place:"Kyoto, Japan"', 3)
JAPAN = PlaceLine("Japan", "日本", 'place:"Japan"', 3, (KYOTO,))


def test_a_library_without_places_says_what_would_be_here(desktop: Desktop) -> None:
    desktop.open_shelf(Shelf.PLACES)
    page = desktop.pages.places_page
    assert page.isVisible()
    assert page._body.currentWidget() is page._state
    assert page._state._title.text() == "No places yet"


def test_a_place_chosen_by_key_is_searched_for(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.countries = (JAPAN,)
    desktop.open_shelf(Shelf.PLACES)
    tree = desktop.pages.places_page.list._tree
    qtbot.waitUntil(lambda: tree.model().rowCount() == 1)
    tree.setFocus()
    tree.setCurrentIndex(tree.model().index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex().data() == "Kyoto"
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: library.queries[-1:] == [TextQuery(KYOTO.query)])
    assert desktop.window.gallery.shelf is None


def test_places_are_named_in_chinese(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> None:
    library.countries = (JAPAN,)
    desktop.open_shelf(Shelf.PLACES)
    model = desktop.pages.places_page.list._tree.model()
    qtbot.waitUntil(lambda: model.rowCount() == 1)
    desktop.choose_language("zh_CN")
    qtbot.waitUntil(lambda: model.index(0, 0).data() == "日本")
    desktop.choose_language("en")
