"""Lists that shrink, grow and vanish: no view is ever asked with the layout of another list."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.photo_list import PhotoList
from desktop.queries import FavouritesQuery, FolderQuery, Query, TextQuery
from desktop.settings import Arrangement
from indexer.api import QueryError
from tests.unit.desktop.conftest import FakeLibrary

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

YEAR = 365.25 * 24 * 3600


class ShrinkingLibrary(FakeLibrary):
    """Answers with lists of any length, in shapes and times as real photos have them."""

    length = 333

    def newest_first(self) -> PhotoList:
        return self.some(self.length)

    def search(self, query: Query) -> PhotoList:
        if self.search_error is not None:
            raise self.search_error
        return self.some(self.length)

    def some(self, count: int) -> PhotoList:
        dice = np.random.default_rng(count)
        return PhotoList(
            np.arange(1, count + 1, dtype=np.int64),
            searched=count,
            total=count,
            aspects=dice.uniform(0.3, 4, count).astype(np.float32),
            taken=-np.sort(-dice.uniform(30 * YEAR, 50 * YEAR, count)),
        )


@pytest.fixture
def library(tmp_path: object) -> ShrinkingLibrary:
    return ShrinkingLibrary(tmp_path)  # type: ignore[arg-type]


@pytest.fixture
def desktop(make_desktop: object, qtbot: QtBot, library: ShrinkingLibrary) -> Desktop:
    made: Desktop = make_desktop()  # type: ignore[operator]
    qtbot.waitUntil(lambda: made.model.rowCount() == library.length)
    made.window.gallery.grid.verticalScrollBar().setValue(4000)
    return made


def show(desktop: Desktop, qtbot: QtBot, query: Query, rows: int) -> None:
    with qtbot.waitSignal(desktop.gallery.shown):
        desktop.gallery.search(query)
    assert desktop.model.rowCount() == rows
    handle_everything(desktop)


def handle_everything(desktop: Desktop) -> None:
    """Let Qt lay out, paint and ask for hints, and ask what it may ask at any time."""
    QApplication.processEvents()
    grid = desktop.window.gallery.grid
    grid.viewport().repaint()
    for row in (0, 1, 5, 40, 300):
        index = desktop.model.index(row)
        grid.visualRect(index)
        grid.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
    grid.indexAt(QPoint(200, 200))
    grid.setSelection(QRect(0, 0, 900, 900), grid.selectionCommand(grid.currentIndex()))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_Home):
        QApplication.sendEvent(
            grid, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        )
    grid.clearSelection()
    desktop.window.gallery.scrubber.repaint()


@pytest.mark.parametrize("between", ["empty", "error"])
@pytest.mark.parametrize("rest", [1, 7, 332, 1000])
def test_another_list_after_a_state_without_photos(
    desktop: Desktop, library: ShrinkingLibrary, qtbot: QtBot, between: str, rest: int
) -> None:
    if between == "empty":
        library.length = 0
    else:
        library.search_error = QueryError("It is not understood.")
    show(desktop, qtbot, FavouritesQuery(), 0)
    library.search_error, library.length = None, rest
    show(desktop, qtbot, FolderQuery("/photos"), rest)
    assert desktop.window.gallery.grid.layout_of_rows.rows_between(0, 10**9) == range(rest)


def test_everything_that_lays_out_again_while_there_are_no_photos(
    desktop: Desktop, library: ShrinkingLibrary, qtbot: QtBot
) -> None:
    library.length = 0
    show(desktop, qtbot, FavouritesQuery(), 0)
    page = desktop.window.gallery
    page.retranslate()
    page.grid.set_cell_side(300)
    page.grid.show()
    desktop.window.resize(700, 500)
    handle_everything(desktop)
    page.grid.set_arrangement(Arrangement.EVEN)
    handle_everything(desktop)
    assert page.grid.layout_of_rows.rows_between(0, 10**9) == range(0)
    library.length = 3
    show(desktop, qtbot, TextQuery("three"), 3)


def test_a_model_that_changed_is_never_shown_in_the_old_layout(desktop: Desktop) -> None:
    """Between the model's change and the new sections, Qt may ask anything."""
    grid = desktop.window.gallery.grid
    long = grid.layout_of_rows.height
    desktop.model.show_photos(ShrinkingLibrary(None).some(5))  # type: ignore[arg-type]
    desktop.window.resize(desktop.window.width() - 200, desktop.window.height())
    handle_everything(desktop)
    assert grid.layout_of_rows.height == 0 < long


def test_the_place_is_kept_when_the_same_list_comes_again(
    desktop: Desktop, library: ShrinkingLibrary, qtbot: QtBot
) -> None:
    bar = desktop.window.gallery.grid.verticalScrollBar()
    place = bar.value()
    assert place > 0
    with qtbot.waitSignal(desktop.gallery.shown):
        desktop.gallery.refresh()
    assert bar.value() == place


def test_when_the_last_photo_of_a_list_is_gone_the_list_is_empty(
    desktop: Desktop, library: ShrinkingLibrary, qtbot: QtBot
) -> None:
    library.length = 2
    show(desktop, qtbot, TextQuery("two"), 2)
    desktop.gallery.drop_photos([desktop.model.photo_id(0), desktop.model.photo_id(1)])
    assert desktop.model.rowCount() == 0
    assert desktop.window.gallery.panel.isVisible()
