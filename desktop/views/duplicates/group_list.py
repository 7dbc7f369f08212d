"""The list of groups: a picture, a name, and what there is to free."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate

from desktop.models.duplicate_list import DuplicateRole, GroupListModel
from desktop.photo_details import data_size
from desktop.views.text_scale import scaled, scaled_font, text_scale

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop.duplicate_groups import Duplicates
    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.theme import Theme

WIDTH = 268
_NARROWEST = 150
_LINE = 72
_PICTURE = QSize(56, 56)
_RADIUS = 8
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class GroupList(QListView):
    """Shows a `GroupListModel`; tells which group is looked at."""

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, thumbnails: ThumbnailProvider) -> None:
        super().__init__()
        self.setObjectName("groupList")
        self.groups = GroupListModel()
        self.setModel(self.groups)
        self.setItemDelegate(GroupDelegate(theme, thumbnails, self))
        self.fit(WIDTH * 4)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        thumbnails.arrived.connect(self.viewport().update)
        text_scale.changed.connect(self.doItemsLayout)
        self.selectionModel().currentChanged.connect(lambda now: self.row_chosen.emit(now.row()))

    def fit(self, width: int) -> None:
        """Take a fair part of a page that is so wide."""
        self.setFixedWidth(min(WIDTH, max(_NARROWEST, width // 4)))

    def choose(self, row: int) -> None:
        """Look at a row, or the last one where there are not so many."""
        last = self.groups.rowCount() - 1
        self.setCurrentIndex(self.groups.index(min(row, last)))


class GroupDelegate(QStyledItemDelegate):
    """Paints one group."""

    def __init__(self, theme: Theme, thumbnails: ThumbnailProvider, parent: GroupList) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All alike."""
        return QSize(_NARROWEST, max(_LINE, scaled(_LINE - 28) + 28))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the group into `option.rect`."""
        group: Duplicates = index.data(DuplicateRole.GROUP)
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        line = option.rect.adjusted(8, 1, -8, -1)
        self._paint_ground(painter, line, option.state)
        place = QRect(line.left() + 8, line.center().y() - 27, 56, 56)
        self._paint_picture(painter, place, group)
        self._paint_words(painter, line.adjusted(78, 14, -8, -14), group)
        painter.restore()

    def _paint_ground(self, painter: QPainter, line: QRect, state: QStyle.StateFlag) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._theme.color("accent-soft"))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(self._theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._theme.color("hover"))
        else:
            return
        painter.drawRoundedRect(QRectF(line).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    def _paint_picture(self, painter: QPainter, place: QRect, group: Duplicates) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._thumbnails.pixmap(group.photos[0].content_id, _PICTURE, ratio)
        if pixmap is not None:
            painter.drawPixmap(place, pixmap)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("raised"))
            painter.drawRoundedRect(place, _RADIUS, _RADIUS)

    def _paint_words(self, painter: QPainter, room: QRect, group: Duplicates) -> None:
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        painter.setFont(scaled_font(painter.font(), 13))
        painter.setPen(self._theme.color("text"))
        name = painter.fontMetrics().elidedText(
            PurePath(group.photos[0].path).name, Qt.TextElideMode.ElideMiddle, room.width()
        )
        painter.drawText(upper, _LEFT, name)
        painter.setFont(scaled_font(painter.font(), 12))
        painter.setPen(self._theme.color("muted"))
        count = self.tr("%Ln photo(s)", "", len(group.photos))
        words = f"{count}  ·  {data_size(group.freed)}"
        painter.drawText(upper.translated(0, upper.height()), _LEFT, words)
