"""What the search field offers, and what it remembers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.ideas import MOST_IDEAS, find_ideas
from desktop.models.suggestions import MOST_RECENT, MOST_SHOWN, remembered, suggestions
from desktop.queries import TextQuery
from tests.unit.desktop.conftest import FakeLibrary


def texts(typed: str, recent: list[str], ideas: list[str]) -> list[str]:
    return [each.text for each in suggestions(typed, recent, ideas)]


def test_what_begins_with_the_typed_text_comes_before_what_contains_it() -> None:
    recent = ["a red car", "reading a book", "the sea"]
    assert texts("re", recent, ["a red sofa"]) == ["reading a book", "a red car", "a red sofa"]
    assert texts("the sea", recent, []) == []
    assert texts("", recent, ["the sea", "snow"]) == [*recent, "snow"]
    assert len(texts("", [str(n) for n in range(40)], [])) <= MOST_SHOWN


def test_a_search_is_remembered_once_and_newest_first() -> None:
    assert remembered(["cat", "Dog"], "dog") == ["dog", "cat"]
    assert len(remembered([str(n) for n in range(80)], "x")) == MOST_RECENT


def test_ideas_are_only_queries_that_find_different_photos(library: FakeLibrary) -> None:
    assert find_ideas(library, lambda: True) == ["a dog running on grass"]
    assert find_ideas(library, lambda: False) == []
    assert MOST_IDEAS > 1


def test_a_recent_search_is_chosen_with_the_keyboard(desktop: Desktop, qtbot: QtBot) -> None:
    bar = desktop.window.gallery.search_bar
    field = bar.focusProxy()
    for text in ("red car", "red sofa"):
        bar.select_all()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    bar.select_all()
    qtbot.keyClicks(field, "red")
    shown = bar._list
    assert shown is not None
    assert [shown.item(row).text() for row in range(shown.count())] == ["red sofa", "red car"]
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert desktop.gallery.query == TextQuery("red car")
    assert desktop.settings.recent == ["red car", "red sofa"]
    assert not shown.isVisible()
    desktop.suggesting.forget()
    assert desktop.settings.recent == []
