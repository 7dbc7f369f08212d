"""Why the open photo is, or is not, among the hits of a search: in a sentence, words and bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from desktop.views.parts import plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

_FULL = 1000


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the search and what it did for the photo."""

    text: str
    value: str
    """In the person's language: what it adds, or whether it fits."""
    share: float | None = None
    """The length of its bar, from 0 to 1; None for no bar."""


@dataclass(frozen=True, slots=True)
class Match:
    """What is said of one photo and one search, in the person's language."""

    verdict: str
    figures: str = ""
    reasons: tuple[Reason, ...] = ()
    note: str = ""


class MatchCard(QFrame):
    """Shows a `Match`; asks what any other search would say of the photo."""

    asked = Signal(str)
    """A search, typed here."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("matchCard")
        self._title = plain_label("small")
        self._verdict = plain_label("strong", wrap=True)
        self._figures = plain_label("small", wrap=True)
        self._note = plain_label("small", wrap=True)
        self._reasons = QWidget()
        self._reasons_column = QVBoxLayout(self._reasons)
        self._field = QLineEdit()
        self._field.setObjectName("matchField")
        self._field.returnPressed.connect(self._ask)
        self._lay_out()
        self.show_match(None)
        self.retranslate()

    @property
    def verdict(self) -> str:
        """What it says now."""
        return self._verdict.text()

    def show_match(self, match: Match | None) -> None:
        """Say why; None while nothing is searched for."""
        self._title.setVisible(match is not None)
        for label, text in (
            (self._verdict, match.verdict if match else ""),
            (self._figures, match.figures if match else ""),
            (self._note, match.note if match else ""),
        ):
            label.setText(text)
            label.setVisible(bool(text))
        self._show_reasons(match.reasons if match else ())

    def show_query(self, text: str) -> None:
        """Show which search the card is about."""
        self._field.setText(text)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._title.setText(self.tr("In this search"))
        self._field.setPlaceholderText(self.tr("Would a search find it? Type one"))
        self._field.setAccessibleName(self.tr("Try a search on this photo"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _ask(self) -> None:
        text = self._field.text().strip()
        if text:
            self.asked.emit(text)

    def _show_reasons(self, reasons: Sequence[Reason]) -> None:
        while (old := self._reasons_column.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                widget.hide()  # it is deleted later, and would be seen behind the new ones
                widget.deleteLater()
        for reason in reasons:
            self._reasons_column.addWidget(_line(reason))
        self._reasons.setVisible(bool(reasons))

    def _lay_out(self) -> None:
        self._reasons_column.setContentsMargins(0, 4, 0, 4)
        self._reasons_column.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 16, 14)
        column.setSpacing(4)
        for part in (self._title, self._verdict, self._figures, self._reasons, self._note):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self._field)


def _line(reason: Reason) -> QWidget:
    text, value = plain_label(wrap=True), plain_label("small")
    text.setText(reason.text)
    value.setText(reason.value)
    line = QWidget()
    column = QVBoxLayout(line)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    row = QHBoxLayout()
    row.addWidget(text, 1)
    row.addWidget(value)
    column.addLayout(row)
    if reason.share is not None:
        bar = QProgressBar(textVisible=False)
        bar.setRange(0, _FULL)
        bar.setValue(round(reason.share * _FULL))
        bar.setAccessibleName(f"{reason.text}: {reason.value}")
        column.addWidget(bar)
    return line
