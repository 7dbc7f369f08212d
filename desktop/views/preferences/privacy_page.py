"""What Pixlore stores, where and how much, and the way to delete all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from desktop.stored_files import KINDS
from desktop.views.parts import button, plain_label
from desktop.views.preferences.page import Page
from desktop.views.question import Question

if TYPE_CHECKING:
    from desktop.stored_files import StoredKind, StoredSizes


_SI = QLocale.DataSizeFormat.DataSizeSIFormat


class PrivacyPage(Page):
    """Only shows and asks; `controllers.removal` deletes."""

    folder_asked = Signal()
    removal_asked = Signal()
    searches_forgotten = Signal()

    def __init__(self, data_dir: str) -> None:
        super().__init__()
        self._sizes: StoredSizes = {}
        self._data_dir = data_dir
        self._table = QGridLayout()
        self._names = {kind: plain_label(wrap=True) for kind in KINDS}
        self._amounts = {kind: plain_label("muted") for kind in KINDS}
        self._place = plain_label("muted", wrap=True)
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._promises = plain_label(wrap=True)
        self._open = button()
        self._forget = button()
        self._delete = button("danger")
        self._open.clicked.connect(self.folder_asked)
        self._forget.clicked.connect(self._forget_searches)
        self._delete.clicked.connect(self._confirm)
        self._lay_out()
        self.retranslate()

    def show_sizes(self, sizes: StoredSizes) -> None:
        """Show how many bytes each kind of file takes."""
        self._sizes = sizes
        for kind, label in self._amounts.items():
            label.setText(QLocale().formattedDataSize(sizes.get(kind, 0), 1, _SI))

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Privacy"))
        self.lead.setText(
            self.tr("Everything that Pixlore knows about your photos is on this computer.")
        )
        self._promises.setText(
            self.tr(
                "No account, no telemetry, no cloud. Your photos are opened for reading only and "
                "are never changed, moved or uploaded. The network is used for one thing: to "
                "download a model when you ask for it."
            )
        )
        names: dict[StoredKind, str] = {
            "choices": self.tr("Your folders, favourites, searches and settings"),
            "index": self.tr("What Pixlore learned about your photos (the index)"),
            "thumbnails": self.tr("Thumbnails"),
            "models": self.tr("Downloaded models"),
            "other": self.tr("Backups and logs"),
        }
        for kind, text in names.items():
            self._names[kind].setText(text)
        self._place.setText(self.tr("Stored in {folder}").format(folder=self._data_dir))
        self._open.setText(self.tr("Open this folder"))
        self._forget.setText(self.tr("Forget my searches"))
        self._delete.setText(self.tr("Delete everything Pixlore stored…"))
        self.show_sizes(self._sizes)

    def _forget_searches(self) -> None:
        self._forget.setEnabled(False)
        self.searches_forgotten.emit()

    def _confirm(self) -> None:
        question = Question(
            self.window(),
            self.tr("Delete everything Pixlore stored?"),
            self.tr(
                "The index, thumbnails, models, favourites, searches and settings are deleted, "
                "and Pixlore ends. Your photos stay exactly as they are."
            ),
            self.tr("Delete everything"),
            self.tr("Keep it"),
            danger=True,
        )
        question.accepted.connect(self.removal_asked)
        question.open()

    def _lay_out(self) -> None:
        self._table.setHorizontalSpacing(24)
        self._table.setVerticalSpacing(10)
        self._table.setColumnStretch(0, 1)
        for row, kind in enumerate(KINDS):
            self._table.addWidget(self._names[kind], row, 0)
            self._table.addWidget(self._amounts[kind], row, 1, Qt.AlignmentFlag.AlignRight)
        actions = QHBoxLayout()
        actions.setSpacing(10)
        actions.addWidget(self._open)
        actions.addWidget(self._forget)
        actions.addStretch()
        actions.addWidget(self._delete)
        self.column.addWidget(self._promises)
        self.column.addSpacing(6)
        self.column.addLayout(self._table)
        self.column.addWidget(self._place)
        self.column.addStretch()
        self.column.addLayout(actions)
