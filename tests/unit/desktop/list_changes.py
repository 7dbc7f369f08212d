"""Shows lists of these lengths one after another in a real gallery page, asking everything of it.

A process of its own, so that a crash ends this and not the tests. A length of 0 shows a state.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView

from desktop.models.photo_list_model import PhotoListModel
from desktop.photo_list import PhotoList
from desktop.program import make_application
from desktop.settings import Arrangement, Look
from desktop.views.drag_picture import drag_picture
from desktop.views.gallery_page import GalleryPage
from desktop.views.grid_controls import GridControls
from desktop.views.photo_delegate import PhotoDelegate
from desktop.views.photo_grid import PhotoGrid
from desktop.views.selection_bar import SelectionBar
from desktop.views.theme import Theme

if TYPE_CHECKING:
    from desktop.thumbnails.provider import ThumbnailProvider

_DAY = 86_400.0


class NoThumbnails:
    """Has none yet."""

    def pixmap(self, *_: Any) -> None:
        return None


def photos(count: int) -> PhotoList:
    ids = np.arange(1, count + 1, dtype=np.int64)
    aspects = np.linspace(0.4 if count % 2 else 3, 4, count, dtype=np.float32)
    taken = np.arange(count, 0, -1) * (10 if count % 2 else 0.01) * _DAY
    return PhotoList(ids, searched=count, total=count, aspects=aspects, taken=taken)


def ask_everything(grid: PhotoGrid, last: int) -> None:
    """Ask as Qt, a screen reader or a person may at any moment; `last` is a row of any list."""
    for row in (0, 1, last, grid.model().rowCount() - 1):
        index = grid.model().index(row, 0)
        grid.visualRect(index)
        grid.scrollTo(index)
        grid.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
    for action in QAbstractItemView.CursorAction:
        grid.moveCursor(action, Qt.KeyboardModifier.NoModifier)
    grid.setSelection(grid.viewport().rect(), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    grid.indexAt(QPoint(60, 80))
    grid.sizeHint()
    grid.viewportSizeHint()
    grid.heading_at(10)
    grid.grab()
    drag_picture(grid, 3)
    access = QAccessible.queryAccessibleInterface(grid)
    for number in range(access.childCount()):
        access.child(number).rect()
    spot = grid.mapToGlobal(QPoint(60, 80))
    access.childAt(spot.x(), spot.y())


def main(lengths: list[int]) -> None:
    application = make_application()
    theme = Theme(application, Look.LIGHT)
    model = PhotoListModel()
    grid = PhotoGrid(model, theme, 180, Arrangement.WHOLE)
    grid.set_delegate(PhotoDelegate(cast("ThumbnailProvider", NoThumbnails()), theme, grid))
    page = GalleryPage(
        theme,
        grid,
        GridControls(theme, 180, Arrangement.WHOLE, stacking=False),
        SelectionBar(theme, []),
    )
    model.modelAboutToBeReset.connect(lambda: ask_everything(grid, max(lengths) - 1))
    model.modelReset.connect(lambda: ask_everything(grid, max(lengths) - 1))
    page.resize(900, 600)
    page.show()
    application.processEvents()
    for length in lengths:
        shown = photos(length)
        model.show_photos(shown)
        if length:
            page.show_photos(shown, same_query=False)
            grid.setCurrentIndex(QModelIndex())
            grid.setCurrentIndex(model.index(length - 1))
        else:
            page.show_state("heart", "Nothing")
        ask_everything(grid, max(lengths) - 1)
        application.processEvents()
        page.retranslate()
        page.resize(900 + length % 7 * 20, 600)
        grid.set_cell_side(150 + length % 5 * 10)
        application.processEvents()
    for height in range(300, 700, 3):
        # Somewhere the photos fill just as many pages as decide about the strip beside them.
        page.resize(900, height)
        application.processEvents()


if __name__ == "__main__":
    main([int(length) for length in sys.argv[1:]])
