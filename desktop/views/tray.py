"""The icon in the tray: what the indexer does, pause, open, quit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from desktop.plain_text import as_caption, as_it_is
from desktop.views import icons
from desktop.views.progress_words import waits_by_itself
from indexer.api import ServiceState

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from indexer.api import ServiceStatus


class Tray(QObject):
    """Shows a status and says what a person chooses. Main thread only."""

    open_asked = Signal()
    search_asked = Signal()
    toggle_asked = Signal()
    quit_asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._paused = False
        self._menu = QMenu(window)
        self._status, self._open, self._search, self._toggle, self._quit = (
            QAction(self) for _ in range(5)
        )
        self._status.setEnabled(False)
        self._icon = QSystemTrayIcon(icons.app_icon(), self)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activate)
        for action, signal in (
            (self._open, self.open_asked),
            (self._search, self.search_asked),
            (self._toggle, self.toggle_asked),
            (self._quit, self.quit_asked),
        ):
            action.triggered.connect(signal)
        self._fill()
        window.installEventFilter(self)
        self.retranslate()

    @staticmethod
    def is_available() -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def is_shown(self) -> bool:
        """Whether the icon is in the tray."""
        return self._icon.isVisible()

    def show(self) -> None:
        """Put the icon into the tray."""
        self._icon.show()

    def hide(self) -> None:
        """Take the icon away."""
        self._icon.hide()

    def show_status(self, status: ServiceStatus, sentence: str) -> None:
        """Say what the indexer does."""
        self._paused = status.state is ServiceState.PAUSED
        self._status.setText(as_caption(sentence))
        self._toggle.setVisible(not waits_by_itself(status))
        self._icon.setToolTip(as_it_is(f"Pixlore\n{sentence}"))
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the current language."""
        self._open.setText(self.tr("Open Pixlore"))
        self._search.setText(self.tr("Quick search…"))
        self._toggle.setText(
            self.tr("Resume indexing") if self._paused else self.tr("Pause indexing")
        )
        self._quit.setText(self.tr("Quit"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        self._menu.addAction(self._status)
        self._menu.addSeparator()
        self._menu.addActions([self._open, self._search, self._toggle])
        self._menu.addSeparator()
        self._menu.addAction(self._quit)

    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason in (
            QSystemTrayIcon.ActivationReason.Trigger,
            QSystemTrayIcon.ActivationReason.DoubleClick,
        ):
            self.open_asked.emit()
