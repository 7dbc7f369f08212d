"""How a typed query was understood: a chip for every filter and every mistake, under the field."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.views.elided import ElidedButton, ElidedLabel


class ChipLook(NamedTuple):
    """One part of a query as it is shown. `place` is its number among all parts.

    A message that is `told` stands beside the chips, others in the chip's tooltip only.
    """

    place: int
    text: str
    understood: bool
    message: str
    told: bool


class ChipRow(QFrame):
    """Hidden while there is nothing to show. A click on a chip takes that part away."""

    removal_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chipRow")
        self._chips: tuple[ChipLook, ...] = ()
        self._buttons: list[QPushButton] = []
        self._message = ElidedLabel("muted")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 8, 24, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._message)
        self._row.addStretch()
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """The chips in their order."""
        return self._buttons

    def show_chips(self, chips: tuple[ChipLook, ...]) -> None:
        """Show these parts."""
        if chips == self._chips:
            return
        self._chips = chips
        for old in self._buttons:
            self._row.removeWidget(old)
            old.deleteLater()
        self._buttons = [self._make(chip) for chip in chips]
        for number, made in enumerate(self._buttons):
            self._row.insertWidget(number, made)
        self.retranslate()
        self.setVisible(bool(chips))

    def retranslate(self) -> None:
        """Set every text in the current language."""
        wrong_first = sorted(self._chips, key=lambda chip: chip.understood)
        messages = [chip.message for chip in wrong_first if chip.told and chip.message]
        self._message.setText(messages[0] if messages else "")
        for chip, shown in zip(self._chips, self._buttons, strict=True):
            shown.setText(self.tr("{part}  ×").format(part=chip.text))
            shown.setAccessibleName(self.tr("Take away {part}").format(part=chip.text))
            shown.setToolTip(chip.message or shown.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _make(self, chip: ChipLook) -> QPushButton:
        made = ElidedButton("chip" if chip.understood else "mistake")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.removal_asked.emit(chip.place))
        return made
