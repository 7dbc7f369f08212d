"""The main page: search bar, photos or what there is instead of them, status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.grid_layout import MARGIN, Section
from desktop.views.model_note import ModelNote
from desktop.views.parts import IconButton
from desktop.views.search_bar import SearchBar
from desktop.views.state_panel import StatePanel
from desktop.views.status_bar import StatusBar

if TYPE_CHECKING:
    from desktop.library import PhotoList
    from desktop.views.photo_grid import PhotoGrid
    from desktop.views.theme import Theme


class GalleryPage(QWidget):
    """Composes the parts; the controllers fill them."""

    settings_asked = Signal()

    def __init__(self, theme: Theme, grid: PhotoGrid) -> None:
        super().__init__()
        self.setObjectName("page")
        self.search_bar = SearchBar(theme)
        self.grid = grid
        self.panel = StatePanel(theme)
        self.status_bar = StatusBar(theme)
        self.model_note = ModelNote(theme)
        self._settings = IconButton(theme, "settings", 22)
        self._settings.clicked.connect(self.settings_asked)
        self._stack = QStackedWidget()
        self._photos: PhotoList | None = None
        self._lay_out()
        self.retranslate()

    def show_photos(self, photos: PhotoList, *, same_query: bool) -> None:
        """Show the grid over `photos`, which the model holds; stay in place for the same query."""
        place = self.grid.verticalOffset() if same_query else 0
        self._photos = photos
        self.grid.show_sections(self._sections(photos))
        self.grid.verticalScrollBar().setValue(place)
        self._stack.setCurrentWidget(self.grid)

    def show_state(self, icon: str, title: str, text: str = "", step: str = "") -> None:
        """Show a state instead of photos."""
        self.panel.show_state(icon, title, text, step)
        self._stack.setCurrentWidget(self.panel)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._settings.set_name(self.tr("Settings"))
        self.grid.setAccessibleName(self.tr("Photos"))
        if self._photos is not None:
            self.grid.show_sections(self._sections(self._photos))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _sections(self, photos: PhotoList) -> list[Section]:
        if not photos.ranked:
            return [Section(0, len(photos), self.tr("All photos"), _number(len(photos)))]
        strong, likely, end = photos.strong, photos.likely, len(photos)
        rest = self.tr("The rest") if likely else self.tr("No sure match. The closest come first")
        bounds = [
            (0, strong, self.tr("Strong matches")),
            (strong, likely, self.tr("Likely matches")),
            (likely, end, rest),
        ]
        return [
            Section(first, last - first, name, _number(last - first))
            for first, last, name in bounds
            if last > first
        ]

    def _lay_out(self) -> None:
        top = QFrame()
        top.setObjectName("topBar")
        row = QHBoxLayout(top)
        row.setContentsMargins(MARGIN, 14, MARGIN - 8, 14)
        row.addSpacing(36)
        row.addStretch(1)
        row.addWidget(self.search_bar, 8)
        row.addStretch(1)
        row.addWidget(self._settings)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.panel)
        note = QVBoxLayout()
        note.setContentsMargins(MARGIN, 14, MARGIN, 0)
        note.addWidget(self.model_note)
        self.model_note.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(top)
        page.addLayout(note)
        page.addWidget(self._stack, 1)
        page.addWidget(self.status_bar)


def _number(count: int) -> str:
    return QLocale().toString(count)
