"""The settings window: its pages' names at the left, one page at the right."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from desktop.views.text_scale import scaled, text_scale

_SIZE = QSize(900, 600)
_FRAME = QSize(16, 56)
"""What a window manager draws around a window at most."""
_LIST_WIDTH = 176


class Chapter(IntEnum):
    """The pages in their order."""

    GENERAL = 0
    FOLDERS = 1
    INDEXING = 2
    MODELS = 3
    STORAGE = 4
    PRIVACY = 5
    ABOUT = 6


class SettingsWindow(QDialog):
    """Composes the pages, which take effect by themselves."""

    def __init__(self, parent: QWidget, pages: dict[Chapter, QWidget]) -> None:
        super().__init__(parent)
        self.pages = pages
        self._list = QListWidget()
        self._list.setObjectName("chapters")
        self._fit_text()
        text_scale.changed.connect(self._fit_text)
        self._stack = QStackedWidget()
        for chapter in Chapter:
            self._stack.addWidget(pages[chapter])
            self._list.addItem(QListWidgetItem())
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._list)
        row.addWidget(self._stack, 1)
        self.resize(_SIZE.boundedTo(self.screen().availableGeometry().size() - _FRAME))
        self.retranslate()

    def _fit_text(self) -> None:
        self._list.setFixedWidth(scaled(_LIST_WIDTH))

    @property
    def chapter(self) -> Chapter:
        """The page that is shown."""
        return Chapter(self._list.currentRow())

    def show_chapter(self, chapter: Chapter) -> None:
        """Turn to a page."""
        self._list.setCurrentRow(chapter)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.setWindowTitle(self.tr("Settings"))
        self._list.setAccessibleName(self.tr("Pages of the settings"))
        names = {
            Chapter.GENERAL: self.tr("General"),
            Chapter.FOLDERS: self.tr("Folders"),
            Chapter.INDEXING: self.tr("Indexing"),
            Chapter.MODELS: self.tr("Models"),
            Chapter.STORAGE: self.tr("Storage"),
            Chapter.PRIVACY: self.tr("Privacy"),
            Chapter.ABOUT: self.tr("About"),
        }
        for chapter, name in names.items():
            self._list.item(chapter).setText(name)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
