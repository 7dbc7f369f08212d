"""Paints one photo of a group of duplicates: picture, mark, and what tells it from the others."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from desktop.models.duplicate_list import DuplicateRole
from desktop.photo_details import PhotoDetails
from desktop.views import icons
from desktop.views.text_scale import scaled, scaled_font

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtWidgets import QStyleOptionViewItem

    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.theme import Theme
    from indexer.api import PhotoRecord

_PADDING = 8
_INSET = 12
_WORDS = 98
_LINE = 20
_RADIUS = 10
_BADGE = 26
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class PhotoCardDelegate(QStyledItemDelegate):
    """Cards of the size `card`."""

    def __init__(self, theme: Theme, thumbnails: ThumbnailProvider, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbnails = thumbnails
        self._details = PhotoDetails(self)
        self.card = QSize(300, 300)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """All alike."""
        return self.card

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the card into `option.rect`."""
        record: PhotoRecord = index.data(DuplicateRole.RECORD)
        kept: bool = index.data(DuplicateRole.KEPT)
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
        card = option.rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        self._paint_ground(painter, card, option.state, kept)
        room = card.adjusted(_INSET, _INSET, -_INSET, -scaled(_WORDS))
        self._paint_picture(painter, room, record, index.data(DuplicateRole.PICTURE), kept)
        self._paint_mark(painter, card, kept)
        self._paint_words(painter, card, record)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, card: QRect, state: QStyle.StateFlag, kept: bool
    ) -> None:
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(self._theme.color("hover" if hovered else "surface"))
        painter.setPen(QPen(self._theme.color("accent" if kept else "border"), 2 if kept else 1))
        painter.drawRoundedRect(QRectF(card).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.color("text"), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(QRectF(card).adjusted(4, 4, -4, -4), _RADIUS - 3, _RADIUS - 3)

    def _paint_picture(
        self,
        painter: QPainter,
        room: QRect,
        record: PhotoRecord,
        sharp: QPixmap | None,
        kept: bool,
    ) -> None:
        place = _whole(record, room)
        ratio = painter.device().devicePixelRatioF()
        pixmap = sharp or self._thumbnails.pixmap(record.content_id, place.size(), ratio)
        painter.setOpacity(1.0 if kept else 0.45)
        if pixmap is not None:
            painter.drawPixmap(QRectF(place), pixmap, QRectF(pixmap.rect()))
        painter.setOpacity(1.0)

    def _paint_mark(self, painter: QPainter, card: QRect, kept: bool) -> None:
        """Say in a word and an icon what becomes of it: colour alone would not do."""
        text = self.tr("Keep") if kept else self.tr("To the trash")
        painter.setFont(scaled_font(painter.font(), 12, QFont.Weight.DemiBold))
        height = max(_BADGE, painter.fontMetrics().height() + 8)
        width = painter.fontMetrics().horizontalAdvance(text) + 40
        spot = QRectF(card.left() + _INSET + 6, card.top() + _INSET + 6, width, height)
        color = self._theme.color("accent" if kept else "raised")
        ink = self._theme.color("on-accent" if kept else "danger")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(spot, height / 2, height / 2)
        picture = icons.picture(
            "check" if kept else "trash", ink, 16, painter.device().devicePixelRatioF()
        )
        painter.drawPixmap(
            QRectF(spot.left() + 9, spot.center().y() - 8, 16, 16), picture, picture.rect()
        )
        painter.setPen(ink)
        painter.drawText(spot.adjusted(30, 0, 0, 0), _LEFT, text)

    def _paint_words(self, painter: QPainter, card: QRect, record: PhotoRecord) -> None:
        lines = [PurePath(record.path).name, *self._details.compared(record)]
        room = card.adjusted(_INSET + 2, 0, -_INSET, 0)
        top = card.bottom() - scaled(_WORDS) + 10
        for number, text in enumerate(lines):
            weight = QFont.Weight.Normal if number else QFont.Weight.DemiBold
            painter.setFont(scaled_font(painter.font(), 12 if number else 13, weight))
            painter.setPen(self._theme.color("muted" if number else "text"))
            line = QRect(room.left(), top + number * scaled(_LINE), room.width(), scaled(_LINE))
            middle = Qt.TextElideMode.ElideMiddle
            painter.drawText(
                line, _LEFT, painter.fontMetrics().elidedText(text, middle, room.width())
            )


def _whole(record: PhotoRecord, room: QRect) -> QRect:
    """Where the uncropped photo lies in the room."""
    metadata = record.metadata
    size = QSizeF(metadata.width or 1, metadata.height or 1)
    fitted = size.scaled(QSizeF(room.size()), Qt.AspectRatioMode.KeepAspectRatio).toSize()
    place = QRect(room.topLeft(), fitted)
    place.moveCenter(room.center())
    return place
