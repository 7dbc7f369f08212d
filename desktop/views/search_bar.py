"""The search field, with a chip for a picture that is searched by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from desktop.views.elided import ElidedLabel
from desktop.views.parts import IconButton, IconLabel
from desktop.views.suggestion_list import SuggestionList
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.models.suggestions import Suggestion
    from desktop.views.theme import Theme

_HEIGHT = 42
_WIDEST = 680
_CHIP_WIDTH = 220
_CHIP_HEIGHT = 28


class SearchBar(QFrame):
    """Says what a person types or takes away; it searches nothing itself."""

    text_edited = Signal(str)
    submitted = Signal()
    cleared = Signal()
    picture_pasted = Signal()
    picture_removed = Signal()
    """The chip of the picture was closed; the words stay."""
    left_downwards = Signal()
    suggestions_asked = Signal()
    suggestion_taken = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("searchBar")
        self._field = QLineEdit(frame=False)
        self._field.setObjectName("searchField")
        self._clear = IconButton(theme, "close", 16)
        self._chip = QFrame()
        self._chip.setObjectName("pictureChip")
        self._chip_name = ElidedLabel()
        self._chip_remove = IconButton(theme, "close", 12)
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
        self._chip_remove.clicked.connect(self.picture_removed)
        self._field.setAcceptDrops(False)
        self._chip.hide()
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
        self._chip_name.setText(name)
        self._chip.setVisible(bool(name))
        self.retranslate()

    def clear(self) -> None:
        """Take away the text and the picture."""
        self._field.clear()
        self.cleared.emit()
        self._field.setFocus()

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
        self._chip_remove.set_name(self.tr("Stop searching by this picture"))

    def _placeholder(self) -> str:
        if not self._chip.isHidden():
            return self.tr("Add words, for example: at night")
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
        if event.key() == Qt.Key.Key_Escape and (self.text or not self._chip.isHidden()):
            self.clear()
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
        self._chip.setFixedHeight(scaled(_CHIP_HEIGHT))
        self._chip_name.setMaximumWidth(scaled(_CHIP_WIDTH))

    def _show_clear(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _lay_out(self, theme: Theme) -> None:
        chip = QHBoxLayout(self._chip)
        chip.setContentsMargins(10, 0, 2, 0)
        chip.setSpacing(6)
        chip.addWidget(IconLabel(theme, "image", 16, "accent"))
        chip.addWidget(self._chip_name)
        chip.addWidget(self._chip_remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 8, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel(theme, "search", 20, "muted"))
        row.addWidget(self._chip)
        row.addWidget(self._field, 1)
        row.addWidget(self._clear)


def _picture_on_clipboard() -> bool:
    mime = QGuiApplication.clipboard().mimeData()
    return mime.hasImage() or mime.hasUrls()
