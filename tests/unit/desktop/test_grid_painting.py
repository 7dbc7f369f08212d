"""The grid with very many photos, and PySide6 6.12's lost references to None."""

from __future__ import annotations

import sys

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from desktop.app import Desktop
from tests.unit.desktop.conftest import FakeLibrary

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
    assert grid.currentIndex().row() == 1 + grid._grid.columns
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


def test_the_wheel_with_control_changes_the_size_of_the_cells(desktop: Desktop) -> None:
    before = desktop.settings.cell_side
    desktop.window.gallery.grid.cell_side_changed.emit(1)
    assert desktop.settings.cell_side == before + 24
