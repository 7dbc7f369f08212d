"""Shows one picture, fitted or zoomed, and lets it be dragged about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent

_MARGIN = 24
_ZOOM_STEP = 1.25
_DEEPEST_ZOOM = 16.0
_MOST_ENLARGED = 2.0


class PhotoCanvas(QWidget):
    """A picture in the middle. Zoom 1 fits it into the widget; small ones are doubled at most.

    `size` of the photo is that of the file, so that a thumbnail and the full picture lie alike.
    """

    zoomed_in = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pixmap: QPixmap | None = None
        self._size = QSizeF(1, 1)
        self._zoom = 1.0
        self._shift = QPointF()
        self._dragged_from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def pixmap(self) -> QPixmap | None:
        """What is shown now."""
        return self._pixmap

    def show_nothing(self) -> None:
        """Clear for the next photo."""
        self._pixmap = None
        self.reset_zoom()

    def show_pixmap(self, pixmap: QPixmap, size: QSizeF) -> None:
        """Show a picture of a photo of `size` pixels; zoom and place stay."""
        self._pixmap = pixmap
        self._size = size
        self.update()

    def reset_zoom(self) -> None:
        """Fit the photo again."""
        self._zoom = 1.0
        self._shift = QPointF()
        self.update()

    def zoom_in(self) -> None:
        """Come closer to the middle."""
        self._zoom_at(QRectF(self.rect()).center(), _ZOOM_STEP)

    def zoom_out(self) -> None:
        """Go away from the middle."""
        self._zoom_at(QRectF(self.rect()).center(), 1 / _ZOOM_STEP)

    def target(self) -> QRectF:
        """Where the photo lies in the widget."""
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        natural = self._size / self.devicePixelRatioF()
        fitted = natural.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if fitted.width() > natural.width() * _MOST_ENLARGED:
            fitted = natural * _MOST_ENLARGED
        size = fitted * self._zoom
        centre = QRectF(self.rect()).center() + self._shift
        return QRectF(centre - QPointF(size.width() / 2, size.height() / 2), size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture smoothly."""
        if self._pixmap is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self.target(), self._pixmap, QRectF(self._pixmap.rect()))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the photo in sight."""
        self._keep_in_sight()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        turns = event.angleDelta().y() / 120
        self._zoom_at(event.position(), _ZOOM_STEP**turns)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between fitted and one pixel of the photo to one of the screen."""
        if self._zoom > 1:
            self.reset_zoom()
        else:
            full = self._size.width() / self.devicePixelRatioF()
            self._zoom_at(event.position(), max(full / self.target().width(), 2.0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the photo."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if self._dragged_from is not None:
            self._shift += event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._keep_in_sight()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._dragged_from = None

    def _zoom_at(self, point: QPointF, factor: float) -> None:
        wanted = min(max(self._zoom * factor, 1.0), _DEEPEST_ZOOM)
        grown = wanted / self._zoom
        centre = QRectF(self.rect()).center()
        self._shift = (centre + self._shift - point) * grown + point - centre
        self._zoom = wanted
        self._keep_in_sight()
        if wanted > 1:
            self.zoomed_in.emit()

    def _keep_in_sight(self) -> None:
        size = self.target().size()
        reach_x = max(0.0, (size.width() - self.width()) / 2 + _MARGIN)
        reach_y = max(0.0, (size.height() - self.height()) / 2 + _MARGIN)
        if self._zoom <= 1:
            reach_x = reach_y = 0.0
        self._shift = QPointF(
            min(max(self._shift.x(), -reach_x), reach_x),
            min(max(self._shift.y(), -reach_y), reach_y),
        )
        self.update()
