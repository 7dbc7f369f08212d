"""One calm line at the bottom: what the indexer does, how far it is, and what it could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from desktop.plain_text import as_it_is
from desktop.views.elided import ElidedButton
from desktop.views.parts import IconButton, button, name_undo, plain_label
from desktop.views.progress_words import ProgressWords, waits_by_itself
from desktop.views.text_scale import scaled, text_scale
from indexer.api import ServiceState

if TYPE_CHECKING:
    from desktop.models.offered_models import Installation
    from desktop.photo_list import PhotoList
    from desktop.views.theme import Theme
    from indexer.api import ServiceStatus

_BAR_WIDTH = 160
_MESSAGE_MS = 8000
_HEIGHT = 38
_BUSY = (ServiceState.SCANNING, ServiceState.INDEXING)


class StatusBar(QFrame):
    """Shows a `ServiceStatus`; asks for pause, resume, the failed files and the folders."""

    pause_asked = Signal()
    resume_asked = Signal()
    failed_asked = Signal()
    folders_asked = Signal()
    details_asked = Signal()
    report_asked = Signal()
    models_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("statusBar")
        self._status: ServiceStatus | None = None
        self._problem = ""
        self._message = ""
        self._message_time = QTimer(self, singleShot=True, interval=_MESSAGE_MS)
        self._message_time.timeout.connect(self._end_message)
        self._photos: PhotoList | None = None
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._words = ProgressWords(self)
        self._text = ElidedButton("quiet")
        self._toggle = IconButton(theme, "pause", 16)
        self._failed = ElidedButton("quiet")
        self._folders = button("quiet")
        self._download = button("quiet")
        self._download.hide()
        self._installation: Installation | None = None
        self._report = ElidedButton("quiet")
        self._report.hide()
        self.undo_button = button("quiet")
        self.undo_button.hide()
        self._count = plain_label()
        self._lay_out()
        self._toggle.clicked.connect(self._ask_toggle)
        self._failed.clicked.connect(self.failed_asked)
        self._folders.clicked.connect(self.folders_asked)
        self._text.clicked.connect(self.details_asked)
        self._download.clicked.connect(self.models_asked)
        self._report.clicked.connect(self._open_report)
        self.retranslate()

    @property
    def message(self) -> str:
        """What it says now."""
        return self._text.text()

    def show_status(self, status: ServiceStatus) -> None:
        """Show what the service does."""
        self._status = status
        self._problem = ""
        self.retranslate()

    def show_message(self, message: str) -> None:
        """Say how something went, for a while or as long as it can be undone."""
        self._message = message
        self._message_time.start()
        self.retranslate()

    def show_problem(self, message: str) -> None:
        """Say that the service is not there."""
        self._problem = message
        self.retranslate()

    def show_report(self, message: str, place: str) -> None:
        """Say that something went wrong; a click leads to the report in `place`."""
        self._report.setText(message)
        self._report.setToolTip(as_it_is(place))
        self._report.show()

    def show_installation(self, installation: Installation) -> None:
        """Say how far the download of a model is, while it runs."""
        self._installation = installation if installation.is_running else None
        self.retranslate()

    def show_photos(self, photos: PhotoList) -> None:
        """Say how many photos are shown, or were searched."""
        self._photos = photos
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._bar.setAccessibleName(self.tr("Indexing progress"))
        self._folders.setText(self.tr("Folders…"))
        name_undo(self.undo_button)
        self._count.setText(self._count_text())
        self._text.setText(self._problem or self._message or self._activity())
        self._text.setToolTip(self.tr("More about indexing"))
        self._show_download()
        self._show_progress()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_progress(self) -> None:
        status = self._status
        busy = status is not None and status.state in _BUSY and not self._problem
        paused = status is not None and status.state is ServiceState.PAUSED and not self._problem
        self._bar.setVisible(busy or paused)
        by_itself = status is not None and waits_by_itself(status)
        self._toggle.setVisible((busy or paused) and not by_itself)
        failed = status.counts.failed if status else 0
        self._failed.setVisible(failed > 0)
        self._failed.setText(self.tr("%Ln file(s) could not be read", "", failed))
        if status is None:
            return
        self._bar.setRange(0, max(1, status.progress.total))
        self._bar.setValue(status.progress.searched)
        self._toggle.set_icon("resume" if paused else "pause")
        self._toggle.set_name(self.tr("Resume indexing") if paused else self.tr("Pause indexing"))

    def _show_download(self) -> None:
        self._download.setVisible(self._installation is not None)
        if self._installation is not None:
            self._download.setText(
                self.tr("Downloading {model}: {progress}").format(
                    model=self._installation.name,
                    progress=self._words.download(self._installation),
                )
            )

    def _activity(self) -> str:
        if self._status is None:
            return self.tr("Starting…")
        return self._words.activity(self._status)

    def _count_text(self) -> str:
        if self._photos is None or not len(self._photos):
            return ""
        return self.tr("%Ln photo(s)", "", self._photos.photo_count)

    def _end_message(self) -> None:
        if self.undo_button.isVisible():
            self._message_time.start()  # it says what would be undone
            return
        self._message = ""
        self.retranslate()

    def _open_report(self) -> None:
        self._report.hide()
        self.report_asked.emit()

    def _ask_toggle(self) -> None:
        paused = self._status is not None and self._status.state is ServiceState.PAUSED
        (self.resume_asked if paused else self.pause_asked).emit()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 4, 16, 4)
        row.setSpacing(12)
        row.addWidget(self._bar)
        row.addWidget(self._text)
        row.addWidget(self._toggle)
        row.addWidget(self._download)
        row.addWidget(self.undo_button)
        row.addWidget(self._report)
        row.addStretch()
        row.addWidget(self._failed)
        row.addWidget(self._count)
        row.addWidget(self._folders)
        self._fit_text()
        text_scale.changed.connect(self._fit_text)

    def _fit_text(self) -> None:
        self.setFixedHeight(scaled(_HEIGHT))
