"""How a typed query was understood: a chip for every filter and every mistake, under the field."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop.plain_text import as_it_is
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
    meant: str = ""
    """For a mistake: what was probably meant."""


class ChipRow(QFrame):
    """Hidden while there is nothing to show. A click on a chip takes that part away.

    What was probably meant by the mistake that is told stands beside it, and a click takes it.
    """

    removal_asked = Signal(int)
    correction_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chipRow")
        self._chips: tuple[ChipLook, ...] = ()
        self._buttons: list[QPushButton] = []
        self._message = ElidedLabel("muted")
        self._told: ChipLook | None = None
        self._correction = ElidedButton("link")
        self._correction.clicked.connect(self._ask_correction)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(24, 8, 24, 8)
        self._row.setSpacing(8)
        self._row.addWidget(self._message)
        self._row.addWidget(self._correction)
        self._row.addStretch()
        self.retranslate()
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """The chips in their order."""
        return self._buttons

    @property
    def correction(self) -> QPushButton:
        """The button with what was probably meant; hidden where nothing is known."""
        return self._correction

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
        self._told = next((chip for chip in wrong_first if chip.told and chip.message), None)
        self._message.setText(self._told.message if self._told else "")
        meant = self._told.meant if self._told else ""
        self._correction.setText(meant)
        self._correction.setAccessibleName(self.tr("Search for {query}").format(query=meant))
        self._correction.setVisible(bool(meant))
        for chip, shown in zip(self._chips, self._buttons, strict=True):
            shown.setText(self.tr("{part}  ×").format(part=chip.text))
            shown.setAccessibleName(self.tr("Take away {part}").format(part=chip.text))
            shown.setToolTip(as_it_is(chip.message or shown.accessibleName()))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _ask_correction(self) -> None:
        if self._told is not None:
            self.correction_asked.emit(self._told.place)

    def _make(self, chip: ChipLook) -> QPushButton:
        made = ElidedButton("chip" if chip.understood else "mistake")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.removal_asked.emit(chip.place))
        return made
