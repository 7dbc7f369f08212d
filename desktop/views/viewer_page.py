"""One photo, full-size in the window, with the ways on and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts import IconButton, plain_label
from desktop.views.photo_canvas import PhotoCanvas

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from desktop.views.theme import Theme

_WAY_SIDE = 44
_KEY_FORMAT = QKeySequence.SequenceFormat.NativeText


class ViewerPage(QWidget):
    """Shows what its controller gives it; reports where the person wants to go."""

    closed = Signal()
    step_asked = Signal(int)

    def __init__(self, theme: Theme, actions: list[QAction]) -> None:
        super().__init__()
        self.setObjectName("viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas = PhotoCanvas()
        self._name = plain_label("heading")
        self._place = plain_label("muted")
        self._message = plain_label("error", wrap=True)
        self._back = IconButton(theme, "back", 22, "text")
        self._previous = IconButton(theme, "previous", 24, "text")
        self._next = IconButton(theme, "next", 24, "text")
        self._action_buttons = [_ActionButton(theme, action) for action in actions]
        self._lay_out()
        self._back.clicked.connect(self.closed)
        self._previous.clicked.connect(lambda: self.step_asked.emit(-1))
        self._next.clicked.connect(lambda: self.step_asked.emit(1))
        self.retranslate()

    def show_title(self, name: str, row: int, rows: int) -> None:
        """Say which photo this is, and the how-manieth of how many."""
        locale = QLocale()
        self._name.setText(name)
        self._place.setText(
            self.tr("{number} of {total}").format(
                number=locale.toString(row + 1), total=locale.toString(rows)
            )
        )
        self._previous.setEnabled(row > 0)
        self._next.setEnabled(row + 1 < rows)
        self.canvas.setAccessibleName(name)
        self.show_message("")

    def show_message(self, message: str) -> None:
        """Say why the photo cannot be shown in full."""
        self._message.setText(message)
        self._message.setVisible(bool(message))

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._back.set_name(self.tr("Back to the photos"), _key(Qt.Key.Key_Escape))
        self._previous.set_name(self.tr("Previous photo"), _key(Qt.Key.Key_Left))
        self._next.set_name(self.tr("Next photo"), _key(Qt.Key.Key_Right))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons at the sides."""
        middle = self.canvas.y() + (self.canvas.height() - _WAY_SIDE) // 2
        self._previous.move(18, middle)
        self._next.move(self.width() - 18 - _WAY_SIDE, middle)
        super().resizeEvent(event)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setObjectName("viewerBar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self._back)
        row.addWidget(self._name)
        row.addWidget(self._place)
        row.addStretch()
        for action_button in self._action_buttons:
            row.addWidget(action_button)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setContentsMargins(24, 10, 24, 10)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(bar)
        page.addWidget(self._message)
        page.addWidget(self.canvas, 1)
        for way in (self._previous, self._next):
            way.setParent(self)
            way.setProperty("role", "overlay")
            way.setFixedSize(_WAY_SIDE, _WAY_SIDE)
            way.raise_()


class _ActionButton(IconButton):
    """Triggers an action; named after it."""

    def __init__(self, theme: Theme, action: QAction) -> None:
        super().__init__(theme, action.data(), 20, "text")
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.set_name(self._action.text(), self._action.shortcut().toString(_KEY_FORMAT))
        self.setEnabled(self._action.isEnabled())


def _key(key: Qt.Key) -> str:
    return QKeySequence(key).toString(_KEY_FORMAT)
