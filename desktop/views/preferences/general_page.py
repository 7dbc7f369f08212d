"""Language, look, size of text, and what happens at login and at closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from desktop.settings import (
    SYSTEM_LANGUAGE,
    TEXT_SIZES,
    THUMBNAIL_MEMORY_MB,
    AfterClosing,
    Look,
)
from desktop.views.parts import plain_label
from desktop.views.preferences.page import Page
from desktop.views.tray import Tray

if TYPE_CHECKING:
    from desktop.settings import WindowSettings

_LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class GeneralPage(Page):
    """Each choice takes effect at once."""

    language_chosen = Signal(str)
    look_chosen = Signal(Look)
    text_size_chosen = Signal(int)
    after_closing_chosen = Signal(AfterClosing)
    login_chosen = Signal(bool)
    thumbnail_memory_chosen = Signal(int)

    def __init__(self, settings: WindowSettings, *, starts_at_login: bool) -> None:
        super().__init__()
        self._settings = settings
        self._labels = [plain_label() for _ in range(5)]
        self._language, self._look, self._size, self._closing, self._memory = self._boxes = [
            QComboBox() for _ in range(5)
        ]
        self._login = QCheckBox()
        self._login.setChecked(starts_at_login)
        self._error = plain_label("error", wrap=True)
        self._error.hide()
        self._lay_out()
        self.retranslate()
        self._connect()

    def show_error(self, message: str, *, starts_at_login: bool) -> None:
        """Say why the system does not let Pixlore start at login."""
        self._login.setChecked(starts_at_login)
        self._error.setText(message)
        self._error.setVisible(bool(message))

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("General"))
        self.lead.setText(self.tr("Every choice takes effect at once."))
        texts = (
            self.tr("Language"),
            self.tr("Look"),
            self.tr("Size of text"),
            self.tr("When the window is closed"),
            self.tr("Memory for thumbnails"),
        )
        for label, box, text in zip(self._labels, self._boxes, texts, strict=True):
            label.setText(text)
            box.setAccessibleName(text)
        self._login.setText(self.tr("Start Pixlore in the background when I log in"))
        self._fill()

    def _fill(self) -> None:
        system = self.tr("As the system")
        languages: list[tuple[str, Any]] = [(system, SYSTEM_LANGUAGE)]
        languages += [(name, code) for code, name in _LANGUAGES.items()]
        looks = [
            (system, Look.SYSTEM),
            (self.tr("Light"), Look.LIGHT),
            (self.tr("Dark"), Look.DARK),
        ]
        sizes = [(self.tr("{number} %").format(number=size), size) for size in TEXT_SIZES]
        memory = [(self.tr("{number} MB").format(number=mb), mb) for mb in THUMBNAIL_MEMORY_MB]
        _fill(self._language, languages, self._settings.language)
        _fill(self._look, looks, self._settings.look)
        _fill(self._size, sizes, self._settings.text_size)
        _fill(self._closing, self._closing_choices(), self._settings.after_closing)
        _fill(self._memory, memory, self._settings.thumbnail_memory_mb)

    def _closing_choices(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [
            (self.tr("Keep indexing"), AfterClosing.SERVICE),
            (self.tr("Stop indexing"), AfterClosing.STOP),
        ]
        if Tray.is_available() or self._settings.after_closing is AfterClosing.TRAY:
            tray = (self.tr("Keep indexing, with an icon in the tray"), AfterClosing.TRAY)
            choices.insert(1, tray)
        return choices

    def _connect(self) -> None:
        for box, signal in (
            (self._language, self.language_chosen),
            (self._look, self.look_chosen),
            (self._size, self.text_size_chosen),
            (self._closing, self.after_closing_chosen),
            (self._memory, self.thumbnail_memory_chosen),
        ):
            box.activated.connect(_emitter(box, signal))
        self._login.clicked.connect(self.login_chosen)

    def _lay_out(self) -> None:
        self.add_form(list(zip(self._labels, self._boxes, strict=True)))
        self.column.addSpacing(4)
        self.column.addWidget(self._login)
        self.column.addWidget(self._error)
        self.column.addStretch()


def _fill(box: QComboBox, choices: list[tuple[str, Any]], chosen: object) -> None:
    box.clear()
    for text, value in choices:
        box.addItem(text, value)
    values = [value for _, value in choices]
    box.setCurrentIndex(values.index(chosen) if chosen in values else 0)


def _emitter(box: QComboBox, signal: Any) -> Any:
    return lambda: signal.emit(box.currentData())
