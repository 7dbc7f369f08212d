"""The watched folders: which there are, how they are doing, what is left out, add and remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHeaderView, QInputDialog

from desktop.sentences import sentence
from desktop.views.folder_choice import choose_folder
from desktop.views.question import Question
from desktop.views.table_page import TablePage
from indexer.api import NO_MEDIA, SNAPSHOT, TRASH, FolderState

if TYPE_CHECKING:
    from indexer.api import FolderStatus


class FoldersPage(TablePage):
    """Asks for changes; the service makes them and the page is filled again."""

    add_asked = Signal(str)
    remove_asked = Signal(str)
    missing_accepted = Signal(str)
    excludes_chosen = Signal(str, list)

    def __init__(self) -> None:
        super().__init__()
        self._folders: tuple[FolderStatus, ...] = ()
        self._add = self.add_button("primary")
        self._remove = self.add_button()
        self._leave_out = self.add_button()
        self._accept = self.add_button()
        self._add.clicked.connect(self._choose)
        self._remove.clicked.connect(self._confirm_removal)
        self._leave_out.clicked.connect(self._ask_excludes)
        self._accept.clicked.connect(self._confirm_missing)
        self.table.selectionModel().selectionChanged.connect(self._enable)
        lines = self.table.verticalHeader()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.retranslate()
        self._enable()

    def show_folders(self, folders: tuple[FolderStatus, ...]) -> None:
        """Fill the table; what is selected stays selected."""
        if folders == self._folders and folders:
            return
        chosen = self.selected_keys()
        self._folders = folders
        self._fill()
        for row, folder in enumerate(folders):
            if folder.path in chosen:
                self.table.selectRow(row)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Folders with photos"))
        self.lead.setText(
            self.tr("Pixlore watches these folders and everything in them. It never changes them.")
        )
        self.table.setAccessibleName(self.tr("Folders with photos"))
        self._add.setText(self.tr("Add folder…"))
        self._remove.setText(self.tr("Remove"))
        self._leave_out.setText(self.tr("Leave out…"))
        self._accept.setText(self.tr("They are really gone"))
        self._fill()

    def _fill(self) -> None:
        headings = [
            self.tr("Folder"),
            self.tr("Photos"),
            self.tr("Waiting"),
            self.tr("Not readable"),
            self.tr("State"),
        ]
        self.show_rows(headings, [self._row(folder) for folder in self._folders])
        header = self.table.horizontalHeader()
        for column in (1, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._enable()

    def _row(self, folder: FolderStatus) -> tuple[str, ...]:
        counts = folder.counts
        numbers = (counts.indexed, counts.pending, counts.failed)
        shown = [QLocale().toString(number) if number else "–" for number in numbers]
        return (folder.path, *shown, self._state(folder))

    def _state(self, folder: FolderStatus) -> str:
        if folder.message:
            return sentence(folder.message)
        match folder.state:
            case FolderState.ONLINE:
                return self._watched(folder)
            case FolderState.OFFLINE:
                return self.tr("Drive not connected")
            case FolderState.UNREADABLE:
                return self.tr("Cannot be read")
            case FolderState.SUSPECT:
                return self.tr("Many photos are missing")

    def _watched(self, folder: FolderStatus) -> str:
        """That all is well, and which folders a person may miss."""
        texts = {
            NO_MEDIA: self.tr("marked with .nomedia"),
            TRASH: self.tr("trash"),
            SNAPSHOT: self.tr("snapshots"),
        }
        counted = [
            f"{QLocale().toString(folder.left_out[reason])} {text}"
            for reason, text in texts.items()
            if folder.left_out.get(reason)
        ]
        if not counted:
            return self.tr("Watched")
        return self.tr("Watched. Folders left out: {counted}").format(counted=", ".join(counted))

    def _chosen(self) -> FolderStatus | None:
        keys = self.selected_keys()
        return next((folder for folder in self._folders if folder.path in keys), None)

    def _enable(self) -> None:
        folder = self._chosen()
        self._remove.setEnabled(folder is not None)
        self._leave_out.setEnabled(folder is not None)
        self._accept.setVisible(folder is not None and folder.state is FolderState.SUSPECT)

    def _choose(self) -> None:
        folder = choose_folder(self, self.tr("Choose a folder of photos"))
        if folder:
            self.error.hide()
            self.add_asked.emit(folder)

    def _confirm_removal(self) -> None:
        folder = self._chosen()
        if folder is None:
            return
        text = self.tr("The photos stay on disk; Pixlore only forgets them.") + "\n\n" + folder.path
        question = Question(
            self.window(),
            self.tr("Stop searching this folder?"),
            text,
            self.tr("Stop searching it"),
            self.tr("Keep it"),
            danger=True,
        )
        question.accepted.connect(lambda: self.remove_asked.emit(folder.path))
        question.open()

    def _confirm_missing(self) -> None:
        folder = self._chosen()
        if folder is None:
            return
        question = Question(
            self.window(),
            self.tr("Forget the photos that are gone?"),
            sentence(folder.message),
            self.tr("Forget them"),
            self.tr("Not now"),
            danger=True,
        )
        question.accepted.connect(lambda: self.missing_accepted.emit(folder.path))
        question.open()

    def _ask_excludes(self) -> None:
        folder = self._chosen()
        if folder is None:
            return
        box = QInputDialog(self.window())
        box.setWindowTitle(self.tr("Leave out"))
        box.setLabelText(
            self.tr(
                "Names of files and folders to leave out, one a line.\n"
                "* stands for any letters: Screenshots, *.gif, 2019/Drafts"
            )
        )
        box.setOption(QInputDialog.InputDialogOption.UsePlainTextEditForTextInput)
        box.setTextValue("\n".join(folder.excludes))
        box.setOkButtonText(self.tr("Leave these out"))
        box.setCancelButtonText(self.tr("Cancel"))
        box.textValueSelected.connect(lambda text: self._choose_excludes(folder.path, text))
        box.finished.connect(box.deleteLater)
        box.open()

    def _choose_excludes(self, path: str, text: str) -> None:
        patterns = [line.strip() for line in text.splitlines() if line.strip()]
        self.excludes_chosen.emit(path, patterns)
