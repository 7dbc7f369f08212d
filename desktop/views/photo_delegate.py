"""Paints one photo of the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from desktop.models.photo_list_model import PhotoRole
from desktop.thumbnails.rendering import CORNER_FRACTION
from desktop.views import icons
from indexer.api import Strength

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.theme import Theme

_BADGE = 24
_INSET = 8
_RING = 3


class PhotoDelegate(QStyledItemDelegate):
    """A rounded thumbnail with discreet marks; a blank tile until the thumbnail is there."""

    def __init__(self, thumbnails: ThumbnailProvider, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the cell into `option.rect`, a square."""
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_photo(painter, rect, index.data(PhotoRole.CONTENT_ID))
        if index.data(PhotoRole.ONLINE) is False:
            self._paint_badge(painter, rect, "offline")
        if option.state & QStyle.StateFlag.State_MouseOver:
            self._paint_score(painter, rect, index)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus):
            self._paint_ring(painter, rect, option.state)
        painter.restore()

    def _paint_photo(self, painter: QPainter, rect: QRect, content_id: bytes | None) -> None:
        ratio = painter.device().devicePixelRatioF()
        side = round(rect.width() * ratio)
        pixmap = self._thumbnails.pixmap(content_id, side) if content_id else None
        if pixmap is None:
            painter.fillPath(_outline(QRectF(rect)), self._theme.color("raised"))
        else:
            painter.drawPixmap(rect, pixmap)

    def _paint_ring(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        pen = QPen(self._theme.color("accent" if selected else "muted"), _RING)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(_outline(QRectF(rect).adjusted(-3, -3, 3, 3)))

    def _paint_badge(self, painter: QPainter, rect: QRect, name: str) -> None:
        spot = QRectF(rect.right() - _BADGE - _INSET, rect.top() + _INSET, _BADGE, _BADGE)
        self._paint_pill(painter, spot)
        ratio = painter.device().devicePixelRatioF()
        picture = icons.picture(name, self._theme.color("text"), 16, ratio)
        painter.drawPixmap(spot.adjusted(4, 4, -4, -4), picture, QRectF(picture.rect()))

    def _paint_score(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        score, strength = index.data(PhotoRole.SCORE), index.data(PhotoRole.STRENGTH)
        if score is None:
            return
        text = f"{score:.2f}"
        width = painter.fontMetrics().horizontalAdvance(text) + 18
        spot = QRectF(rect.left() + _INSET, rect.bottom() - _BADGE - _INSET, width, _BADGE)
        self._paint_pill(painter, spot)
        painter.setPen(self._theme.color("accent" if strength == Strength.STRONG else "text"))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_pill(self, painter: QPainter, spot: QRectF) -> None:
        color = self._theme.color("surface")
        color.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(spot, _BADGE / 2, _BADGE / 2)


def _outline(rect: QRectF) -> QPainterPath:
    path = QPainterPath()
    radius = rect.width() * CORNER_FRACTION
    path.addRoundedRect(rect, radius, radius)
    return path
