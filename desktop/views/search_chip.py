"""A chip in the search field: what is searched by, or where, with a button that takes it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.plain_text import as_it_is
from desktop.views.elided import ElidedLabel
from desktop.views.parts import IconButton, IconLabel
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from desktop.views.theme import Theme

_WIDEST = 180
_HEIGHT = 28


class SearchChip(QFrame):
    """Hidden while it has no name."""

    removed = Signal()

    def __init__(self, theme: Theme, icon: str) -> None:
        super().__init__()
        self.setObjectName("searchChip")
        self._icon = IconLabel(theme, icon, 16, "accent")
        self._label = ElidedLabel()
        self._remove = IconButton(theme, "close", 12)
        self._remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 2, 0)
        row.setSpacing(6)
        for part in (self._icon, self._label, self._remove):
            row.addWidget(part)
        self._fit_text()
        text_scale.changed.connect(self._fit_text)
        self._name = ""
        self.hide()

    @property
    def name(self) -> str:
        """What it shows, '' while it is hidden."""
        return self._name

    @property
    def remove_button(self) -> IconButton:
        """The button that takes the chip away."""
        return self._remove

    def show_name(self, name: str, icon: str = "", tool_tip: str = "") -> None:
        """Show this name, shortened in its middle where it is long; '' hides the chip."""
        self._name = name
        self._label.setText(name)
        self.setToolTip(as_it_is(tool_tip or name))
        if icon:
            self._icon.set_icon(icon)
        self.setVisible(bool(name))

    def _fit_text(self) -> None:
        self.setFixedHeight(scaled(_HEIGHT))
        self._label.setMaximumWidth(scaled(_WIDEST))
