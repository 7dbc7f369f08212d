"""What the gallery shows when there are no photos to show: what is going on, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.views.parts import IconLabel, button, centred_column, plain_label
from desktop.views.theme import Theme


class StatePanel(QWidget):
    """An icon, a title, a sentence and at most one button."""

    step_taken = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        self._icon = IconLabel(theme, "image", 56)
        self._title = plain_label("heading", wrap=True)
        self._text = plain_label("muted", wrap=True)
        self._step = button()
        self._step.hide()
        self._step.clicked.connect(self.step_taken)
        column, layout = centred_column(width=440, spacing=10)
        layout.addWidget(self._icon)
        layout.addSpacing(6)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addSpacing(10)
        layout.addWidget(self._step, alignment=Qt.AlignmentFlag.AlignCenter)
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addWidget(column, alignment=Qt.AlignmentFlag.AlignHCenter)
        page.addStretch(3)

    def show_state(self, icon: str, title: str, text: str = "", step: str = "") -> None:
        """Show a state; without `step` there is no button."""
        self._icon.set_icon(icon)
        self._title.setText(title)
        self._text.setText(text)
        self._step.setText(step)
        self._step.setVisible(bool(step))
