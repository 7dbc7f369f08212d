"""How far a longer job is, with a way to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout

from desktop.views.parts import button, plain_label
from desktop.views.text_scale import scaled

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH = 420


class ProgressDialog(QDialog):
    """Modal to its window; `rejected` is the wish to stop."""

    def __init__(self, parent: QWidget, title: str, steps: int) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setFixedWidth(scaled(_WIDTH))
        heading = plain_label("heading")
        heading.setText(title)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, steps)
        self._bar.setAccessibleName(title)
        stop = button()
        stop.setText(self.tr("Stop"))
        stop.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(stop)
        page = QVBoxLayout(self)
        page.setContentsMargins(26, 24, 26, 22)
        page.setSpacing(16)
        page.addWidget(heading)
        page.addWidget(self._bar)
        page.addLayout(row)

    def show_step(self, step: int) -> None:
        """Say how many steps are done."""
        self._bar.setValue(step)
