"""Texts that may be longer than their room: shortened in the middle, whole in the tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QToolTip,
)

from desktop.plain_text import as_caption, as_it_is

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_LEAST_LETTERS = 8
_MIDDLE = Qt.TextElideMode.ElideMiddle
_RUN = 24
"""A word of more letters may be broken, after a separator or else anywhere."""
_SEPARATORS = "/\\_-."
_BREAK = "\u200b"


class ElidedLabel(QLabel):
    """One line. `text` is the whole text, which a screen reader gets too."""

    def __init__(self, role: str = "") -> None:
        super().__init__(textFormat=Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    @property
    def shown_text(self) -> str:
        """What has room."""
        return _fitted(self, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        """A few letters, however long the text is."""
        least = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS
        return QSize(min(least, self.sizeHint().width()), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has room."""
        with QPainter(self) as painter:
            self.style().drawItemText(
                painter,
                self.contentsRect(),
                self.alignment(),
                self.palette(),
                self.isEnabled(),
                self.shown_text,
                self.foregroundRole(),
            )

    def event(self, event: QEvent) -> bool:
        """Say the whole text in the tooltip when it is shortened."""
        return _show_whole(self, event, self.shown_text) or super().event(event)


class ElidedButton(QPushButton):
    """A push button of the style sheet's `role` whose text gives way; "&" stands for itself."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show this text. No letter of it becomes a shortcut."""
        super().setText(text)
        self.setShortcut(QKeySequence())

    @property
    def shown_text(self) -> str:
        """What has room."""
        letters = self.fontMetrics().horizontalAdvance(self.text())
        around = self.sizeHint().width() - letters
        return _fitted(self, self.width() - around)

    def minimumSizeHint(self) -> QSize:
        """A few letters, however long the text is."""
        hint = self.sizeHint()
        letters = self.fontMetrics().horizontalAdvance(self.text())
        least = self.fontMetrics().averageCharWidth() * _LEAST_LETTERS
        return QSize(hint.width() - max(0, letters - least), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has room."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = as_caption(self.shown_text)
        with QPainter(self) as painter:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)

    def event(self, event: QEvent) -> bool:
        """Say the whole text in the tooltip when it is shortened."""
        return _show_whole(self, event, self.shown_text) or super().event(event)


def _fitted(widget: ElidedLabel | ElidedButton, room: int) -> str:
    # Hints are rounded to whole pixels: a text that got what it asked for would lose its middle.
    return widget.fontMetrics().elidedText(widget.text(), _MIDDLE, room + 1)


def breakable(text: str) -> str:
    """Let long paths and names break: a label breaks only where a space could be."""
    return " ".join(word if len(word) <= _RUN else _broken(word) for word in text.split(" "))


def _broken(word: str) -> str:
    for sign in _SEPARATORS:
        word = word.replace(sign, sign + _BREAK)
    parts = word.split(_BREAK)
    return _BREAK.join(part if len(part) <= _RUN else _BREAK.join(part) for part in parts)


def _show_whole(widget: ElidedLabel | ElidedButton, event: QEvent, shown: str) -> bool:
    if not isinstance(event, QHelpEvent) or event.type() != QEvent.Type.ToolTip:
        return False
    if shown == widget.text():
        return False
    QToolTip.showText(event.globalPos(), as_it_is(widget.text()), widget)
    return True
