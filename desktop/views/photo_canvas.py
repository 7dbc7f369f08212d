"""Shows one picture, fitted or zoomed, lets it be dragged about, and a box be drawn on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent

_MARGIN = 24
_ZOOM_STEP = 1.25
_DEEPEST_ZOOM = 16.0
_MOST_ENLARGED = 2.0
_SMALLEST_BOX = 12
_SHADE = QColor(0, 0, 0, 130)


class PhotoCanvas(QWidget):
    """A picture in the middle. Zoom 1 fits it into the widget; small ones are doubled at most.

    `size` of the photo is that of the file, so that a thumbnail and the full picture lie alike.
    """

    zoomed_in = Signal()
    zoom_changed = Signal()
    region_drawn = Signal(QRectF)
    """Fractions of the photo's width and height."""
    moved_over = Signal()
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pixmap: QPixmap | None = None
        self._size = QSizeF(1, 1)
        self._zoom = 1.0
        self._shift = QPointF()
        self._dragged_from: QPointF | None = None
        self._drawing = False
        self._box = QRectF()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def pixmap(self) -> QPixmap | None:
        """What is shown now."""
        return self._pixmap

    @property
    def zoomed(self) -> bool:
        """Whether the photo is larger than fitted."""
        return self._zoom > 1

    @property
    def scale(self) -> float:
        """How many pixels of the screen one pixel of the photo takes."""
        return 1 / self._to_pixels()

    @property
    def drawing(self) -> bool:
        """Whether the mouse draws a box now instead of moving the photo."""
        return self._drawing

    def draw_region(self, drawing: bool) -> None:
        """Let the mouse draw a box, or move the photo again."""
        self._drawing = drawing
        self._box = QRectF()
        self._dragged_from = None
        self._show_cursor()
        self.update()

    def show_nothing(self) -> None:
        """Clear for the next photo."""
        self._pixmap = None
        self._box = QRectF()
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
        self._show_cursor()
        self.zoom_changed.emit()
        self.update()

    def zoom_in(self) -> None:
        """Come closer to the middle."""
        self._zoom_at(QRectF(self.rect()).center(), _ZOOM_STEP)

    def zoom_out(self) -> None:
        """Go away from the middle."""
        self._zoom_at(QRectF(self.rect()).center(), 1 / _ZOOM_STEP)

    def show_pixels(self) -> None:
        """One pixel of the photo to one of the screen, around the middle."""
        self._zoom_at(QRectF(self.rect()).center(), self._to_pixels())

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
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self.target(), self._pixmap, QRectF(self._pixmap.rect()))
            if self._drawing:
                self._paint_box(painter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the photo in sight."""
        self._keep_in_sight()
        self.resized.emit()

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
            self._zoom_at(event.position(), max(self._to_pixels(), 2.0))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the photo, or begin a box."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged_from = event.position()
            self._box = QRectF()
            self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the photo, or draw the box."""
        self.moved_over.emit()
        if self._dragged_from is None:
            return
        if self._drawing:
            drawn = QRectF(self._dragged_from, event.position()).normalized()
            self._box = drawn.intersected(self.target())
            self.update()
            return
        self._shift += event.position() - self._dragged_from
        self._dragged_from = event.position()
        self._keep_in_sight()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; a box large enough to be meant is told."""
        self._dragged_from = None
        self._show_cursor()
        if self._drawing and min(self._box.width(), self._box.height()) >= _SMALLEST_BOX:
            self.region_drawn.emit(self._fractions(self._box))

    def _to_pixels(self) -> float:
        """How many times larger the photo's own pixels would show it."""
        return self._size.width() / self.devicePixelRatioF() / self.target().width()

    def _fractions(self, box: QRectF) -> QRectF:
        photo = self.target()
        return QRectF(
            (box.x() - photo.x()) / photo.width(),
            (box.y() - photo.y()) / photo.height(),
            box.width() / photo.width(),
            box.height() / photo.height(),
        )

    def _paint_box(self, painter: QPainter) -> None:
        """Darken what lies outside of the box."""
        outside = QPainterPath()
        outside.addRect(self.target())
        inside = QPainterPath()
        inside.addRoundedRect(self._box, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(outside.subtracted(inside), _SHADE)
        if not self._box.isEmpty():
            painter.setPen(QPen(Qt.GlobalColor.white, 2))
            painter.drawPath(inside)

    def _show_cursor(self) -> None:
        if self._drawing:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._zoom > 1:
            held = self._dragged_from is not None
            self.setCursor(
                Qt.CursorShape.ClosedHandCursor if held else Qt.CursorShape.OpenHandCursor
            )
        else:
            self.unsetCursor()

    def _zoom_at(self, point: QPointF, factor: float) -> None:
        wanted = min(max(self._zoom * factor, 1.0), _DEEPEST_ZOOM)
        grown = wanted / self._zoom
        centre = QRectF(self.rect()).center()
        self._shift = (centre + self._shift - point) * grown + point - centre
        self._zoom = wanted
        self._keep_in_sight()
        self._show_cursor()
        self.zoom_changed.emit()
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
