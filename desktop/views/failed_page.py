"""The files that could not become photos, each with its reason, and a way to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView

from desktop.sentences import sentence
from desktop.views.table_page import TablePage
from desktop.views.text_scale import scaled

if TYPE_CHECKING:
    from indexer.api import PhotoRecord

_THREE_LINES = 70
"""The height of a row in pixels: reasons are sentences."""
_FILE_WIDTH = 250


class FailedPage(TablePage):
    """Lists failed files."""

    row_height = _THREE_LINES
    retry_asked = Signal()
    retry_chosen = Signal(list)
    """The paths to try again, of all that failed."""
    reveal_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._records: list[PhotoRecord] = []
        self._retry = self.add_button("primary")
        self._retry_chosen = self.add_button()
        self._reveal = self.add_button()
        self._retry.clicked.connect(self.retry_asked)
        self._retry_chosen.clicked.connect(lambda: self.retry_chosen.emit(self.selected_keys()))
        self._reveal.clicked.connect(self._ask_reveal)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.retranslate()
        self._enable()

    def show_records(self, records: list[PhotoRecord]) -> None:
        """Fill the table."""
        self._records = records
        self._fill()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Files that could not be read"))
        self.lead.setText(
            self.tr("They stay on disk as they are. Pixlore looks at a file again when it changes.")
        )
        self.table.setAccessibleName(self.tr("Files that could not be read"))
        self._retry.setText(self.tr("Try all again"))
        self._retry_chosen.setText(self.tr("Try the chosen again"))
        self._reveal.setText(self.tr("Show in folder"))
        self._fill()

    def _fill(self) -> None:
        rows: list[tuple[str, ...]] = [
            (record.path, sentence(record.reason)) for record in self._records
        ]
        self.show_rows([self.tr("File"), self.tr("Reason")], rows)
        self._retry.setEnabled(bool(rows))
        self._enable()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, scaled(_FILE_WIDTH))

    def _enable(self) -> None:
        for each in (self._retry_chosen, self._reveal):
            each.setEnabled(bool(self.selected_keys()))

    def _ask_reveal(self) -> None:
        for path in self.selected_keys()[:1]:
            self.reveal_asked.emit(path)
