"""A note at the top of the gallery that can be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.views.parts import IconButton, IconLabel, plain_label

if TYPE_CHECKING:
    from desktop.views.theme import Theme


class ModelNote(QFrame):
    """Says plainly what the starter model can and cannot do."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._text = plain_label(wrap=True)
        self._close = IconButton(theme, "close", 14)
        self._close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 8, 10)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, "similar", 20, "accent"))
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._text.setText(
            self.tr(
                "You are searching with the small starter model: good for everyday things, in "
                "English, weak on names, scenes and fine detail. A CLIP model finds far more."
            )
        )
        self._close.set_name(self.tr("Close this note"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
