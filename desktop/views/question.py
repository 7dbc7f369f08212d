"""A question with a verb for each answer, on a card over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop.views.elided import breakable
from desktop.views.parts import button, plain_label
from desktop.views.text_scale import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QWidget

_WIDTH = 460


class Question(QDialog):
    """Asks once; `accepted` is the answer that does something.

    Args:
        parent: the window the question belongs to.
        title: the question, in the person's language, as are the other texts.
        text: what follows from saying yes.
        yes, no: the verbs on the buttons. The focus is on `no` when `danger` is set.
    """

    third_chosen = Signal()

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str,
        yes: str,
        no: str,
        *,
        danger: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = plain_label("heading", wrap=True)
        heading.setText(breakable(title))
        words = plain_label("muted", wrap=True)
        words.setText(breakable(text))
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.no_button = button()
        self.no_button.setText(no)
        self.no_button.clicked.connect(self.reject)
        self.yes_button = button("danger" if danger else "primary")
        self.yes_button.setText(yes)
        self.yes_button.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch()
        row.addWidget(self.no_button)
        self.third_button = button()
        self.third_button.hide()
        self.third_button.clicked.connect(self._choose_third)
        row.addWidget(self.third_button)
        row.addWidget(self.yes_button)
        card = QFrame()
        card.setObjectName("questionCard")
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        page = QVBoxLayout(card)
        page.setContentsMargins(26, 24, 26, 22)
        page.setSpacing(12)
        page.addWidget(heading)
        self._pictures = QHBoxLayout()
        self._pictures.setSpacing(8)
        page.addLayout(self._pictures)
        page.addWidget(words)
        page.addSpacing(6)
        page.addLayout(row)
        self.setFixedWidth(scaled(_WIDTH))
        default = self.no_button if danger else self.yes_button
        default.setDefault(True)
        default.setFocus()

    def offer(self, third: str) -> None:
        """Give another answer that does something."""
        self.third_button.setText(third)
        self.third_button.show()

    def show_pictures(self, pictures: Sequence[QPixmap]) -> None:
        """Show what it is about."""
        for picture in pictures:
            label = QLabel()
            label.setPixmap(picture)
            self._pictures.addWidget(label)
        self._pictures.addStretch()

    def _choose_third(self) -> None:
        self.third_chosen.emit()
        self.reject()
