"""Paints one photo of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from desktop.models.photo_list_model import PhotoRole
from desktop.thumbnails.rendering import CORNER_RADIUS, is_sliver
from desktop.views import icons
from desktop.views.grid_layout import GAP
from desktop.views.text_scale import scaled
from indexer.api import Strength

if TYPE_CHECKING:
    from PySide6.QtCore import (
        QAbstractItemModel,
        QModelIndex,
        QObject,
        QPersistentModelIndex,
        QRect,
    )
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.theme import Theme
    from indexer.api import PhotoRecord

_BADGE = 24
_INSET = 8
_RING = 3
_TRAY = GAP // 2
_DIGIT = 9
_MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus


class PhotoDelegate(QStyledItemDelegate):
    """A rounded thumbnail with discreet marks; a blank tile until the thumbnail is there."""

    stack_pressed = Signal(int)
    """The row whose stack badge was clicked."""

    def __init__(self, thumbnails: ThumbnailProvider, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._theme = theme
        self._blank = QColor()
        self._tray = QColor()
        self._text = QColor()
        self._ring = {True: QColor(), False: QColor()}
        theme.changed.connect(self._take_colors)
        self._take_colors()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell into `option.rect`; the painter's pen and brush are left as they fall."""
        rect: QRect = option.rect
        if index.data(PhotoRole.IN_OPEN_STACK):
            painter.fillRect(rect.adjusted(-_TRAY, -_TRAY, _TRAY, _TRAY), self._tray)
        record: PhotoRecord | None = index.data(PhotoRole.RECORD)
        self._paint_photo(painter, rect, record)
        if record is not None:
            self._paint_badges(painter, rect, record, index)
        stacked = index.data(PhotoRole.STACK)
        if stacked is not None:
            self._paint_stack(painter, rect, stacked)
        if option.state & QStyle.StateFlag.State_MouseOver:
            self._paint_score(painter, rect, index)
        if option.state & _MARKED:
            self._paint_ring(painter, rect, option.state)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Take a click on the badge of a stack."""
        stacked = index.data(PhotoRole.STACK)
        if stacked is None or not isinstance(event, QMouseEvent):
            return super().editorEvent(event, model, option, index)
        if not stack_spot(option.rect, stacked, option.fontMetrics.height()).contains(
            event.position()
        ):
            return super().editorEvent(event, model, option, index)
        if event.type() == QEvent.Type.MouseButtonRelease:
            self.stack_pressed.emit(index.row())
        return True

    def _paint_photo(self, painter: QPainter, rect: QRect, record: PhotoRecord | None) -> None:
        ratio = painter.device().devicePixelRatioF()
        content_id = record.content_id if record is not None else b""
        pixmap = self._thumbnails.pixmap(content_id, rect.size(), ratio) if content_id else None
        if pixmap is None or (record is not None and _leaves_room(record)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._blank)
            painter.drawRoundedRect(rect, CORNER_RADIUS, CORNER_RADIUS)
        if pixmap is not None:
            painter.drawPixmap(rect, pixmap)

    def _paint_badges(
        self,
        painter: QPainter,
        rect: QRect,
        record: PhotoRecord,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        place = rect.right() - _INSET
        for name, color, wanted in (
            ("offline", "text", not record.online),
            ("heart-full", "danger", index.data(PhotoRole.FAVOURITE)),
        ):
            if wanted:
                place -= _BADGE
                self._paint_badge(
                    painter, QRectF(place, rect.top() + _INSET, _BADGE, _BADGE), name, color
                )
                place -= _INSET // 2

    def _paint_stack(self, painter: QPainter, rect: QRect, photos: int) -> None:
        """Say that this photo stands for several, or begins an open stack."""
        spot = stack_spot(rect, photos, painter.fontMetrics().height())
        self._paint_pill(painter, spot)
        ratio = painter.device().devicePixelRatioF()
        picture = icons.picture("stack", self._text, 16, ratio)
        painter.drawPixmap(
            QRectF(spot.left() + 7, spot.center().y() - 8, 16, 16), picture, picture.rect()
        )
        painter.setPen(self._text)
        painter.drawText(spot.adjusted(26, 0, 0, 0), _MIDDLE_LEFT, str(photos))

    def _paint_ring(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.setPen(QPen(self._ring[selected], _RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inner = QRectF(rect).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inner, CORNER_RADIUS, CORNER_RADIUS)
        if selected:
            self._paint_tick(painter, rect)

    def _paint_tick(self, painter: QPainter, rect: QRect) -> None:
        spot = QRectF(rect.left() + _INSET, rect.top() + _INSET, _BADGE, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ring[True])
        painter.drawEllipse(spot)
        tick = QPainterPath(spot.topLeft() + QPointF(7, 12.5))
        tick.lineTo(spot.topLeft() + QPointF(10.8, 16))
        tick.lineTo(spot.topLeft() + QPointF(17, 8.5))
        painter.setPen(QPen(self._theme.color("on-accent"), 2.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(tick)

    def _paint_badge(self, painter: QPainter, spot: QRectF, name: str, color: str) -> None:
        self._paint_pill(painter, spot)
        ratio = painter.device().devicePixelRatioF()
        picture = icons.picture(name, self._theme.color(color), 16, ratio)
        painter.drawPixmap(spot.adjusted(4, 4, -4, -4), picture, QRectF(picture.rect()))

    def _paint_score(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        score, strength = index.data(PhotoRole.SCORE), index.data(PhotoRole.STRENGTH)
        if score is None:
            return
        text = f"{score:.2f}"
        width = painter.fontMetrics().horizontalAdvance(text) + 18
        height = _pill_height(painter.fontMetrics().height())
        spot = QRectF(rect.left() + _INSET, rect.bottom() - height - _INSET, width, height)
        self._paint_pill(painter, spot)
        painter.setPen(self._theme.color("accent" if strength == Strength.STRONG else "text"))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_pill(self, painter: QPainter, spot: QRectF) -> None:
        color = self._theme.color("surface")
        color.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(spot, spot.height() / 2, spot.height() / 2)

    def _take_colors(self) -> None:
        self._blank = self._theme.color("raised")
        self._tray = self._theme.color("accent")
        self._tray.setAlphaF(0.3)
        self._text = self._theme.color("text")
        self._ring = {True: self._theme.color("accent"), False: self._theme.color("muted")}


def _leaves_room(record: PhotoRecord) -> bool:
    metadata = record.metadata
    return is_sliver(metadata.width or 1, metadata.height or 1)


def stack_spot(rect: QRect, photos: int, line: int) -> QRectF:
    """Where in a cell the badge of a stack of so many photos lies; `line`: the font's height."""
    width = 32 + scaled(_DIGIT) * len(str(photos))
    height = _pill_height(line)
    return QRectF(rect.right() - _INSET - width, rect.bottom() - _INSET - height, width, height)


def _pill_height(line: int) -> int:
    return max(_BADGE, line + 6)
