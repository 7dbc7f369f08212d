"""Every key that does something, in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHeaderView

from desktop.views.table_page import TablePage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction

_NATIVE = QKeySequence.SequenceFormat.NativeText


class ShortcutsPage(TablePage):
    """Lists the given actions' keys after those of the window itself."""

    def __init__(self, actions: Iterable[QAction]) -> None:
        super().__init__()
        self._actions = [action for action in actions if not action.shortcut().isEmpty()]
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Keys"))
        self.lead.setText(self.tr("Everything in Pixlore can be done with the keyboard."))
        self.table.setAccessibleName(self.tr("Keys"))
        rows: list[tuple[str, ...]] = [
            (what, ", ".join(_native(key) for key in keys)) for what, keys in self._own()
        ]
        rows += [(action.text(), action.shortcut().toString(_NATIVE)) for action in self._actions]
        self.rows.show_rows([self.tr("What"), self.tr("Keys")], rows)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)

    def _own(self) -> list[tuple[str, tuple[str, ...]]]:
        return [
            (self.tr("Type a search"), ("Ctrl+F", "Ctrl+K")),
            (self.tr("Search by the picture on the clipboard"), ("Ctrl+V",)),
            (self.tr("From the search field to the photos"), ("Down",)),
            (self.tr("Show all photos again"), ("Escape",)),
            (self.tr("Open the photo"), ("Return",)),
            (self.tr("Next photo"), ("Right", "Space", "PgDown")),
            (self.tr("Previous photo"), ("Left", "Backspace", "PgUp")),
            (self.tr("Through the photos of a stack"), ("Down", "Up")),
            (self.tr("Larger and smaller"), ("+", "-")),
            (self.tr("Fit the photo into the window"), ("0",)),
            (self.tr("The photo's own pixels"), ("1",)),
            (self.tr("Back to the photos"), ("Escape",)),
            (self.tr("Settings"), ("Ctrl+,",)),
            (self.tr("This list"), ("F1",)),
            (self.tr("Quit"), ("Ctrl+Q",)),
        ]


def _native(key: str) -> str:
    return QKeySequence(key).toString(_NATIVE)
