"""What can be done with several photos at once, shown while several are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.views.parts import ActionButton, IconButton, plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction

    from desktop.views.theme import Theme


class SelectionBar(QFrame):
    """How many are chosen, and a button for each action on many."""

    cleared = Signal()

    def __init__(self, theme: Theme, actions: Sequence[QAction]) -> None:
        super().__init__()
        self.setObjectName("selectionBar")
        self._count = 0
        self._rows = 0
        self._text = plain_label()
        self._clear = IconButton(theme, "close", 16)
        self._clear.clicked.connect(self.cleared)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 14, 6)
        row.setSpacing(6)
        row.addWidget(self._text)
        row.addStretch(1)
        for action in actions:
            row.addWidget(ActionButton(theme, action))
        row.addSpacing(8)
        row.addWidget(self._clear)
        self.hide()
        self.retranslate()

    def show_count(self, rows: int, photos: int) -> None:
        """Say how many photos are chosen; for fewer than two the bar goes away.

        Fewer `rows` than photos: there are stacks among them, and all their photos count.
        """
        self._rows = rows
        self._count = photos
        self.setVisible(photos > 1)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        number = QLocale().toString(self._count)
        text = self.tr("{number} photos chosen")
        if self._rows == 1:
            text = self.tr("Stack of {number} photos")
        elif self._rows < self._count:
            text = self.tr("{number} photos chosen, those in stacks included")
        self._text.setText(text.format(number=number))
        self._clear.set_name(self.tr("Choose none"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
