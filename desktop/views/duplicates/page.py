"""The duplicates page: kinds on top, groups at the left, the photos of one group side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.photo_details import data_size
from desktop.views.duplicates.comparison import Comparison
from desktop.views.duplicates.group_list import GroupList
from desktop.views.parts import button, plain_label
from desktop.views.state_panel import StatePanel
from indexer.api import DuplicateKind, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QResizeEvent

    from desktop.duplicate_groups import Duplicates
    from desktop.thumbnails.provider import ThumbnailProvider
    from desktop.views.theme import Theme

_ROOM_FOR_SUMMARY = 720


class DuplicatesPage(QWidget):
    """Shows what its controller gives it; reports what the person decides."""

    kind_chosen = Signal(DuplicateKind)
    trash_asked = Signal()
    trash_all_asked = Signal()
    decided = Signal(Verdict)

    def __init__(self, theme: Theme, thumbnails: ThumbnailProvider) -> None:
        super().__init__()
        self.setObjectName("page")
        self.groups = GroupList(theme, thumbnails)
        self.comparison = Comparison(theme, thumbnails)
        self.tabs = {kind: _tab() for kind in DuplicateKind}
        self.trash_button = button("primary")
        self.trash_all_button = button()
        self.keep_button = button()
        self.different_button = button()
        self._title = plain_label("title")
        self._lead = plain_label("muted")
        self._summary = plain_label(wrap=True)
        self._state = StatePanel(theme)
        self._progress = QProgressBar(textVisible=False)
        self._counts: Mapping[DuplicateKind, int] = {}
        self._kind = DuplicateKind.IDENTICAL
        self._group: Duplicates | None = None
        self._freed = 0
        self._busy = False
        self._body = QStackedWidget()
        self._lay_out()
        self._connect()
        self.retranslate()

    def show_progress(self, done: float) -> None:
        """Say how far the comparison of the library is, from 0 to 1."""
        self._busy = True
        self._progress.setValue(round(done * 1000))
        self.retranslate()

    def show_counts(
        self, counts: Mapping[DuplicateKind, int], kind: DuplicateKind, freed: int
    ) -> None:
        """Say how many groups of each kind there are; `freed`: bytes by all of the `kind` shown."""
        self._busy = False
        self._counts, self._kind, self._freed = counts, kind, freed
        self.tabs[kind].setChecked(True)
        self.retranslate()

    def show_group(self, group: Duplicates | None) -> None:
        """Show the photos of the group that is looked at."""
        self._group = group
        self.comparison.show_group(group)
        self.retranslate()

    def show_problem(self, message: str) -> None:
        """Say what went wrong, where the next step is."""
        self._summary.setText(message)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._title.setText(self.tr("Duplicates"))
        self._lead.setText(self._lead_text())
        self._retranslate_tabs()
        self._retranslate_buttons()
        self.groups.setAccessibleName(self.tr("Groups of duplicates"))
        self.comparison.setAccessibleName(self.tr("Photos of this group"))
        self._progress.setAccessibleName(self.tr("Comparing photos"))
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the photos the room where there is little."""
        super().resizeEvent(event)
        self.groups.fit(self.width())
        self._summary.setVisible(self.width() >= _ROOM_FOR_SUMMARY)

    def _retranslate_tabs(self) -> None:
        names = {
            DuplicateKind.IDENTICAL: self.tr("Identical"),
            DuplicateKind.PICTURE: self.tr("Same picture"),
            DuplicateKind.BURST: self.tr("Bursts"),
        }
        for kind, tab in self.tabs.items():
            number = QLocale().toString(self._counts.get(kind, 0))
            tab.setText(f"{names[kind]}  {number}" if not self._busy else names[kind])

    def _retranslate_buttons(self) -> None:
        group = self._group
        others = len(group.others) if group else 0
        self.trash_button.setText(self.tr("Move %Ln to the trash…", "", others))
        self.trash_button.setEnabled(others > 0)
        self.keep_button.setText(self.tr("Keep all"))
        self.keep_button.setToolTip(self.tr("They stay as they are and are not offered again"))
        self.different_button.setText(self.tr("Not duplicates"))
        self.different_button.setToolTip(
            self.tr("They are never shown as one again, here or among your photos")
        )
        self.different_button.setVisible(self._kind is not DuplicateKind.IDENTICAL)
        size = data_size(self._freed)
        self.trash_all_button.setText(self.tr("Clear all away ({size})…").format(size=size))
        several = self._counts.get(self._kind, 0) > 1 and not self._busy
        self.trash_all_button.setVisible(several and self._kind is DuplicateKind.IDENTICAL)
        self._summary.setText(self._summary_text())

    def _lead_text(self) -> str:
        return {
            DuplicateKind.IDENTICAL: self.tr("The same file in several places."),
            DuplicateKind.PICTURE: self.tr("The same picture in other sizes, or edited."),
            DuplicateKind.BURST: self.tr("Taken within seconds of each other, and alike."),
        }[self._kind]

    def _summary_text(self) -> str:
        if self._group is None:
            return ""
        return self.tr("Keeps {kept} of {total}  ·  frees {size}").format(
            kept=QLocale().toString(len(self._group.keep)),
            total=QLocale().toString(len(self._group.photos)),
            size=data_size(self._group.freed),
        )

    def _show_state(self) -> None:
        self._progress.setVisible(self._busy)
        if self._busy:
            self._state.show_state(
                "duplicates",
                self.tr("Comparing your photos…"),
                self.tr("You can go on searching meanwhile."),
            )
        else:
            self._state.show_state(
                "duplicates",
                self.tr("Nothing here to clear away"),
                self.tr("Pixlore found no photos of this kind, or you decided about all of them."),
            )
        found = self._counts.get(self._kind, 0) > 0 and not self._busy
        self._body.setCurrentIndex(0 if found else 1)

    def _connect(self) -> None:
        for kind, tab in self.tabs.items():
            tab.clicked.connect(lambda _checked, kind=kind: self.kind_chosen.emit(kind))
        self.groups.activated.connect(lambda _index: self.comparison.setFocus())
        self.comparison.left.connect(self.groups.setFocus)
        self.trash_button.clicked.connect(self.trash_asked)
        self.trash_all_button.clicked.connect(self.trash_all_asked)
        self.keep_button.clicked.connect(lambda: self.decided.emit(Verdict.KEPT))
        self.different_button.clicked.connect(lambda: self.decided.emit(Verdict.DIFFERENT))

    def _lay_out(self) -> None:
        self._progress.setRange(0, 1000)
        self._body.addWidget(self._comparing_part())
        self._body.addWidget(self._state)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._head())
        page.addWidget(self._progress)
        page.addWidget(self._body, 1)

    def _head(self) -> QWidget:
        head = QWidget()
        together = QButtonGroup(head)
        row = QHBoxLayout(head)
        row.setContentsMargins(24, 16, 24, 14)
        row.setSpacing(6)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._lead)
        row.addLayout(words, 1)
        for tab in self.tabs.values():
            together.addButton(tab)
            row.addWidget(tab)
        return head

    def _comparing_part(self) -> QWidget:
        part = QWidget()
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 10)
        left.addWidget(self.groups, 1)
        left.addWidget(self.trash_all_button, 0, Qt.AlignmentFlag.AlignHCenter)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.comparison, 1)
        right.addWidget(self._foot())
        row = QHBoxLayout(part)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addLayout(right, 1)
        return part

    def _foot(self) -> QWidget:
        foot = QFrame()
        row = QHBoxLayout(foot)
        row.setContentsMargins(10, 8, 8, 14)
        row.setSpacing(8)
        row.addWidget(self._summary, 1)
        row.addWidget(self.different_button)
        row.addWidget(self.keep_button)
        row.addWidget(self.trash_button)
        return foot


def _tab() -> QPushButton:
    tab = button("tab")
    tab.setCheckable(True)
    return tab
