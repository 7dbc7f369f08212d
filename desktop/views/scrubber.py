"""The strip beside the timeline: where each year lies, and a handle to drag through them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy

from desktop.views.parts import plain_label
from desktop.views.text_scale import scaled, scaled_font, text_scale

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QWheelEvent
    from PySide6.QtWidgets import QScrollBar, QWidget

    from desktop.views.theme import Theme

_WIDTH = 60
_EDGE = 20
_LEAST_DISTANCE = 22
_BUBBLE_DISTANCE = 10


class Scrubber(QAbstractSlider):
    """Mirrors a scroll bar. `label_at(value)` names the place a value leads to."""

    def __init__(
        self, theme: Theme, bar: QScrollBar, label_at: Callable[[int], str], over: QWidget
    ) -> None:
        """`over`: the widget in front of which the name of the place is shown."""
        super().__init__()
        self._theme = theme
        self._bar = bar
        self._label_at = label_at
        self._marks: list[tuple[float, str]] = []
        self._over = over
        self._bubble = plain_label("bubble")
        self._bubble.setParent(over)
        self._bubble.hide()
        self.setOrientation(Qt.Orientation.Vertical)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.valueChanged.connect(bar.setValue)
        bar.valueChanged.connect(self.setValue)
        bar.rangeChanged.connect(self.setRange)
        self.valueChanged.connect(self.update)
        theme.changed.connect(self.update)
        text_scale.changed.connect(self.updateGeometry)

    def show_marks(self, marks: Sequence[tuple[float, str]]) -> None:
        """Put labels at fractions of the whole height, the topmost first."""
        self._marks = list(marks)
        self.update()

    def sizeHint(self) -> QSize:
        """A narrow strip."""
        return QSize(scaled(_WIDTH), 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the labels that have room, and the handle."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_labels(painter)
            self._paint_handle(painter)

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setPen(self._theme.color("muted"))
        painter.setFont(scaled_font(self.font(), 11))
        distance = scaled(_LEAST_DISTANCE)
        lowest = -distance
        for fraction, label in self._marks:
            place = self._place_of(fraction)
            if place - lowest >= distance:
                room = QRect(0, place - distance // 2, self.width() - 18, distance)
                painter.drawText(
                    room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
                )
                lowest = place

    def _paint_handle(self, painter: QPainter) -> None:
        here = self._place_of(self.value() / max(1, self.maximum()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("accent"))
        painter.drawRoundedRect(QRect(self.width() - 10, here - 14, 4, 28), 2, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the place pressed."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along while pressed; name the place under the pointer."""
        if self.isSliderDown():
            self._go_to(event)
        self._show_bubble(round(event.position().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay where it was let go."""
        self.setSliderDown(False)
        if not self.rect().contains(event.position().toPoint()):
            self._bubble.hide()

    def leaveEvent(self, event: QEvent) -> None:
        """Name nothing any more."""
        if not self.isSliderDown():
            self._bubble.hide()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll as over the photos."""
        QCoreApplication.sendEvent(self._bar, event)

    def changeEvent(self, event: QEvent) -> None:
        """Hide the name when it may be in another language now."""
        if event.type() == QEvent.Type.LanguageChange:
            self._bubble.hide()
        super().changeEvent(event)

    def _go_to(self, event: QMouseEvent) -> None:
        self.setValue(self._value_at(round(event.position().y())))
        self._show_bubble(round(event.position().y()))

    def _show_bubble(self, place: int) -> None:
        self._bubble.setText(self._label_at(self._value_at(place)))
        self._bubble.adjustSize()
        size = self._bubble.size()
        top = min(max(place - size.height() // 2, 4), self._over.height() - size.height() - 4)
        self._bubble.move(self._over.width() - size.width() - _BUBBLE_DISTANCE, top)
        self._bubble.setVisible(bool(self._bubble.text()))
        self._bubble.raise_()

    def _place_of(self, fraction: float) -> int:
        return _EDGE + round(fraction * (self.height() - 2 * _EDGE))

    def _value_at(self, place: int) -> int:
        fraction = (place - _EDGE) / max(1, self.height() - 2 * _EDGE)
        return round(min(max(fraction, 0.0), 1.0) * self.maximum())
