"""How the photos are shown: whole or as squares, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from desktop.settings import LARGEST_CELL_SIDE, SMALLEST_CELL_SIDE, Arrangement
from desktop.views.parts import IconButton

if TYPE_CHECKING:
    from desktop.views.theme import Theme

_SLIDER_WIDTH = 110
_STEP = 24


class GridControls(QWidget):
    """A button that switches the arrangement, and a slider for the size."""

    arrangement_chosen = Signal(Arrangement)
    side_chosen = Signal(int)
    stacking_chosen = Signal(bool)

    def __init__(
        self, theme: Theme, side: int, arrangement: Arrangement, *, stacking: bool
    ) -> None:
        super().__init__()
        self._stack = IconButton(theme, "stack", 20)
        self._stack.setCheckable(True)
        self._stack.setChecked(stacking)
        self._stack.toggled.connect(self.stacking_chosen)
        self._arrangement = arrangement
        self._switch = IconButton(theme, "grid-even", 20)
        self._switch.clicked.connect(self._take_other)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(SMALLEST_CELL_SIDE, LARGEST_CELL_SIDE)
        self._slider.setSingleStep(_STEP)
        self._slider.setPageStep(_STEP * 2)
        self._slider.setValue(side)
        self._slider.setFixedWidth(_SLIDER_WIDTH)
        self._slider.valueChanged.connect(self.side_chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._slider)
        row.addWidget(self._stack)
        row.addWidget(self._switch)
        self.retranslate()

    def step(self, direction: int) -> None:
        """One step larger or smaller."""
        self._slider.setValue(self._slider.value() + direction * _STEP)

    def show_slider(self, shown: bool) -> None:
        """Give the room to something else where the window is narrow."""
        self._slider.setVisible(shown)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        even = self._arrangement is Arrangement.EVEN
        self._switch.set_icon("grid-whole" if even else "grid-even")
        self._switch.set_name(self.tr("Show whole photos") if even else self.tr("Show squares"))
        self._stack.set_name(self.tr("Show copies and bursts as one photo"))
        self._slider.setAccessibleName(self.tr("Size of the photos"))
        self._slider.setToolTip(self.tr("Size of the photos"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _take_other(self) -> None:
        even = self._arrangement is Arrangement.EVEN
        self._arrangement = Arrangement.WHOLE if even else Arrangement.EVEN
        self.retranslate()
        self.arrangement_chosen.emit(self._arrangement)
