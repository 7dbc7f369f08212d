"""What the pages of the settings window have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.views.parts import plain_label


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

    def add_form(self) -> QFormLayout:
        """Rows of a label and a field, below what is there already."""
        form = QFormLayout(horizontalSpacing=24, verticalSpacing=14)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.column.addLayout(form)
        return form

    def retranslate(self) -> None:
        """Set every text in the current language."""
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
