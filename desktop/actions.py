"""Everything that can be done with the selected photo, once, for menus, keys and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.views import icons

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop.views.theme import Theme

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class PhotoActions(QObject):
    """The actions on a photo. Each one's `data()` is the name of its icon."""

    find_similar = Signal()
    open_with_system = Signal()
    show_in_folder = Signal()
    copy_path = Signal()
    copy_image = Signal()

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        keys = QKeySequence
        self.similar = self._make("similar", keys(_CTRL | Qt.Key.Key_L), self.find_similar)
        self.open = self._make("open", keys(_CTRL | Qt.Key.Key_O), self.open_with_system)
        self.reveal = self._make("folder", keys(_CTRL | Qt.Key.Key_R), self.show_in_folder)
        self.path = self._make("copy-path", keys(_CTRL | _SHIFT | Qt.Key.Key_C), self.copy_path)
        self.image = self._make("copy", keys(QKeySequence.StandardKey.Copy), self.copy_image)
        theme.changed.connect(self._tint)
        self._tint()
        self.retranslate()

    @property
    def all(self) -> list[QAction]:
        """Every action, in the order of the menu."""
        return [self.similar, self.open, self.reveal, self.image, self.path]

    def set_enabled(self, enabled: bool) -> None:
        """Photos can be acted on only while one is chosen."""
        for action in self.all:
            action.setEnabled(enabled)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.similar.setText(self.tr("Find similar photos"))
        self.open.setText(self.tr("Open in another program"))
        self.reveal.setText(self.tr("Show in folder"))
        self.image.setText(self.tr("Copy picture"))
        self.path.setText(self.tr("Copy path"))

    def _make(self, name: str, keys: QKeySequence, signal: object) -> QAction:
        action = QAction(self._window)
        action.setData(name)
        action.setShortcut(keys)
        action.triggered.connect(signal)
        self._window.addAction(action)
        return action

    def _tint(self) -> None:
        for action in self.all:
            action.setIcon(icons.icon(action.data(), self._theme.color("muted")))
