"""Small widgets that every view is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.plain_text import as_it_is
from desktop.views import icons
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from desktop.views.theme import Theme

_WIDEST_COLUMN = 600
"""The narrowest window has room for it."""
_NATIVE = QKeySequence.SequenceFormat.NativeText


def plain_label(role: str = "", *, wrap: bool = False) -> QLabel:
    """A label that shows its text as it is: names of files are never read as markup."""
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=wrap)
    if role:
        label.setProperty("role", role)
    return label


def button(role: str = "") -> QPushButton:
    """A push button of the style sheet's `role`: primary, big, link or quiet."""
    result = QPushButton()
    result.setProperty("role", role)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    return result


def name_undo(undo: QPushButton) -> None:
    """Set the texts of a button that brings photos back from the trash."""
    undo.setText(QCoreApplication.translate("Undo", "Undo"))
    name = QCoreApplication.translate("Undo", "Bring the photos back from the trash")
    undo.setAccessibleName(name)
    keys = QKeySequence(QKeySequence.StandardKey.Undo).toString(_NATIVE)
    undo.setToolTip(as_it_is(f"{name}  ({keys})"))


class IconButton(QToolButton):
    """A button that shows only an icon; its name is its tool tip and what a screen reader says."""

    def __init__(self, theme: Theme, name: str, side: int = 20, color: str = "muted") -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._color = color
        self.setIconSize(QSize(side, side))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.changed.connect(self._tint)
        self._tint()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self._tint()

    def set_name(self, name: str, shortcut: str = "") -> None:
        """What the button does, in the person's language."""
        self.setAccessibleName(name)
        self.setToolTip(as_it_is(f"{name}  ({shortcut})" if shortcut else name))

    def _tint(self) -> None:
        self.setIcon(icons.icon(self._name, self._theme.color(self._color)))


class ActionButton(IconButton):
    """Triggers an action; named after it, and pressed while it is checked."""

    def __init__(self, theme: Theme, action: QAction) -> None:
        super().__init__(theme, action.data(), 20, "text")
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.set_icon(self._action.data())
        self.set_name(self._action.text(), self._action.shortcut().toString(_NATIVE))
        self.setEnabled(self._action.isEnabled())
        self.setProperty("pressed", self._action.isChecked())
        self.style().polish(self)


class IconLabel(QLabel):
    """An icon that is only there to be looked at."""

    def __init__(self, theme: Theme, name: str, side: int, color: str = "faint") -> None:
        super().__init__(alignment=Qt.AlignmentFlag.AlignCenter)
        self._theme = theme
        self._name = name
        self._side = side
        self._color = color
        self.setMinimumSize(side, side)  # a crowded layout would cut it
        theme.changed.connect(self._tint)
        self._tint()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self._tint()

    def _tint(self) -> None:
        color = self._theme.color(self._color)
        self.setPixmap(icons.picture(self._name, color, self._side, self.devicePixelRatioF()))


class _Column(QWidget):
    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        text_scale.changed.connect(self._fit_text)
        self._fit_text()

    def _fit_text(self) -> None:
        self.setFixedWidth(min(scaled(self._width), _WIDEST_COLUMN))


def centred_column(*, width: int, spacing: int) -> tuple[QWidget, QVBoxLayout]:
    """A column of `width` pixels, more with larger texts; put it in the middle of a page."""
    column = _Column(width)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    return column, layout
