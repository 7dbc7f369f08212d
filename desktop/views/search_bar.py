"""The search field, with a chip for a picture that is searched by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from desktop.views.parts import IconButton, IconLabel, plain_label

if TYPE_CHECKING:
    from desktop.views.theme import Theme

_HEIGHT = 42
_WIDEST = 680
_CHIP_WIDTH = 220


class SearchBar(QFrame):
    """Says what a person types or takes away; it searches nothing itself."""

    text_edited = Signal(str)
    submitted = Signal()
    cleared = Signal()
    picture_pasted = Signal()
    left_downwards = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("searchBar")
        self._field = QLineEdit(frame=False)
        self._field.setObjectName("searchField")
        self._clear = IconButton(theme, "close", 16)
        self._chip = QFrame()
        self._chip.setObjectName("pictureChip")
        self._chip_name = plain_label()
        self._chip_remove = IconButton(theme, "close", 12)
        self._lay_out(theme)
        self.setFixedHeight(_HEIGHT)
        self.setMaximumWidth(_WIDEST)
        self.setFocusProxy(self._field)
        self._field.installEventFilter(self)
        self._field.textEdited.connect(self.text_edited)
        self._field.textChanged.connect(self._show_clear)
        self._field.returnPressed.connect(self.submitted)
        self._clear.clicked.connect(self.clear)
        self._chip_remove.clicked.connect(self.clear)
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
        metrics = QFontMetrics(self._chip_name.font())
        short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _CHIP_WIDTH)
        self._chip_name.setText(short)
        self._chip.setVisible(bool(name))

    def clear(self) -> None:
        """Take away the text and the picture."""
        self._field.clear()
        self.cleared.emit()
        self._field.setFocus()

    def select_all(self) -> None:
        """Put the focus into the field so that typing replaces what is there."""
        self._field.setFocus()
        self._field.selectAll()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._field.setPlaceholderText(self.tr("Search your photos, or drop a picture here"))
        self._field.setAccessibleName(self.tr("Search photos"))
        self._clear.set_name(self.tr("Clear search"))
        self._chip_remove.set_name(self.tr("Stop searching by this picture"))

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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
            return True
        if event.key() == Qt.Key.Key_Escape and self.text:
            self.clear()
            return True
        if event.matches(QKeySequence.StandardKey.Paste) and _picture_on_clipboard():
            self.picture_pasted.emit()
            return True
        return False

    def _show_clear(self, text: str) -> None:
        self._clear.setVisible(bool(text))

    def _lay_out(self, theme: Theme) -> None:
        chip = QHBoxLayout(self._chip)
        chip.setContentsMargins(10, 0, 2, 0)
        chip.setSpacing(6)
        chip.addWidget(IconLabel(theme, "image", 16, "accent"))
        chip.addWidget(self._chip_name)
        chip.addWidget(self._chip_remove)
        self._chip.setFixedHeight(28)
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
