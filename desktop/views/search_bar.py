"""The search field, with chips for a picture that is searched by and the place that is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from desktop.views.parts import IconButton, IconLabel
from desktop.views.search_chip import SearchChip
from desktop.views.suggestion_list import SuggestionList
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.models.suggestions import Suggestion
    from desktop.views.theme import Theme

_HEIGHT = 42
_WIDEST = 680


class SearchBar(QFrame):
    """Says what a person types or takes away; it searches nothing itself."""

    text_edited = Signal(str)
    submitted = Signal()
    cleared = Signal()
    """The words were taken away; picture and place stay."""
    picture_pasted = Signal()
    picture_removed = Signal()
    """The chip of the picture was closed; words and place stay."""
    scope_removed = Signal()
    """The chip of the place was closed; words and picture stay."""
    left_downwards = Signal()
    suggestions_asked = Signal()
    suggestion_taken = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("searchBar")
        self._field = QLineEdit(frame=False)
        self._field.setObjectName("searchField")
        self._clear = IconButton(theme, "close", 16)
        self.scope_chip = SearchChip(theme, "folder")
        self.picture_chip = SearchChip(theme, "image")
        self._theme = theme
        self._example = ""
        self._list: SuggestionList | None = None
        self._lay_out(theme)
        self._fit_text()
        text_scale.changed.connect(self._fit_text)
        self.setFocusProxy(self._field)
        self._field.installEventFilter(self)
        self._field.textEdited.connect(self.text_edited)
        self._field.textChanged.connect(self._show_clear)
        self._field.returnPressed.connect(self.submitted)
        self._clear.clicked.connect(self.clear)
        self.picture_chip.removed.connect(self.picture_removed)
        self.scope_chip.removed.connect(self.scope_removed)
        self._field.setAcceptDrops(False)
        self._clear.hide()
        self.retranslate()

    @property
    def text(self) -> str:
        """What is typed."""
        return self._field.text()

    def set_text(self, text: str) -> None:
        """Show a text without reporting it as typed."""
        self._field.setText(text)

    def show_picture(self, name: str) -> None:
        """Show the chip of a picture; an empty name hides it."""
        self.picture_chip.show_name(name)
        self.retranslate()

    def show_scope(self, icon: str, name: str, path: str) -> None:
        """Show the chip of the place that is searched; an empty name hides it."""
        self.scope_chip.show_name(name, icon, path)
        self.retranslate()

    def clear(self) -> None:
        """Take away the text; picture and place have buttons of their own."""
        self._field.clear()
        self.cleared.emit()
        self._field.setFocus()

    def step_back(self) -> bool:
        """Take one thing away: the text, else the picture, else the place; False: all are gone."""
        if self.text:
            self._field.clear()
            self.cleared.emit()
        elif self.picture_chip.name:
            self.picture_removed.emit()
        elif self.scope_chip.name:
            self.scope_removed.emit()
        else:
            return False
        return True

    def show_example(self, text: str) -> None:
        """Name a query that finds something, while the field is empty."""
        self._example = text
        self.retranslate()

    def show_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Show these under the field; none hides the list."""
        if self._list is None:
            if not suggestions:
                return
            self._list = SuggestionList(self._theme, self)
            self._list.taken.connect(self.suggestion_taken)
        self._list.show_suggestions(self.tr("Suggestions"), suggestions)

    def hide_suggestions(self) -> None:
        """Take the list away."""
        if self._list is not None:
            self._list.hide()

    def show_dropping(self, dropping: bool) -> None:
        """Light up while something that can be searched by is dragged over the window."""
        self.setProperty("dropping", dropping)
        self.style().polish(self)

    def select_all(self) -> None:
        """Put the focus into the field so that typing replaces what is there."""
        self._field.setFocus()
        self._field.selectAll()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._field.setPlaceholderText(self._placeholder())
        self._field.setAccessibleName(self.tr("Search photos"))
        self._clear.set_name(self.tr("Clear search"))
        self.picture_chip.remove_button.set_name(self.tr("Stop searching by this picture"))
        self.scope_chip.remove_button.set_name(self.tr("Search all photos instead"))

    def _placeholder(self) -> str:
        if self.picture_chip.name:
            return self.tr("Add words, for example: at night")
        if self.scope_chip.name:
            return self.tr("Search in {place}").format(place=self.scope_chip.name)
        if self._example:
            return self.tr("Search your photos, for example: {query}").format(query=self._example)
        return self.tr("Search your photos, or drop a picture here")

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Light the frame with the field's focus; leave the field with Down and Escape."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("focused", event.type() == QEvent.Type.FocusIn)
            self.style().polish(self)
        if event.type() == QEvent.Type.FocusOut:
            self.hide_suggestions()
        if event.type() == QEvent.Type.MouseButtonRelease and not self.text:
            self.suggestions_asked.emit()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if self._take_list_key(event):
            return True
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.suggestions_asked.emit()
            return True
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
            return True
        if event.key() == Qt.Key.Key_Escape and self.step_back():
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and _picture_on_clipboard():
            self.picture_pasted.emit()
            return True
        return False

    def _take_list_key(self, event: QKeyEvent) -> bool:
        """Give Up, Down, Return and Escape to the list while it is shown."""
        shown = self._list
        if shown is None or not shown.isVisible():
            return False
        match event.key():
            case Qt.Key.Key_Down:
                shown.move_choice(1)
            case Qt.Key.Key_Up:
                shown.move_choice(-1)
            case Qt.Key.Key_Escape:
                shown.hide()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                taken = shown.take_choice()
                shown.hide()
                return taken
            case _:
                return False
        return True

    def _fit_text(self) -> None:
        self.setFixedHeight(scaled(_HEIGHT))
        self.setMaximumWidth(scaled(_WIDEST))

    def _show_clear(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _lay_out(self, theme: Theme) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(theme, "search", 20, "muted"))
        row.addWidget(self.scope_chip)
        row.addWidget(self.picture_chip)
        row.addWidget(self._field, 1)
        row.addWidget(self._clear)


def _picture_on_clipboard() -> bool:
    mime = QGuiApplication.clipboard().mimeData()
    return mime.hasImage() or mime.hasUrls()
