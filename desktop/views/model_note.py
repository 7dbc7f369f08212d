"""The card of the first minute: what the starter model can and cannot do, and what is better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.views.parts import IconButton, IconLabel, button, plain_label

if TYPE_CHECKING:
    from desktop.views.theme import Theme


class ModelNote(QFrame):
    """Hidden until it has something to say; its owner decides when."""

    closed = Signal()
    models_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._script: tuple[str, str] | None = None
        self._title = plain_label("strong", wrap=True)
        self._text = plain_label(wrap=True)
        self._better = button("link")
        self._close = IconButton(theme, "close", 14)
        self._close.clicked.connect(self.closed)
        self._better.clicked.connect(self.models_asked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 8, 12)
        row.setSpacing(12)
        row.addWidget(IconLabel(theme, "similar", 20, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._better)
        row.addWidget(self._close)
        self.retranslate()

    def show_starter(self) -> None:
        """Say what the starter model can and cannot do, and what is better."""
        self._script = None
        self.retranslate()
        self.show()

    def show_script(self, script: str, model: str) -> None:
        """Say that the model in use cannot read the query, and which one can."""
        self._script = (script, model)
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._better.setText(self.tr("Choose a model…"))
        self._close.set_name(self.tr("Close this note"))
        if self._script is not None:
            self._say_script(*self._script)
        else:
            self._say_starter()

    def _say_script(self, script: str, model: str) -> None:
        names = {
            "Chinese": self.tr("Chinese"),
            "Japanese": self.tr("Japanese"),
            "Korean": self.tr("Korean"),
        }
        self._title.setText(
            self.tr("The model in use does not read {language}").format(
                language=names.get(script, script)
            )
        )
        self._text.setText(
            self.tr("{model} does: install it, or search in English.").format(model=model)
        )

    def _say_starter(self) -> None:
        self._title.setText(self.tr("You are searching with the small starter model"))
        self._text.setText(
            self.tr(
                "It knows everyday things, animals and scenes, in English; not people, places or "
                "written words. A CLIP model understands whole sentences and finds far more: one "
                "download of about 600 MB, and everything still stays on this computer."
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
