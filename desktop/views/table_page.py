"""A table of plain text with a sentence above and buttons below: a page, or a dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.models.rows_model import RowsModel
from desktop.sentences import error_sentence
from desktop.views.parts import button, plain_label
from desktop.views.text_scale import scaled, text_scale

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton


class TablePage(QWidget):
    """Composes heading, table and buttons; subclasses fill and translate them."""

    row_height = 36
    """In pixels, where texts have their ordinary size."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = plain_label("heading")
        self.lead = plain_label("muted", wrap=True)
        self.error = plain_label("error", wrap=True)
        self.error.hide()
        self.rows = RowsModel(self)
        self.table = QTableView()
        self._buttons = QHBoxLayout()
        self._lay_out()

    def add_button(self, role: str = "") -> QPushButton:
        """A new button at the left of the row."""
        made = button(role)
        self._buttons.insertWidget(self._buttons.count() - 1, made)
        return made

    def selected_keys(self) -> list[str]:
        """The keys of the selected rows."""
        return [self.rows.key(index.row()) for index in self.table.selectionModel().selectedRows()]

    def show_rows(self, headings: list[str], rows: list[tuple[str, ...]]) -> None:
        """Replace all rows; those that are still there stay selected."""
        chosen = set(self.selected_keys())
        self.rows.show_rows(headings, rows)
        selection = self.table.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        for row in range(len(rows)):
            if self.rows.key(row) in chosen:
                selection.select(self.rows.index(row, 0), flags.Select | flags.Rows)

    def show_error(self, error: object) -> None:
        """Say what went wrong."""
        self.error.setText(error_sentence(error) if isinstance(error, Exception) else str(error))
        self.error.show()

    def add_closing_button(self, closing: QPushButton) -> None:
        """A button at the right of the row."""
        self._buttons.addWidget(closing)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        raise NotImplementedError

    def _fit_text(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(scaled(self.row_height))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        self.table.setModel(self.rows)
        self.table.setShowGrid(False)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self._fit_text()
        text_scale.changed.connect(self._fit_text)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._buttons.setSpacing(10)
        self._buttons.addStretch()
        page = QVBoxLayout(self)
        page.setContentsMargins(28, 24, 28, 22)
        page.setSpacing(12)
        for part in (self.heading, self.lead, self.table, self.error):
            page.addWidget(part)
        page.addLayout(self._buttons)


class TableDialog(QDialog):
    """A window of its own around one page."""

    def __init__(self, parent: QWidget, page: TablePage) -> None:
        super().__init__(parent)
        self.page = page
        self._close = button()
        self._close.clicked.connect(self.accept)
        page.add_closing_button(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.resize(760, 480)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._close.setText(self.tr("Close"))
        self.setWindowTitle(self.page.heading.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
