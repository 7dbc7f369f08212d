"""How a typed query was understood is shown under the field, and parts of it are taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.controllers.query_chips import chip_looks
from desktop.controllers.suggesting import completed
from desktop.queries import TextQuery
from indexer.api import parse
from tests.unit.desktop.conftest import FakeLibrary


def test_plain_words_have_no_chip_and_mistakes_are_told() -> None:
    assert chip_looks(parse("a dog on grass")) == ()
    looks = chip_looks(parse("dog camera:canon rating:many"))
    assert [look.understood for look in looks] == [True, False]
    assert looks[1].message


def test_a_click_takes_a_part_away(desktop: Desktop, qtbot: QtBot) -> None:
    row = desktop.window.gallery.chip_row
    desktop.search(TextQuery("dog camera:canon"))
    qtbot.waitUntil(lambda: len(row.buttons) == 1 and not row.isHidden())
    assert row.buttons[0].accessibleName() == "Take away camera:canon"
    row.buttons[0].click()
    qtbot.waitUntil(row.isHidden)
    assert desktop.gallery.query == TextQuery("dog")
    assert desktop.window.gallery.search_bar.text == "dog"


def test_words_searched_for_instead_of_misspelt_ones_are_told(
    make_desktop: Callable[..., Desktop], library: FakeLibrary, qtbot: QtBot
) -> None:
    told = "no photo has “holdiay”; showing results for “holiday”"
    typed = parse('"holdiay"')
    mended = replace(typed.chips[0], values=("holiday",), message=told)
    library.understood = replace(typed, chips=(mended,))
    desktop = make_desktop()
    row = desktop.window.gallery.chip_row
    desktop.search(TextQuery('"holdiay"'))
    qtbot.waitUntil(lambda: row._message.text() == told)
    assert row.buttons[0].toolTip() == told
    row.buttons[0].click()
    qtbot.waitUntil(row.isHidden)
    desktop.search(TextQuery('"holiday"'))
    qtbot.waitUntil(lambda: len(row.buttons) == 1)
    assert row._message.text() == ""


def test_fields_are_completed() -> None:
    assert "dog orientation:" in [each.text for each in completed("dog ori")]
    assert completed("") == []
