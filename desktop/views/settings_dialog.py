"""Settings: language, look, and which model searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QVBoxLayout, QWidget

from desktop.settings import SYSTEM_LANGUAGE, Look
from desktop.views.parts import button, plain_label

if TYPE_CHECKING:
    from desktop.settings import WindowSettings

_LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class SettingsDialog(QDialog):
    """Each choice takes effect at once."""

    language_chosen = Signal(str)
    look_chosen = Signal(Look)

    def __init__(self, parent: QWidget, settings: WindowSettings, model: str) -> None:
        super().__init__(parent)
        self._settings = settings
        self._model = model
        self._heading = plain_label("heading")
        self._labels = [plain_label() for _ in range(3)]
        self._language = QComboBox()
        self._look = QComboBox()
        self._model_text = plain_label("muted", wrap=True)
        self._close = button("primary")
        self._lay_out()
        self.retranslate()
        self._language.activated.connect(self._choose_language)
        self._look.activated.connect(self._choose_look)
        self._close.clicked.connect(self.accept)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.setWindowTitle(self.tr("Settings"))
        self._heading.setText(self.tr("Settings"))
        texts = (self.tr("Language"), self.tr("Look"), self.tr("Model"))
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        self._language.setAccessibleName(texts[0])
        self._look.setAccessibleName(texts[1])
        self._fill_languages()
        self._fill_looks()
        self._model_text.setText(self._model_sentence())
        self._close.setText(self.tr("Done"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _model_sentence(self) -> str:
        if self._model != "starter":
            return self.tr("{model} searches your photos.").format(model=self._model)
        return self.tr(
            "The small starter model searches your photos. It needs no download and knows about a "
            "thousand everyday things. CLIP models are far better: run pixlore models to see how "
            "to get one."
        )

    def _fill_languages(self) -> None:
        self._language.clear()
        self._language.addItem(self.tr("As the system"), SYSTEM_LANGUAGE)
        for code, name in _LANGUAGES.items():
            self._language.addItem(name, code)
        self._language.setCurrentIndex(self._language.findData(self._settings.language))

    def _fill_looks(self) -> None:
        self._look.clear()
        self._look.addItem(self.tr("As the system"), Look.SYSTEM)
        self._look.addItem(self.tr("Light"), Look.LIGHT)
        self._look.addItem(self.tr("Dark"), Look.DARK)
        self._look.setCurrentIndex(list(Look).index(self._settings.look))

    def _choose_language(self) -> None:
        self.language_chosen.emit(self._language.currentData())

    def _choose_look(self) -> None:
        self.look_chosen.emit(list(Look)[self._look.currentIndex()])

    def _lay_out(self) -> None:
        form = QFormLayout(horizontalSpacing=24, verticalSpacing=14)
        fields: tuple[QWidget, ...] = (self._language, self._look, self._model_text)
        for label, field in zip(self._labels, fields, strict=True):
            label.setBuddy(field)
            form.addRow(label, field)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 22, 24, 20)
        page.setSpacing(18)
        page.addWidget(self._heading)
        page.addLayout(form)
        page.addStretch()
        page.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignRight)
        self.resize(520, 320)
