"""The watched folders: which there are, how they are doing, add and remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHeaderView, QMessageBox, QWidget

from desktop.views.table_dialog import TableDialog
from indexer.api import FolderState

if TYPE_CHECKING:
    from indexer.api import FolderStatus

_YES_OR_NO = QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No


class FoldersDialog(TableDialog):
    """Asks for changes; the service makes them and the dialog is filled again."""

    add_asked = Signal(str)
    remove_asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._folders: tuple[FolderStatus, ...] = ()
        self._add = self.add_button("primary")
        self._remove = self.add_button()
        self._add.clicked.connect(self._choose)
        self._remove.clicked.connect(self._confirm_removal)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        self.retranslate()
        self._enable()

    def show_folders(self, folders: tuple[FolderStatus, ...]) -> None:
        """Fill the table."""
        if folders != self._folders or not folders:
            self._folders = folders
            self._fill()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        super().retranslate()
        self.setWindowTitle(self.tr("Folders"))
        self.heading.setText(self.tr("Folders with photos"))
        self.lead.setText(
            self.tr("Pixlore watches these folders and everything in them. It never changes them.")
        )
        self.table.setAccessibleName(self.tr("Folders with photos"))
        self._add.setText(self.tr("Add folder…"))
        self._remove.setText(self.tr("Remove"))
        self._fill()

    def _fill(self) -> None:
        headings = [self.tr("Folder"), self.tr("Photos"), self.tr("State")]
        self.rows.show_rows(headings, [self._row(folder) for folder in self._folders])
        header = self.table.horizontalHeader()
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def _row(self, folder: FolderStatus) -> tuple[str, ...]:
        photos = QLocale().toString(folder.counts.total)
        return (folder.path, photos, folder.message or self._state(folder.state))

    def _state(self, state: FolderState) -> str:
        match state:
            case FolderState.ONLINE:
                return self.tr("Watched")
            case FolderState.OFFLINE:
                return self.tr("Drive not connected")
            case FolderState.UNREADABLE:
                return self.tr("Cannot be read")
            case FolderState.SUSPECT:
                return self.tr("Many photos are missing")

    def _enable(self) -> None:
        self._remove.setEnabled(bool(self.selected_keys()))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Choose a folder of photos"))
        if folder:
            self.error.hide()
            self.add_asked.emit(folder)

    def _confirm_removal(self) -> None:
        for path in self.selected_keys():
            question = self.tr("Stop searching this folder? The photos stay on disk.")
            box = QMessageBox(self)
            box.setTextFormat(Qt.TextFormat.PlainText)
            box.setWindowTitle(self.tr("Remove folder"))
            box.setText(f"{question}\n\n{path}")
            box.setStandardButtons(_YES_OR_NO)
            box.accepted.connect(lambda path=path: self.remove_asked.emit(path))
            box.finished.connect(box.deleteLater)
            box.open()
