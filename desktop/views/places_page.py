"""The places page: countries and their cities, each with how many photos were taken there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.views.parts import plain_label
from desktop.views.sidebar import Entry, Group, Sidebar
from desktop.views.state_panel import StatePanel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.places import PlaceLine
    from desktop.views.theme import Theme

_WIDTH = 520


class PlacesPage(QWidget):
    """Shows what its controller gives it; says which place was chosen."""

    query_chosen = Signal(object)
    """A text to search for."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page")
        self.list = Sidebar(theme)
        self.list.setObjectName("placeList")
        self.list.set_width(_WIDTH)
        self.list.chosen.connect(self.query_chosen)
        self._countries: Sequence[PlaceLine] = ()
        self._title = plain_label("title")
        self._lead = plain_label("muted")
        self._state = StatePanel(theme)
        self._body = QStackedWidget()
        self._lay_out()
        self.retranslate()

    def show_places(self, countries: Sequence[PlaceLine]) -> None:
        """Show these countries with their cities."""
        self._countries = countries
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._title.setText(self.tr("Places"))
        self._lead.setText(
            self.tr("Where your photos were taken, by what the camera noted in them.")
        )
        self._state.show_state(
            "place",
            self.tr("No places yet"),
            self.tr("Photos that say where they were taken appear here by country and city."),
        )
        self.list.show_groups([Group("", tuple(_entry(it, "place") for it in self._countries))])
        self._body.setCurrentIndex(0 if self._countries else 1)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self.list, 1)
        self._body.addWidget(part)
        self._body.addWidget(self._state)
        words = QVBoxLayout()
        words.setContentsMargins(24, 16, 24, 6)
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._lead)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(words)
        page.addWidget(self._body, 1)


def _entry(place: PlaceLine, icon: str = "") -> Entry:
    locale = QLocale()
    chinese = locale.language() is QLocale.Language.Chinese
    return Entry(
        place.query,
        place.chinese_name if chinese else place.name,
        icon,
        locale.toString(place.photos),
        children=tuple(_entry(city) for city in place.cities),
    )
