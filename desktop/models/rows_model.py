"""A small read-only table: the folders, the files that failed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.plain_text import as_it_is

_ROOT = QModelIndex()


class RowsModel(QAbstractTableModel):
    """Rows of plain text under headings. The first column holds the key of the row."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._headings: list[str] = []
        self._rows: list[tuple[str, ...]] = []

    def show_rows(self, headings: list[str], rows: list[tuple[str, ...]]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._headings, self._rows = headings, rows
        self.endResetModel()

    def key(self, row: int) -> str:
        """The first column of a row."""
        return self._rows[row][0]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _ROOT) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self._headings)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The text of a cell, also as its tool tip: a narrow column cuts it off."""
        if not index.isValid():
            return None
        text = self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(text)
        return text if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """The headings."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None
