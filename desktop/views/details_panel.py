"""What is known about the open photo, beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.views.elided import breakable
from desktop.views.match_card import MatchCard
from desktop.views.parts import plain_label
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 300


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact under its name; both in the person's language."""

    name: str
    value: str
    role: str = ""
    """The style sheet's role of the value; "muted" for what matters less."""


class DetailsPanel(QScrollArea):
    """Names and values below each other. Values can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("details")
        self._fit_text()
        text_scale.changed.connect(self._fit_text)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.match = MatchCard()
        """Why the photo is among the hits of a search."""
        self._facts = QWidget()
        self._column = self._lay_out()
        self.retranslate()

    def show_details(self, details: Sequence[Detail]) -> None:
        """Replace everything; details without a value are left out."""
        facts = QWidget()
        column = QVBoxLayout(facts)
        column.setContentsMargins(20, 18, 16, 18)
        column.setSpacing(2)
        for detail in details:
            if detail.value:
                self._add(column, detail)
        self._column.replaceWidget(self._facts, facts)
        self._facts.deleteLater()
        self._facts = facts

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.setAccessibleName(self.tr("Details"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fit_text(self) -> None:
        self.setFixedWidth(min(scaled(WIDTH), WIDTH * 3 // 2))

    def _lay_out(self) -> QVBoxLayout:
        content = QWidget()
        content.setObjectName("detailsContent")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.match)
        column.addWidget(self._facts)
        column.addStretch()
        self.setWidget(content)
        return column

    def _add(self, column: QVBoxLayout, detail: Detail) -> None:
        name = plain_label("small")
        name.setText(detail.name)
        value = plain_label(detail.role, wrap=True)
        value.setText(breakable(detail.value))
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        value.setAccessibleName(f"{detail.name}: {detail.value}")
        column.addWidget(name)
        column.addWidget(value)
        column.addSpacing(12)
