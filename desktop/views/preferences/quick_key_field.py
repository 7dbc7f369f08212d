"""The key for the quick search: a field to press it in, or how to set one in the system."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLineEdit, QVBoxLayout, QWidget

from desktop.global_key import GlobalKey
from desktop.views.parts import button, plain_label

COMMAND = "pixlore --quick"


class QuickKeyField(QWidget):
    """Shows a key and tells which one is chosen; '' for none."""

    chosen = Signal(str)

    def __init__(self, key: str) -> None:
        super().__init__()
        self._refused = False
        self._edit = QKeySequenceEdit(QKeySequence(key))
        self._edit.setMaximumSequenceLength(1)
        self._none = button()
        self._hint = plain_label("muted", wrap=True)
        self._hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self.retranslate()
        self._edit.editingFinished.connect(
            lambda: self.chosen.emit(self._edit.keySequence().toString())
        )
        self._none.clicked.connect(lambda: self.chosen.emit(""))

    def show_key(self, key: str, *, refused: bool) -> None:
        """Show the key that is taken now, and whether another one could not be had."""
        self._edit.setKeySequence(QKeySequence(key))
        self._refused = refused
        self._hint.setText(self._hint_text())

    def retranslate(self) -> None:
        """Set every text in the current language."""
        name = self.tr("Key for quick search")
        for field in (self._edit, *self._edit.findChildren(QLineEdit)):
            field.setAccessibleName(name)
        self._edit.findChildren(QLineEdit)[0].setPlaceholderText(self.tr("Press a key"))
        self._none.setText(self.tr("No key"))
        self._hint.setText(self._hint_text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _hint_text(self) -> str:
        if self._refused:
            return self.tr(
                "This key cannot be had: another program has it, or it is needed for typing."
            )
        if GlobalKey.is_possible():
            return self.tr("Works in every program while Pixlore is open or in the tray.")
        hint = self.tr("Let a key run this command, in the keyboard settings of your system:")
        return f"{hint}\n{COMMAND}"

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._edit)
        row.addWidget(self._none)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._hint)
        for part in (self._edit, self._none):
            part.setVisible(GlobalKey.is_possible())
        self.setFocusProxy(self._edit)
