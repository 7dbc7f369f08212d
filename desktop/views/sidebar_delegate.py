"""Paints one line of the sidebar: heading, or icon, name and number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOption

from desktop.views.text_scale import scaled, scaled_font

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtWidgets import QStyleOptionViewItem, QTreeView

    from desktop.views.theme import Theme

NOTE_ROLE = Qt.ItemDataRole.UserRole + 3
_LINE_HEIGHT = 34
_HEADING_HEIGHT = 40
_ARROW = 8
_ICON = 18
_RADIUS = 8
_MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_MIDDLE_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class SidebarDelegate(QStyledItemDelegate):
    """Draws the whole line from edge to edge, whatever its depth."""

    def __init__(self, theme: Theme, tree: QTreeView) -> None:
        super().__init__(tree)
        self._theme = theme
        self._tree = tree

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Even lines; headings have more room above."""
        return QSize(80, scaled(_HEADING_HEIGHT if _is_heading(index) else _LINE_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the line into `option.rect`."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if _is_heading(index):
            self._paint_heading(painter, option, index)
        else:
            self._paint_line(painter, option, index)
        painter.restore()

    def _paint_heading(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect = option.rect
        line = QRect(0, rect.top() + 8, self._tree.viewport().width(), rect.height() - 8)
        self._paint_ground(painter, line, option.state, False)
        painter.setFont(scaled_font(self._tree.font(), 11, QFont.Weight.DemiBold))
        painter.setPen(self._theme.color("muted"))
        room = QRect(10, rect.top() + 10, self._tree.viewport().width() - 20, rect.height() - 10)
        painter.drawText(room, _MIDDLE_LEFT, index.data())

    def _paint_line(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line = QRect(
            0, option.rect.top() + 1, self._tree.viewport().width(), scaled(_LINE_HEIGHT) - 2
        )
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, line, option.state, selected)
        if selected:
            self._paint_branch(painter, option, index)
        left = max(10, 10 + (_depth(index) - 1) * 14)
        icon: QIcon | None = index.data(Qt.ItemDataRole.DecorationRole)
        if icon is not None and not icon.isNull():
            icon.paint(painter, QRect(left, line.center().y() - _ICON // 2 + 1, _ICON, _ICON))
            left += _ICON + 10
        elif _depth(index):
            left += _ICON + 10  # under the name of the line above it
        right = self._paint_note(painter, line, index.data(NOTE_ROLE) or "")
        weight = QFont.Weight.DemiBold if selected else QFont.Weight.Normal
        painter.setFont(scaled_font(self._tree.font(), 13, weight))
        painter.setPen(self._theme.color("text"))
        room = QRect(left, line.top(), right - left, line.height())
        name = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(room, _MIDDLE_LEFT, name)

    def _paint_branch(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the arrow again that the ground of a selected line covers."""
        model = self._tree.model()
        if not model.hasChildren(index):
            return
        arrow = QStyleOption()
        cell = option.rect
        arrow.rect = QRect(
            cell.left() - _ARROW - 2, cell.center().y() - _ARROW // 2, _ARROW, _ARROW
        )
        arrow.state = QStyle.StateFlag.State_Enabled
        arrow.palette = self._tree.palette()
        kind = QStyle.PrimitiveElement
        opened = self._tree.isExpanded(index)
        shape = kind.PE_IndicatorArrowDown if opened else kind.PE_IndicatorArrowRight
        self._tree.style().drawPrimitive(shape, arrow, painter, self._tree)

    def _paint_ground(
        self, painter: QPainter, line: QRect, state: QStyle.StateFlag, selected: bool
    ) -> None:
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(self._theme.color("accent") if focused else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if selected:
            painter.setBrush(self._theme.color("accent-soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.color("hover"))
        painter.drawRoundedRect(QRectF(line).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _paint_note(self, painter: QPainter, line: QRect, note: str) -> int:
        """Draw the number and return where the name has to end."""
        if not note:
            return line.right() - 10
        painter.setFont(scaled_font(self._tree.font(), 12, QFont.Weight.Normal))
        painter.setPen(self._theme.color("faint"))
        room = line.adjusted(0, 0, -10, 0)
        painter.drawText(room, _MIDDLE_RIGHT, note)
        return room.right() - painter.fontMetrics().horizontalAdvance(note) - 8


def _is_heading(index: QModelIndex | QPersistentModelIndex) -> bool:
    return not index.flags() & Qt.ItemFlag.ItemIsSelectable


def _depth(index: QModelIndex | QPersistentModelIndex) -> int:
    depth = 0
    while index.parent().isValid():
        index = index.parent()
        depth += 1
    return depth
