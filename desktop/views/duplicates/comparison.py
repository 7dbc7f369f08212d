"""The photos of one group side by side, each marked as kept or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import QListView

from desktop.models.duplicate_list import DuplicateRole, GroupPhotosModel
from desktop.views.duplicates.photo_card import PhotoCardDelegate

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop.duplicate_groups import Duplicates
    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.theme import Theme

_MOST_BESIDE = 3
_LEAST_WIDTH = 190
_LEAST_HEIGHT = 260
_SPARE = 2


class Comparison(QListView):
    """Shows a `GroupPhotosModel` as large as there is room.

    A click or Space keeps a photo, or not.
    """

    toggled = Signal(object)
    """The id of a photo."""
    left = Signal()

    def __init__(self, theme: Theme, thumbnails: ThumbnailProvider) -> None:
        super().__init__()
        self.setObjectName("comparison")
        self.photos = GroupPhotosModel()
        self.setModel(self.photos)
        self._cards = PhotoCardDelegate(theme, thumbnails, self)
        self.setItemDelegate(self._cards)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._toggle)
        thumbnails.arrived.connect(self.viewport().update)
        theme.changed.connect(self.viewport().update)

    def show_group(self, group: Duplicates | None) -> None:
        """Show the photos of a group."""
        another = self.photos.rowCount() != (len(group.photos) if group else 0)
        self.photos.show_group(group)
        if another:
            self._fit()
        if group is not None and not self.currentIndex().isValid():
            self.setCurrentIndex(self.photos.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Return keep a photo, or not; Escape leads back; other keys move."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._toggle(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the room."""
        super().resizeEvent(event)
        self._fit()

    def _toggle(self, index: QModelIndex) -> None:
        if index.isValid():
            self.toggled.emit(index.data(DuplicateRole.RECORD).id)

    def _fit(self) -> None:
        count = max(1, self.photos.rowCount())
        # QListView keeps the width of a scroll bar free, whether it is shown or not.
        width = self.width() - self.verticalScrollBar().sizeHint().width() - _SPARE
        beside = max(1, min(count, _MOST_BESIDE, width // _LEAST_WIDTH))
        lines = -(-count // beside)
        room = self.viewport().height()
        height = room if lines == 1 else max(_LEAST_HEIGHT, room * 9 // 16)
        self._cards.card = QSize(width // beside, height - _SPARE)
        self.scheduleDelayedItemsLayout()
