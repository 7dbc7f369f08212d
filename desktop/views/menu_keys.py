"""The keys that open a menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


def is_menu_key(event: QKeyEvent) -> bool:
    """Whether the menu key or Shift+F10 was pressed."""
    shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
    key = event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shift)
    return event.type() == QEvent.Type.KeyPress and key
