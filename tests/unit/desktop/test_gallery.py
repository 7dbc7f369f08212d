"""The gallery: what it shows for all photos, a query, an error and nothing at all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.models.photo_list_model import PhotoRole
from desktop.queries import FavouritesQuery, FolderQuery, Query, TextQuery
from indexer.api import QueryError, ServiceState, ServiceUnavailable, Strength
from tests.unit.desktop.conftest import PHOTOS, FakeLibrary, status

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def headings(desktop: Desktop) -> list[str]:
    return [section.heading for section in desktop.window.gallery.grid._sections]


def type_text(desktop: Desktop, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(desktop.window.gallery.search_bar.focusProxy(), text)


def test_it_shows_all_photos_and_has_the_focus_in_the_search_field(
    desktop: Desktop, qtbot: QtBot
) -> None:
    assert headings(desktop) == ["All photos"]
    assert desktop.window.focusWidget() is desktop.window.gallery.search_bar.focusProxy()


def test_typing_searches_once_after_a_pause(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    type_text(desktop, qtbot, "a red sofa")
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    assert library.queries == [TextQuery("a red sofa")]
    assert headings(desktop) == [
        "Strong matches",
        "Likely matches",
        "The rest",
    ]
    assert desktop.model.index(0).data(PhotoRole.STRENGTH) == Strength.STRONG
    assert desktop.model.index(2).data(PhotoRole.STRENGTH) == Strength.LIKELY
    assert desktop.model.index(4).data(PhotoRole.STRENGTH) == Strength.WEAK


def test_a_query_without_a_sure_match_says_so(desktop: Desktop, qtbot: QtBot) -> None:
    type_text(desktop, qtbot, "nothing")
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    assert headings(desktop) == ["No sure match. The closest come first"]


def test_taking_the_text_away_shows_all_photos_again(desktop: Desktop, qtbot: QtBot) -> None:
    type_text(desktop, qtbot, "cat")
    qtbot.waitUntil(lambda: desktop.model.photos.ranked)
    qtbot.keyClick(desktop.window.gallery.search_bar.focusProxy(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not desktop.model.photos.ranked)
    assert desktop.model.rowCount() == PHOTOS


def test_an_error_says_why_and_can_be_tried_again(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.search_error = QueryError("The query has 10,000 characters.")
    desktop.gallery.search(TextQuery("x"))
    qtbot.waitUntil(lambda: desktop.gallery.failed)
    panel = desktop.window.gallery.panel
    assert panel.isVisible()
    assert panel._text.text() == "The query has 10,000 characters."
    library.search_error = None
    panel._step.click()
    qtbot.waitUntil(lambda: desktop.model.rowCount() == PHOTOS)


def test_photos_that_arrive_while_indexing_appear_and_the_place_is_kept(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    grid = desktop.window.gallery.grid
    grid.setCurrentIndex(desktop.model.index(30))
    place = grid.verticalOffset()
    library.ids = np.arange(1, 61, dtype=np.int64)
    library.fake_service.tell("library_changed", {"indexed": 20, "removed": 0})
    qtbot.waitUntil(lambda: desktop.model.rowCount() == 60)
    assert grid.currentIndex().row() == 30
    assert grid.verticalOffset() == place


def test_an_empty_library_says_what_goes_on_and_what_to_do(
    make_desktop: Callable[..., Desktop], library: FakeLibrary, qtbot: QtBot
) -> None:
    library.ids = np.empty(0, np.int64)
    library.fake_service.now = status(state=ServiceState.SCANNING)
    desktop = make_desktop()
    panel = desktop.window.gallery.panel
    qtbot.waitUntil(lambda: desktop.service.status is not None)
    qtbot.waitUntil(lambda: panel._title.text() == "Your photos appear here")
    qtbot.waitUntil(lambda: desktop.service.status is not None)
    idle = status(state=ServiceState.IDLE).to_json()
    library.fake_service.tell("progress", idle)
    qtbot.waitUntil(lambda: panel._title.text() == "No photos in your folders")
    panel._step.click()
    assert desktop.service._folders is not None


def test_a_lost_service_is_said_and_connected_again(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    bar = desktop.window.gallery.status_bar
    library.service_error = ServiceUnavailable("The background service is not running.")
    library.fake_service.tell("disconnected", {})
    qtbot.waitUntil(lambda: "not running" in bar.message)
    library.service_error = None
    qtbot.waitUntil(lambda: bar.message == "Up to date")


def test_the_answer_to_an_old_query_is_dropped(desktop: Desktop, qtbot: QtBot) -> None:
    desktop.gallery.search(TextQuery("first"))
    desktop.gallery.search(None)
    with qtbot.waitSignal(desktop.gallery.shown):
        pass
    assert not desktop.model.photos.ranked


def test_lines_of_very_many_photos_are_not_broken_again_and_again(
    make_desktop: Callable[..., Desktop], library: FakeLibrary, qtbot: QtBot
) -> None:
    """Breaking the lines of 100,000 photos takes a part of the start that can be felt.

    Once for the answer; Qt may add the layout that it put off when the model changed.
    """
    many, library.ids = library.ids, library.ids[:0]
    desktop = make_desktop()
    qtbot.waitUntil(lambda: not desktop.window.gallery.panel.isHidden())
    heights: list[int] = []
    grid = desktop.window.gallery.grid
    grid.laid_out.connect(lambda: heights.append(grid.layout_of_rows.height))
    library.ids = np.arange(1, 100 * len(many), dtype=np.int64)
    library.taken = np.linspace(1.7e9, 1.0e9, len(library.ids))
    desktop.gallery.refresh()
    qtbot.waitUntil(lambda: desktop.model.rowCount() == len(library.ids))
    assert desktop.window.gallery.scrubber.isVisible()
    assert 1 <= len([height for height in heights if height > grid.height()]) <= 2


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (TextQuery("camera:none"), "No photo fits this search"),
        (FavouritesQuery(), "No favourites yet"),
        (FolderQuery("/photos/empty"), "No photos in this folder"),
    ],
)
def test_an_empty_answer_says_what_to_do_next(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot, query: Query, title: str
) -> None:
    panel = desktop.window.gallery.panel
    library.ids = np.empty(0, np.int64)
    desktop.search(query)
    qtbot.waitUntil(lambda: panel._title.text() == title)
    library.ids = np.arange(1, PHOTOS + 1, dtype=np.int64)
    panel._step.click()
    qtbot.waitUntil(lambda: desktop.model.rowCount() == PHOTOS)
    assert desktop.gallery.query is None
