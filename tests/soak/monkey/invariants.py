"""What must hold in a window that has settled, whatever was done before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeView

from desktop.queries import FavouritesQuery, FolderQuery
from desktop.views.sidebar import KEY_ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QModelIndex

    from desktop.app import Desktop


def contradictions(desktop: Desktop) -> Iterator[str]:
    """A sentence for each thing that the window shows and that is not so."""
    yield from _of_the_grid(desktop)
    yield from _of_the_sidebar(desktop)
    yield from _of_the_viewer(desktop)


def _of_the_grid(desktop: Desktop) -> Iterator[str]:
    page, rows = desktop.window.gallery, desktop.model.rowCount()
    if desktop.gallery.failed and rows:
        yield f"the last query failed, but {rows} photos are listed"
    if page.shelf is None and desktop.window.page is page:
        if page.panel.isVisible() and rows and not desktop.gallery.failed:
            yield f"a state is shown instead of {rows} photos"
        if page.grid.isVisible() and not rows:
            yield "the grid is shown, but there are no photos"
    if page.grid.isVisible():
        sections = [section for section, _ in page.grid.layout_of_rows.section_tops()]
        laid_out = sum(section.count for section in sections)
        if laid_out != rows:
            yield f"the headings count {laid_out} rows, the list has {rows}"
    chosen = page.grid.selectionModel().selectedRows()
    if any(not 0 <= index.row() < rows for index in chosen):
        yield "a photo is selected that is not in the list"


def _of_the_sidebar(desktop: Desktop) -> Iterator[str]:
    """What is selected in it is what is shown."""
    page = desktop.window.gallery
    tree = page.sidebar.findChild(QTreeView)
    if tree is None or not page.sidebar.isVisible():
        return
    entries = list(_entries(tree))
    selected = [index.data(KEY_ROLE) for index in tree.selectionModel().selectedIndexes()]
    query = desktop.gallery.query
    shown = page.shelf or query
    known = [index.data(KEY_ROLE) for index in entries]
    is_place = page.shelf is not None or isinstance(query, FavouritesQuery | FolderQuery | None)
    if is_place and shown in known and selected != [shown]:
        yield f"the sidebar marks {selected}, shown is {shown}"


def _entries(tree: QTreeView) -> Iterator[QModelIndex]:
    model = tree.model()
    waiting = [model.index(row, 0) for row in range(model.rowCount())]
    while waiting:
        index = waiting.pop()
        if index.flags() & Qt.ItemFlag.ItemIsSelectable:
            yield index
        waiting += [model.index(row, 0, index) for row in range(model.rowCount(index))]


def _of_the_viewer(desktop: Desktop) -> Iterator[str]:
    in_front = desktop.window.page is desktop.window.viewer
    if in_front and not desktop.viewer.is_open:
        yield "the viewer is in front, but no photo is open"
    if desktop.viewer.is_open and not in_front:
        yield "a photo is open, but the viewer is not in front"
    record = desktop.viewer.record
    if in_front and record is None and not desktop.window.viewer.message:
        yield "the viewer shows neither a photo nor why not"
