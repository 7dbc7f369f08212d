"""The list under the search field. The field keeps the focus; the list only follows its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.views import icons
from desktop.views.text_scale import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop.models.suggestions import Suggestion
    from desktop.views.theme import Theme

_ROW_HEIGHT = 36
_PADDING = 14


class SuggestionList(QListWidget):
    """Lies over the window under `field`; takes no focus of its own."""

    taken = Signal(str)

    def __init__(self, theme: Theme, field: QWidget) -> None:
        super().__init__(field.window())
        self._theme = theme
        self._field = field
        self.setObjectName("suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(18, 18))
        self.setMouseTracking(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.entered.connect(self.setCurrentIndex)
        self.itemClicked.connect(self._take)
        self.hide()

    def show_suggestions(self, name: str, suggestions: Sequence[Suggestion]) -> None:
        """Show these, or hide when there are none. `name` is what a screen reader says."""
        self.setAccessibleName(name)
        self.clear()
        color = self._theme.color("muted")
        for each in suggestions:
            entry = QListWidgetItem(icons.icon(each.kind.value, color), each.text)
            entry.setSizeHint(QSize(0, scaled(_ROW_HEIGHT)))
            self.addItem(entry)
        if not suggestions:
            self.hide()
            return
        self._place(len(suggestions))
        self.show()
        self.raise_()

    def move_choice(self, step: int) -> None:
        """Choose the next or the previous one; before the first none is chosen."""
        self.setCurrentRow(max(-1, min(self.currentRow() + step, self.count() - 1)))
        if self.currentRow() < 0:
            self.clearSelection()

    def take_choice(self) -> bool:
        """Take the chosen one; False if none is."""
        entry = self.currentItem()
        if not self.isVisible() or entry is None:
            return False
        self._take(entry)
        return True

    def _take(self, entry: QListWidgetItem) -> None:
        text = entry.text()
        self.hide()
        self.taken.emit(text)

    def _place(self, rows: int) -> None:
        below = self._field.mapTo(self._field.window(), QPoint(0, self._field.height() + 6))
        height = rows * scaled(_ROW_HEIGHT) + _PADDING
        self.setGeometry(below.x(), below.y(), self._field.width(), height)
