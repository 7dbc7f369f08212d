"""The grid of photos: a list view that lays itself out by arithmetic, with headings between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem

from desktop.views.grid_layout import GAP, HEADING_HEIGHT, GridLayout, Section

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QPaintEvent, QResizeEvent, QWheelEvent

    from desktop.models.photo_list_model import PhotoListModel
    from desktop.views.photo_delegate import PhotoDelegate
    from desktop.views.theme import Theme

Action = QAbstractItemView.CursorAction
_STEPS_PER_WHEEL_NOTCH = 0.6


class PhotoGrid(QListView):
    """Shows a `PhotoListModel` as even cells under headings.

    QListView's own icon mode lays out every row again on each change; here the place of a row is
    computed, so 100,000 rows cost as much as 100.
    """

    cell_side_changed = Signal(int)

    def __init__(self, model: PhotoListModel, theme: Theme, cell_side: int) -> None:
        super().__init__()
        self.setObjectName("photoGrid")
        self._theme = theme
        self._cell_side = cell_side
        self._sections: list[Section] = []
        self._grid = GridLayout(1, cell_side, [])
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFrameShape(QListView.Shape.NoFrame)

    def set_delegate(self, delegate: PhotoDelegate) -> None:
        """Paint cells with `delegate` and repaint when its thumbnails arrive."""
        self.setItemDelegate(delegate)

    def show_sections(self, sections: list[Section]) -> None:
        """Divide the rows of the model."""
        self._sections = sections
        self.doItemsLayout()

    def set_cell_side(self, side: int) -> None:
        """Show cells of about this many logical pixels."""
        self._cell_side = side
        self.doItemsLayout()

    # Geometry: QAbstractItemView's questions, answered by the layout.

    def doItemsLayout(self) -> None:
        """Lay out again; constant time. Skips QListView's own layout of every row on purpose."""
        self._grid = GridLayout(self.viewport().width(), self._cell_side, self._sections)
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """Fit the scroll bar to the layout."""
        page = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._grid.height - page))
        bar.setPageStep(page)
        bar.setSingleStep(round(self._grid.step * _STEPS_PER_WHEEL_NOTCH / 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the topmost photo in sight while the columns change."""
        top = next(self._grid.rows_between(self.verticalOffset() + GAP, self._bottom()), None)
        kept = None if top is None or self.verticalOffset() == 0 else top
        QAbstractItemView.resizeEvent(self, event)
        self.doItemsLayout()
        if kept is not None:
            self.verticalScrollBar().setValue(self._grid.rect(kept).top() - GAP)

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """The cell of an index in viewport coordinates."""
        if not index.isValid() or not self._sections:
            return QRect()
        return self._grid.rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The index under a viewport point."""
        row = self._grid.row_at(point + QPoint(0, self.verticalOffset()))
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def horizontalOffset(self) -> int:
        """Never scrolled sideways."""
        return 0

    def verticalOffset(self) -> int:
        """How far the content is scrolled."""
        return self.verticalScrollBar().value()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Repaint: QListView would scroll by its own idea of the rows."""
        self.viewport().update()

    def isIndexHidden(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        """No row is ever hidden."""
        return False

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll as little as possible so that the cell is in sight."""
        if not index.isValid() or not self._sections:
            return
        cell = self._grid.rect(index.row())
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(cell.center().y() - page // 2)
        elif cell.top() - GAP < bar.value():
            bar.setValue(cell.top() - (HEADING_HEIGHT if index.row() == 0 else GAP))
        elif cell.bottom() + GAP > bar.value() + page:
            bar.setValue(cell.bottom() + GAP - page)

    def moveCursor(self, action: Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where an arrow key, Home, End or a page key leads."""
        last = self.model().rowCount() - 1
        row = self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        if row < 0:
            return self.model().index(0, 0)
        return self.model().index(min(max(row + self._step_of(action, row), 0), last), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select the cells that a viewport rectangle touches."""
        area = rect.normalized().translated(0, self.verticalOffset())
        selection = QItemSelection()
        for row in self._grid.rows_between(area.top(), area.bottom()):
            if self._grid.rect(row).intersects(area):
                index = self.model().index(row, 0)
                selection.merge(QItemSelection(index, index), _SELECT)
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The part of the viewport to repaint when a selection changes."""
        return QRegion(self.viewport().rect())

    def viewportSizeHint(self) -> QSize:
        """Let the window decide."""
        return QSize(self._grid.step * 3, self._grid.step * 2)

    # Painting and the wheel.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the headings and cells in sight, nothing else."""
        painter = QPainter(self.viewport())
        offset = self.verticalOffset()
        top, bottom = offset + event.rect().top(), offset + event.rect().bottom()
        for section, room in self._grid.headings_between(top, bottom):
            self._paint_heading(painter, section, room.translated(0, -offset))
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        hovered = self._hovered()
        for row in self._grid.rows_between(top, bottom):
            self._paint_cell(painter, option, row, hovered)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, change the size of the cells."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.cell_side_changed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def _paint_heading(self, painter: QPainter, section: Section, room: QRect) -> None:
        font = self.font()
        font.setPixelSize(15)
        font.setWeight(font.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(self._theme.color("text"))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side, section.heading)
        width = painter.fontMetrics().horizontalAdvance(section.heading)
        painter.setPen(self._theme.color("faint"))
        painter.drawText(room.adjusted(width + 10, 0, 0, 0), side, section.note)

    def _paint_cell(
        self, painter: QPainter, option: QStyleOptionViewItem, row: int, hovered: QModelIndex
    ) -> None:
        index = self.model().index(row, 0)
        option.rect = self.visualRect(index)
        state = QStyle.StateFlag.State_Enabled
        if self.selectionModel().isSelected(index):
            state |= QStyle.StateFlag.State_Selected
        if self.hasFocus() and index == self.currentIndex():
            state |= QStyle.StateFlag.State_HasFocus
        if index == hovered:
            state |= QStyle.StateFlag.State_MouseOver
        option.state = state
        self.itemDelegate().paint(painter, option, index)

    def _step_of(self, action: Action, row: int) -> int:
        columns = self._grid.columns
        lines = max(1, self.viewport().height() // self._grid.step)
        match action:
            case Action.MoveLeft | Action.MovePrevious:
                return -1
            case Action.MoveRight | Action.MoveNext:
                return 1
            case Action.MoveUp:
                return -columns if row >= columns else 0
            case Action.MoveDown:
                return columns
            case Action.MovePageUp:
                return -columns * lines
            case Action.MovePageDown:
                return columns * lines
            case Action.MoveHome:
                return -row
            case _:
                return self.model().rowCount()

    def _hovered(self) -> QModelIndex:
        if not self.viewport().underMouse():
            return QModelIndex()
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos()))

    def _bottom(self) -> int:
        return self.verticalOffset() + self.viewport().height()


_SELECT = QItemSelectionModel.SelectionFlag.Select
