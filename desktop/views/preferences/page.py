"""What the pages of the settings window have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.views.parts import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QLabel


class Page(QScrollArea):
    """A heading, a sentence and what a subclass adds to `column`; it scrolls when it is long."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName("page")
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(28, 24, 28, 22)
        self.column.setSpacing(14)
        self.heading = plain_label("heading")
        self.lead = plain_label("muted", wrap=True)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.lead)
        self.setWidget(content)

    def add_form(self, rows: Sequence[tuple[QLabel, QWidget]]) -> None:
        """Rows of a label and a field, below what is there already."""
        form = QGridLayout()
        form.setHorizontalSpacing(28)
        form.setVerticalSpacing(12)
        form.setColumnStretch(2, 1)
        for row, (label, field) in enumerate(rows):
            label.setBuddy(field)
            form.addWidget(label, row, 0)
            form.addWidget(field, row, 1, 1, 1 if isinstance(field, QComboBox) else 2)
        self.column.addLayout(form)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class ChoiceBox(QComboBox):
    """A box of values. They stay in Python: Qt would give a `StrEnum` back as a plain `str`."""

    chosen = Signal(object)
    """The value that a person chose."""

    def __init__(self) -> None:
        super().__init__()
        self._values: list[Any] = []
        self.activated.connect(lambda row: self.chosen.emit(self._values[row]))

    def offer(self, choices: Sequence[tuple[str, Any]], shown: object) -> None:
        """Offer choices, each a text and a value, and show the value `shown`, else the first."""
        self.clear()
        self._values = [value for _, value in choices]
        self.addItems([text for text, _ in choices])
        self.setCurrentIndex(self._values.index(shown) if shown in self._values else 0)

    @property
    def value(self) -> Any:
        """The value that is shown; None in an empty box."""
        row = self.currentIndex()
        return self._values[row] if row >= 0 else None
