"""What the indexer does now, why it waits, what it could not read; and how hard it may work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QProgressBar

from desktop.views.parts import button, plain_label
from desktop.views.preferences.page import Page
from desktop.views.progress_words import ProgressWords, troubles, waits_by_itself
from indexer.api import ServiceState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexer.api import ServiceStatus

_BUSY = (ServiceState.SCANNING, ServiceState.INDEXING)


class IndexingPage(Page):
    """Shows a `ServiceStatus`; asks for pause, resume, the failed files and settings."""

    pause_asked = Signal()
    resume_asked = Signal()
    failed_asked = Signal()
    rescan_asked = Signal()
    setting_chosen = Signal(str, bool)
    """The name of one of the indexer's settings, and whether it is on."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ProgressWords(self)
        self._status: ServiceStatus | None = None
        self._now = plain_label("strong", wrap=True)
        self._bar = QProgressBar(textVisible=False)
        self._details = plain_label("muted", wrap=True)
        self._troubles = plain_label("muted", wrap=True)
        self._toggle = button("primary")
        self._rescan = button()
        self._failed = button()
        self._choices = {
            name: QCheckBox() for name in ("full_speed", "pause_on_battery", "only_when_idle")
        }
        self._lay_out()
        self._toggle.clicked.connect(self._ask_toggle)
        self._rescan.clicked.connect(self.rescan_asked)
        self._failed.clicked.connect(self.failed_asked)
        for name, box in self._choices.items():
            box.clicked.connect(lambda on, name=name: self.setting_chosen.emit(name, on))
        self.retranslate()

    def show_status(self, status: ServiceStatus) -> None:
        """Show what the service does."""
        self._status = status
        self._show()

    def show_settings(self, values: Mapping[str, object]) -> None:
        """Show how hard the indexer may work, and when."""
        for name, box in self._choices.items():
            box.setChecked(values[name] is True)

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self.heading.setText(self.tr("Indexing"))
        self.lead.setText(
            self.tr(
                "Pixlore looks at every photo once, and at changed ones again. "
                "You can search while it does, and close the window."
            )
        )
        self._bar.setAccessibleName(self.tr("Indexing progress"))
        self._rescan.setText(self.tr("Look for new photos now"))
        texts = {
            "full_speed": self.tr("Full speed: use the whole computer, not all but one core"),
            "pause_on_battery": self.tr("Only while the computer is plugged in"),
            "only_when_idle": self.tr("Only while nobody has used the computer for two minutes"),
        }
        for name, text in texts.items():
            self._choices[name].setText(text)
        self._show()

    def _show(self) -> None:
        status = self._status
        if status is None:
            self._now.setText(self.tr("Starting…"))
            return
        self._now.setText(self._words.activity(status))
        self._bar.setRange(0, max(1, status.progress.total))
        self._bar.setValue(status.progress.searched)
        self._details.setText(self._detail_text(status))
        self._show_troubles(status)
        paused = status.state is ServiceState.PAUSED
        self._toggle.setText(self.tr("Resume indexing") if paused else self.tr("Pause indexing"))
        self._toggle.setVisible(not waits_by_itself(status))
        self._failed.setVisible(status.counts.failed > 0)
        self._failed.setText(self.tr("%Ln file(s) could not be read", "", status.counts.failed))

    def _detail_text(self, status: ServiceStatus) -> str:
        lines = [self.tr("%Ln photo(s) can be found", "", status.progress.searched)]
        if status.counts.pending:
            lines.append(self.tr("%Ln photo(s) waiting", "", status.counts.pending))
        skipped = sum(status.skipped.values())
        if skipped:
            lines.append(self.tr("%Ln file(s) left out on purpose", "", skipped))
        if status.device == "cpu":
            lines.append(self.tr("The model runs on the processor"))
        elif status.device:
            lines.append(self.tr("The model runs on the graphics card"))
        return "\n".join(lines)

    def _show_troubles(self, status: ServiceStatus) -> None:
        lines = troubles(status)
        self._troubles.setText("\n".join(lines))
        self._troubles.setVisible(bool(lines))

    def _ask_toggle(self) -> None:
        paused = self._status is not None and self._status.state is ServiceState.PAUSED
        (self.resume_asked if paused else self.pause_asked).emit()

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        actions.setSpacing(10)
        for each in (self._toggle, self._rescan):
            actions.addWidget(each)
        actions.addStretch()
        for part in (self._now, self._bar, self._details, self._troubles):
            self.column.addWidget(part)
        self.column.addLayout(actions)
        self.column.addWidget(self._failed, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addSpacing(10)
        for box in self._choices.values():
            self.column.addWidget(box)
        self.column.addStretch()
        self._troubles.hide()
