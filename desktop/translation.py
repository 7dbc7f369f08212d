"""Chooses the language of the window, also while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator

from desktop.settings import SYSTEM_LANGUAGE
from indexer.api import resource_path

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Translation(QObject):
    """Installs Pixlore's and Qt's own texts for one language."""

    def __init__(self, application: QApplication, language: str) -> None:
        super().__init__(application)
        self._application = application
        self._translators: list[QTranslator] = []
        self.choose(language)

    def choose(self, language: str) -> None:
        """Switch to a language code, or to the system's language."""
        locale = QLocale.system() if language == SYSTEM_LANGUAGE else QLocale(language)
        if locale.language() is QLocale.Language.C:
            locale = QLocale("en")
        QLocale.setDefault(locale)
        for translator in self._translators:
            self._application.removeTranslator(translator)
        qt_texts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        own_texts = str(resource_path("translations"))
        self._translators = [
            self._install(locale, "qtbase", qt_texts),
            self._install(locale, "pixlore", own_texts),
        ]

    def _install(self, locale: QLocale, name: str, folder: str) -> QTranslator:
        translator = QTranslator(self)
        if translator.load(locale, name, "_", folder):
            self._application.installTranslator(translator)
        return translator
