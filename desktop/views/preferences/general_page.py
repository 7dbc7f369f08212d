"""Language, look, size of text, the quick search, and what happens at login and at closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from desktop.settings import (
    SYSTEM_LANGUAGE,
    TEXT_SIZES,
    AfterClosing,
    Look,
)
from desktop.views.parts import plain_label
from desktop.views.preferences.page import ChoiceBox, Page
from desktop.views.preferences.quick_key_field import QuickKeyField
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
    quick_key_chosen = Signal(str)

    def __init__(self, settings: WindowSettings, *, starts_at_login: bool) -> None:
        super().__init__()
        self._settings = settings
        self._labels = [plain_label() for _ in range(5)]
        self._language, self._look, self._size, self._closing = self._boxes = [
            ChoiceBox() for _ in range(4)
        ]
        self._quick_key = QuickKeyField(settings.quick_key)
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

    def show_quick_key(self, *, refused: bool) -> None:
        """Show the key that is taken now, and whether another one could not be had."""
        self._quick_key.show_key(self._settings.quick_key, refused=refused)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("General"))
        self.lead.setText(self.tr("Every choice takes effect at once."))
        texts = (
            self.tr("Language"),
            self.tr("Look"),
            self.tr("Size of text"),
            self.tr("When the window is closed"),
        )
        for label, box, text in zip(self._labels, self._boxes, texts, strict=False):
            label.setText(text)
            box.setAccessibleName(text)
        self._labels[-1].setText(self.tr("Key for quick search"))
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
        self._language.offer(languages, self._settings.language)
        self._look.offer(looks, self._settings.look)
        self._size.offer(sizes, self._settings.text_size)
        self._closing.offer(self._closing_choices(), self._settings.after_closing)

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
        ):
            box.chosen.connect(signal.emit)
        self._login.clicked.connect(self.login_chosen)
        self._quick_key.chosen.connect(self.quick_key_chosen)

    def _lay_out(self) -> None:
        self.add_form(list(zip(self._labels, [*self._boxes, self._quick_key], strict=True)))
        self.column.addSpacing(4)
        self.column.addWidget(self._login)
        self.column.addWidget(self._error)
        self.column.addStretch()
