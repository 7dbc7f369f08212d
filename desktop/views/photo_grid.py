"""The grid of photos: a list view that lays itself out, with headings between."""

from __future__ import annotations

from itertools import groupby
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
from PySide6.QtGui import QCursor, QFont, QPainter, QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem

from desktop.settings import Arrangement
from desktop.views.grid_layout import GAP, HEADING_HEIGHT, GridLayout, Section
from desktop.views.text_scale import scaled, scaled_font, text_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from desktop.models.photo_list_model import PhotoListModel
    from desktop.photo_list import PhotoList
    from desktop.views.photo_delegate import PhotoDelegate
    from desktop.views.theme import Theme

Action = QAbstractItemView.CursorAction
_STEPS_PER_WHEEL_NOTCH = 0.6
_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_SELECTING = QAbstractItemView.State.DragSelectingState


class PhotoGrid(QListView):
    """Shows a `PhotoListModel` in lines under headings.

    QListView's own icon mode lays out every row again on each change; here `GridLayout` knows the
    place of each row, and only what is in sight is ever touched.
    """

    cell_side_changed = Signal(int)
    drag_began = Signal()
    laid_out = Signal()
    stack_pressed = Signal(int)
    """The row whose badge was clicked."""

    def __init__(
        self, model: PhotoListModel, theme: Theme, cell_side: int, arrangement: Arrangement
    ) -> None:
        super().__init__()
        self.setObjectName("photoGrid")
        self._theme = theme
        self._photos = model
        self._cell_side = cell_side
        self._arrangement = arrangement
        self._sections: list[Section] = []
        self._grid = GridLayout(1, cell_side, [])
        self._nothing = self._grid
        self._list_of_grid: PhotoList | None = None
        """Which list `_grid` and `_sections` divide; never used for another one."""
        self._band = QRect()
        self._band_from = QPoint()
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setAcceptDrops(False)
        self.setDragEnabled(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFrameShape(QListView.Shape.NoFrame)
        text_scale.changed.connect(self._lay_out_in_place)

    @property
    def layout_of_rows(self) -> GridLayout:
        """Where the rows lie now, in content coordinates.

        Empty from the moment the model has another list until that list is divided: Qt asks for
        cells whenever a view is shown, resized or read aloud, and a row of a shorter list has no
        place in the layout of a longer one.
        """
        return self._grid if self._list_of_grid is self._photos.photos else self._nothing

    def set_delegate(self, delegate: PhotoDelegate) -> None:
        """Paint cells with `delegate`."""
        self.setItemDelegate(delegate)
        delegate.stack_pressed.connect(self.stack_pressed)

    def show_sections(self, photos: PhotoList, sections: list[Section]) -> None:
        """Divide `photos`; does nothing when the model holds another list by now."""
        if photos is self._photos.photos:
            self._sections = sections
            self._list_of_grid = photos
            self.doItemsLayout()

    def set_cell_side(self, side: int) -> None:
        """Show lines of about this many logical pixels; the topmost photo stays in sight."""
        self._cell_side = side
        self._lay_out_in_place()

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Show whole photos, or even squares."""
        self._arrangement = arrangement
        self._lay_out_in_place()

    def use_scroll_bar(self, used: bool) -> None:
        """Show the scroll bar, or leave it to something else to scroll."""
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if used else policy.ScrollBarAlwaysOff
        )

    def surely_fills(self, pages: int, photos: int) -> bool:
        """Whether so many photos are more than so many pages, however they are shaped."""
        side, room = self._cell_side, self.viewport().size()
        return photos * side * side / 4 > pages * room.width() * room.height()

    def heading_at(self, height: int) -> str:
        """The heading under which content of this height lies."""
        section = self.layout_of_rows.section_at(height)
        return section.heading if section else ""

    # Geometry: QAbstractItemView's questions, answered by the layout.

    def doItemsLayout(self) -> None:
        """Lay out again. Skips QListView's own layout of every row on purpose."""
        photos = self._photos.photos
        if self._list_of_grid is photos:
            even = self._arrangement is Arrangement.EVEN
            aspects = None if even else photos.aspects
            width = self.viewport().width()
            heading = scaled(HEADING_HEIGHT)
            self._grid = GridLayout(width, self._cell_side, self._sections, aspects, heading)
        QAbstractItemView.doItemsLayout(self)
        self.laid_out.emit()

    def updateGeometries(self) -> None:
        """Fit the scroll bar to the layout; a list not laid out yet keeps the place."""
        if self._list_of_grid is not self._photos.photos:
            return
        page = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.layout_of_rows.height - page))
        bar.setPageStep(page)
        bar.setSingleStep(round(self._cell_side * _STEPS_PER_WHEEL_NOTCH / 3))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the topmost photo in sight while the lines change."""
        QAbstractItemView.resizeEvent(self, event)
        if event.size().width() != event.oldSize().width():
            self._lay_out_in_place()
        else:
            self.updateGeometries()

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """The cell of an index in viewport coordinates."""
        if not index.isValid():
            return QRect()
        return self.layout_of_rows.rect(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The index under a viewport point."""
        row = self.layout_of_rows.row_at(point + QPoint(0, self.verticalOffset()))
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
        cell = self.layout_of_rows.rect(index.row()) if index.isValid() else QRect()
        if cell.isNull():
            return
        bar = self.verticalScrollBar()
        page = self.viewport().height()
        if hint is QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(cell.center().y() - page // 2)
        elif cell.top() - GAP < bar.value():
            bar.setValue(cell.top() - (self._grid.heading_height if index.row() == 0 else GAP))
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
        return self.model().index(min(max(self._step_to(action, row), 0), last), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select what the rubber band touches, or from one clicked cell to another in order."""
        area = QRect(rect)
        area.translate(0, self.verticalOffset())
        rows = self._rows_in_order(area) if self.state() != _SELECTING else []
        rows = rows or self._rows_touching(area.normalized())
        self.selectionModel().select(self._selection_of(rows), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """The part of the viewport to repaint when a selection changes."""
        return QRegion(self.viewport().rect())

    def viewportSizeHint(self) -> QSize:
        """Let the window decide."""
        return QSize(self.layout_of_rows.step * 3, self.layout_of_rows.step * 2)

    # Painting, the mouse and the wheel.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the headings and cells in sight, nothing else."""
        # Ended even when painting fails: Qt dies of a painter that is alive after its event.
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._paint(painter, event.rect())

    def _paint(self, painter: QPainter, area: QRect) -> None:
        offset = self.verticalOffset()
        top, bottom = offset + area.top(), offset + area.bottom()
        for section, room in self.layout_of_rows.headings_between(top, bottom):
            self._paint_heading(painter, section, room.translated(0, -offset))
        painter.setFont(self.font())
        self._paint_cells(painter, self.layout_of_rows.rows_between(top, bottom))
        if not self._band.isNull():
            self._paint_band(painter)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keys would act: the first photo in sight, if none is the current one."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEYS:
            self._mark_first_in_sight()

    def _mark_first_in_sight(self) -> None:
        rows = self.layout_of_rows.rows_between(self.verticalOffset(), self._bottom())
        if rows and not self.currentIndex().isValid():
            first = self.model().index(rows[0], 0)
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(first, flag)
            self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rubber band; QListView would only draw it in its icon mode."""
        super().mouseMoveEvent(event)
        if self.state() == _SELECTING:
            if self._band.isNull():
                self._band_from = event.position().toPoint() + QPoint(0, self.verticalOffset())
            start = self._band_from - QPoint(0, self.verticalOffset())
            self._band = QRect(start, event.position().toPoint()).normalized()
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the rubber band away."""
        super().mouseReleaseEvent(event)
        if not self._band.isNull():
            self._band = QRect()
            self.viewport().update()

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Leave it to a controller: the files of rows never seen are not known here."""
        self.drag_began.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, change the size of the cells."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.cell_side_changed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def _lay_out_in_place(self) -> None:
        offset = self.verticalOffset()
        top = next(iter(self.layout_of_rows.rows_between(offset + GAP, self._bottom())), None)
        kept = None if top is None or offset == 0 else top
        distance = 0 if kept is None else self.layout_of_rows.rect(kept).top() - offset
        self.doItemsLayout()
        if kept is not None and kept < self.model().rowCount():
            self.verticalScrollBar().setValue(self.layout_of_rows.rect(kept).top() - distance)

    def _rows_in_order(self, area: QRect) -> range:
        layout = self.layout_of_rows
        first, second = layout.row_at(area.topLeft()), layout.row_at(area.bottomRight())
        if first < 0 or second < 0:
            return range(0)
        return range(min(first, second), max(first, second) + 1)

    def _rows_touching(self, area: QRect) -> list[int]:
        rows = self.layout_of_rows.rows_between(area.top(), area.bottom())
        return [row for row in rows if self.layout_of_rows.rect(row).intersects(area)]

    def _selection_of(self, rows: Sequence[int]) -> QItemSelection:
        """As few ranges as there are: a range for each of 10,000 rows takes seconds."""
        selection = QItemSelection()
        for _, run in groupby(enumerate(rows), lambda numbered: numbered[1] - numbered[0]):
            together = [row for _, row in run]
            selection.select(
                self.model().index(together[0], 0), self.model().index(together[-1], 0)
            )
        return selection

    def _paint_heading(self, painter: QPainter, section: Section, room: QRect) -> None:
        if section.apart:
            painter.setPen(self._theme.color("border"))
            painter.drawLine(room.topLeft() + QPoint(0, 6), room.topRight() + QPoint(0, 6))
        painter.setFont(scaled_font(self.font(), 15, QFont.Weight.DemiBold))
        painter.setPen(self._theme.color("muted" if section.apart else "text"))
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, side, section.heading)
        width = painter.fontMetrics().horizontalAdvance(section.heading)
        painter.setFont(scaled_font(self.font(), 13))
        painter.setPen(self._theme.color("faint"))
        painter.drawText(room.adjusted(width + 10, 1, 0, 1), side, section.note)

    def _paint_cells(self, painter: QPainter, rows: range) -> None:
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        model, chosen, delegate = self.model(), self.selectionModel(), self.itemDelegate()
        hovered, offset = self._hovered(), self.verticalOffset()
        current = self.currentIndex().row() if self.hasFocus() else -1
        any_chosen = chosen.hasSelection()
        for row in rows:
            index = model.index(row, 0)
            option.rect = self.layout_of_rows.rect(row).translated(0, -offset)
            state = QStyle.StateFlag.State_Enabled
            if any_chosen and chosen.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current:
                state |= QStyle.StateFlag.State_HasFocus
            if row == hovered:
                state |= QStyle.StateFlag.State_MouseOver
            option.state = state
            delegate.paint(painter, option, index)

    def _paint_band(self, painter: QPainter) -> None:
        fill = self._theme.color("accent")
        painter.setPen(fill)
        fill.setAlphaF(0.15)
        painter.setBrush(fill)
        painter.drawRect(self._band)

    def _step_to(self, action: Action, row: int) -> int:
        """The row that a key leads to; it may lie beyond the ends."""
        lines = max(1, self.viewport().height() // max(1, self.layout_of_rows.step))
        match action:
            case Action.MoveLeft | Action.MovePrevious:
                return row - 1
            case Action.MoveRight | Action.MoveNext:
                return row + 1
            case Action.MoveUp:
                return self.layout_of_rows.row_beside(row, -1)
            case Action.MoveDown:
                return self.layout_of_rows.row_beside(row, 1)
            case Action.MovePageUp:
                return self.layout_of_rows.row_beside(row, -lines)
            case Action.MovePageDown:
                return self.layout_of_rows.row_beside(row, lines)
            case Action.MoveHome:
                return 0
            case _:
                return self.model().rowCount()

    def _hovered(self) -> int:
        if not self.viewport().underMouse():
            return -1
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row()

    def _bottom(self) -> int:
        return self.verticalOffset() + self.viewport().height()
