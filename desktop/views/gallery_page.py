"""The main page: sidebar, search bar, photos or what there is instead of them, status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.timeline import Month, months
from desktop.views.chip_row import ChipRow
from desktop.views.grid_layout import MARGIN, Section
from desktop.views.model_note import ModelNote
from desktop.views.parts import IconButton
from desktop.views.scrubber import Scrubber
from desktop.views.search_bar import SearchBar
from desktop.views.sidebar import Sidebar
from desktop.views.state_panel import StatePanel
from desktop.views.status_bar import StatusBar

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from desktop.photo_list import PhotoList
    from desktop.shelf import Shelf
    from desktop.views.grid_controls import GridControls
    from desktop.views.photo_grid import PhotoGrid
    from desktop.views.selection_bar import SelectionBar
    from desktop.views.theme import Theme

SIDEBAR_KEY = "Ctrl+B"
_PAGES_FOR_SCRUBBER = 3
_PAGES_TO_KEEP_SCRUBBER = 2
"""Fewer: the strip takes room from the photos, whose lines then fill other pages. With one limit it
would come and go for ever where the photos fill just about so many."""
_MONTHS_FOR_YEARS = 24
_ROOM_FOR_SLIDER = 900
_ROOM_FOR_SIDEBAR = 820


class GalleryPage(QWidget):
    """Composes the parts; the controllers fill them."""

    settings_asked = Signal()
    sidebar_toggled = Signal(bool)
    shelf_changed = Signal()

    def __init__(
        self, theme: Theme, grid: PhotoGrid, controls: GridControls, selection: SelectionBar
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.search_bar = SearchBar(theme)
        self.grid = grid
        self.controls = controls
        self.selection_bar = selection
        self.sidebar = Sidebar(theme)
        self.panel = StatePanel(theme)
        self.status_bar = StatusBar(theme)
        self.chip_row = ChipRow()
        self.model_note = ModelNote(theme)
        self.scrubber = Scrubber(theme, grid.verticalScrollBar(), grid.heading_at, grid)
        self._settings = IconButton(theme, "settings", 22)
        self._settings.clicked.connect(self.settings_asked)
        self._toggle = IconButton(theme, "sidebar", 20)
        self._toggle.clicked.connect(self.toggle_sidebar)
        self._sidebar_wanted = True
        self._stack = QStackedWidget()
        self._shelves = QStackedWidget()
        self._pages: dict[Shelf, QWidget] = {}
        self._shelf: Shelf | None = None
        self._photos: PhotoList | None = None
        self._choosing_bar = False
        self._lay_out()
        grid.laid_out.connect(self._mark_scrubber)
        self.retranslate()

    def show_photos(self, photos: PhotoList, *, same_query: bool) -> None:
        """Show the grid over `photos`, which the model holds; stay in place for the same query."""
        place = self.grid.verticalOffset() if same_query else 0
        self._photos = photos
        self._stack.setCurrentIndex(0)
        many = self.grid.surely_fills(2 * _PAGES_FOR_SCRUBBER, len(photos))
        if many and photos.taken is not None:
            # Before the lines are broken: the room beside them decides where.
            self._use_scrubber(True)
        self.grid.show_sections(photos, self._sections(photos))
        self.grid.verticalScrollBar().setValue(place)

    def show_state(self, icon: str, title: str, text: str = "", step: str = "") -> None:
        """Show a state instead of photos."""
        self.panel.show_state(icon, title, text, step)
        self._stack.setCurrentWidget(self.panel)

    @property
    def shelf(self) -> Shelf | None:
        """The page that is shown in the place of the photos, if one is."""
        return self._shelf

    def add_shelf(self, shelf: Shelf, page: QWidget) -> None:
        """Put in a page that can be shown in the place of the photos."""
        self._pages[shelf] = page
        self._shelves.addWidget(page)

    def show_shelf(self, shelf: Shelf | None) -> None:
        """Show a page, or the photos again."""
        self._shelf = shelf
        self._shelves.setCurrentWidget(self._stack if shelf is None else self._pages[shelf])
        self.controls.setVisible(shelf is None)
        self.shelf_changed.emit()

    def show_sidebar(self, shown: bool) -> None:
        """Open or close the sidebar. A narrow window keeps it closed all the same."""
        self._sidebar_wanted = shown
        self._fit()

    def toggle_sidebar(self) -> None:
        """Open the sidebar, or close it, and tell."""
        shown = not self.sidebar.isVisible()
        self._sidebar_wanted = shown
        self.sidebar.setVisible(shown)
        self.sidebar_toggled.emit(shown)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._settings.set_name(self.tr("Settings"))
        self._toggle.set_name(self.tr("Sidebar"), SIDEBAR_KEY)
        self.grid.setAccessibleName(self.tr("Photos"))
        self.scrubber.setAccessibleName(self.tr("Timeline"))
        if self._photos is not None:
            self.grid.show_sections(self._photos, self._sections(self._photos))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        self.controls.show_slider(self.width() >= _ROOM_FOR_SLIDER)
        self.sidebar.setVisible(self._sidebar_wanted and self.width() >= _ROOM_FOR_SIDEBAR)

    def _sections(self, photos: PhotoList) -> list[Section]:
        if photos.taken is not None:
            pattern = self.tr("MMMM yyyy", "how to write a month, in Qt's date letters")
            return [
                _section(photos, m.first, m.first + m.count, self._month(m, pattern))
                for m in months(photos.taken)
            ]
        if not photos.ranked:
            return [_section(photos, 0, len(photos), self.tr("All photos"))]
        strong, likely, end = photos.strong, photos.likely, len(photos)
        rest = self.tr("The rest") if likely else self.tr("No sure match. The closest come first")
        bounds = [
            (0, strong, self.tr("Strong matches")),
            (strong, likely, self.tr("Likely matches")),
            (likely, end, rest),
        ]
        return [
            _section(photos, first, last, name, apart=0 < first == likely)
            for first, last, name in bounds
            if last > first
        ]

    def _month(self, month: Month, pattern: str) -> str:
        if not month.is_known:
            return self.tr("Date unknown")
        return QLocale().toString(month.date, pattern)

    def _use_scrubber(self, used: bool) -> None:
        # A change of the scroll bar lays out at once, which must not change the choice again.
        self._choosing_bar = True
        self.scrubber.setVisible(used)
        self.grid.use_scroll_bar(not used)
        self._choosing_bar = False

    def _mark_scrubber(self) -> None:
        """Name the years beside the photos, or the months where there are only few."""
        if self._choosing_bar:
            return
        timeline = self._photos is not None and self._photos.taken is not None
        pages = _PAGES_FOR_SCRUBBER if self.scrubber.isHidden() else _PAGES_TO_KEEP_SCRUBBER
        page = self.grid.viewport().height()
        useful = timeline and self.grid.layout_of_rows.height > pages * page
        self._use_scrubber(useful)
        if not useful or self._photos is None or self._photos.taken is None:
            return
        placed = self.grid.layout_of_rows.section_tops()
        height = max(1, self.grid.layout_of_rows.height)
        pattern = "yyyy" if len(placed) > _MONTHS_FOR_YEARS else "MMM"
        marks: list[tuple[float, str]] = []
        for month, (_, top) in zip(months(self._photos.taken), placed, strict=False):
            label = self._month(month, pattern)
            if not marks or marks[-1][1] != label:
                marks.append((top / height, label))
        self.scrubber.show_marks(marks)

    def _lay_out(self) -> None:
        top = QFrame()
        top.setObjectName("topBar")
        row = QHBoxLayout(top)
        row.setContentsMargins(14, 14, 14, 14)
        row.setSpacing(10)
        row.addWidget(self._toggle)
        row.addStretch(1)
        row.addWidget(self.search_bar, 12)
        row.addStretch(1)
        row.addWidget(self.controls)
        row.addWidget(self._settings)
        note = QVBoxLayout()
        note.setContentsMargins(MARGIN, 14, MARGIN, 0)
        note.addWidget(self.model_note)
        self.model_note.hide()
        self._stack.addWidget(self._photos_part())
        self._stack.addWidget(self.panel)
        self._shelves.addWidget(self._stack)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(top)
        right.addWidget(self.chip_row)
        right.addLayout(note)
        right.addWidget(self._shelves, 1)
        right.addWidget(self.selection_bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.sidebar)
        middle.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(middle, 1)
        page.addWidget(self.status_bar)

    def _photos_part(self) -> QWidget:
        part = QWidget()
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.grid, 1)
        row.addWidget(self.scrubber)
        self.scrubber.hide()
        return part


def _section(
    photos: PhotoList, first: int, end: int, heading: str, *, apart: bool = False
) -> Section:
    number = QLocale().toString(photos.photos_between(first, end))
    return Section(first, end - first, heading, number, apart)
