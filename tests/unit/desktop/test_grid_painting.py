"""The grid with very many photos, and PySide6 6.12's lost references to None."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from desktop.photo_list import PhotoList
from desktop.settings import Arrangement
from tests.unit.desktop.conftest import PHOTOS, FakeLibrary

MANY = 100_000


def show_many(desktop: Desktop, library: FakeLibrary, qtbot: QtBot) -> None:
    library.ids = np.arange(1, MANY + 1, dtype=np.int64)
    desktop.gallery.refresh()
    qtbot.waitUntil(lambda: desktop.model.rowCount() == MANY)


def test_a_thousand_paints_keep_the_references_to_none(desktop: Desktop, qtbot: QtBot) -> None:
    grid = desktop.window.gallery.grid
    index = desktop.model.index(0)
    canvas = QPixmap(200, 200)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 200, 200)
    delegate = grid.itemDelegate()

    def paint(times: int) -> None:
        for _ in range(times):
            painter = QPainter(canvas)
            delegate.paint(painter, option, index)
            painter.end()

    paint(100)
    before = sys.getrefcount(None)
    paint(1000)
    assert abs(sys.getrefcount(None) - before) < 200


def test_many_photos_ask_only_for_the_rows_in_sight(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    asked: list[int] = []
    desktop.model.records_wanted.connect(lambda ids: asked.extend(ids))
    show_many(desktop, library, qtbot)
    grid = desktop.window.gallery.grid
    qtbot.waitUntil(lambda: bool(asked))
    assert len(asked) <= 256
    asked.clear()
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: MANY in asked)
    assert len(asked) <= 256


def test_the_keys_move_through_the_grid_to_both_ends(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    show_many(desktop, library, qtbot)
    grid = desktop.window.gallery.grid
    grid.setFocus()
    grid.setCurrentIndex(desktop.model.index(0))
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.currentIndex().row() == 1
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.currentIndex().row() == grid.layout_of_rows.row_beside(1, 1) > 1
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.currentIndex().row() == MANY - 1
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    assert grid.currentIndex().row() == 0


def test_a_click_and_a_frame_choose_photos(desktop: Desktop, qtbot: QtBot) -> None:
    grid = desktop.window.gallery.grid
    cell = grid.visualRect(desktop.model.index(2))
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell.center())
    assert grid.currentIndex().row() == 2
    frame = grid.visualRect(desktop.model.index(0)).united(cell)
    grid.setSelection(frame, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    assert sorted(index.row() for index in grid.selectedIndexes()) == [0, 1, 2]
    assert grid.indexAt(cell.topLeft() - cell.topLeft()) == QModelIndex()


def test_shift_chooses_from_one_photo_to_another_in_order(desktop: Desktop, qtbot: QtBot) -> None:
    grid = desktop.window.gallery.grid
    first, last = (grid.visualRect(desktop.model.index(row)).center() for row in (1, 9))
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=first)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, shift, pos=last)
    assert sorted(index.row() for index in grid.selectedIndexes()) == list(range(1, 10))
    assert desktop.window.gallery.selection_bar.isVisible()
    desktop.window.gallery.selection_bar.cleared.emit()
    assert not desktop.window.gallery.selection_bar.isVisible()


def test_a_rubber_band_chooses_what_it_touches(desktop: Desktop, qtbot: QtBot) -> None:
    grid = desktop.window.gallery.grid
    start = QPoint(2, grid.visualRect(desktop.model.index(0)).center().y())
    end = grid.visualRect(desktop.model.index(1)).center()
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for point in (start + QPoint(20, 0), end):
        qtbot.mouseMove(grid.viewport(), point)
        event = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(point), QPointF(grid.viewport().mapToGlobal(point)),
            Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(grid.viewport(), event)
    assert not grid._band.isNull()
    qtbot.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert sorted(index.row() for index in grid.selectedIndexes()) == [0, 1]
    assert grid._band.isNull()


def test_the_wheel_with_control_changes_the_size_of_the_cells(desktop: Desktop) -> None:
    before = desktop.settings.cell_side
    desktop.window.gallery.grid.cell_side_changed.emit(1)
    assert desktop.settings.cell_side == before + 24


def test_photos_are_shown_whole_or_as_squares(desktop: Desktop) -> None:
    grid, controls = desktop.window.gallery.grid, desktop.window.gallery.controls
    photos = PhotoList(desktop.model.photos.ids, aspects=np.full(PHOTOS, 1.5, np.float32))
    desktop.model.show_photos(photos)
    desktop.window.gallery.show_photos(photos, same_query=False)
    cell = grid.visualRect(desktop.model.index(0))
    assert cell.width() / cell.height() == pytest.approx(1.5, abs=0.02)
    controls._switch.click()
    assert desktop.settings.arrangement is Arrangement.EVEN
    cell = grid.visualRect(desktop.model.index(0))
    assert abs(cell.width() - cell.height()) <= 1


def test_the_scrubber_names_years_and_leads_to_them(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.taken = np.linspace(1.7e9, 1.2e9, MANY)
    show_many(desktop, library, qtbot)
    scrubber, grid = desktop.window.gallery.scrubber, desktop.window.gallery.grid
    assert scrubber.isVisible()
    labels = [label for _, label in scrubber._marks]
    assert labels == [str(year) for year in range(2023, 2007, -1)]
    spot = QPoint(30, scrubber._place_of(scrubber._marks[5][0]) + 2)
    qtbot.mouseClick(scrubber, Qt.MouseButton.LeftButton, pos=spot)
    assert grid.heading_at(grid.verticalOffset()).endswith("2018")


def test_taken_photos_have_their_months_as_headings(
    desktop: Desktop, library: FakeLibrary, qtbot: QtBot
) -> None:
    library.taken = np.linspace(1.7e9, 1.69e9, PHOTOS)
    desktop.gallery.refresh()
    qtbot.waitUntil(lambda: first_heading(desktop) == "November 2023")
    desktop.choose_language("zh_CN")
    qtbot.waitUntil(lambda: first_heading(desktop) == "2023年11月")
    desktop.choose_language("en")


def first_heading(desktop: Desktop) -> str:
    return desktop.window.gallery.grid.heading_at(0)
