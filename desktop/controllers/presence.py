"""What is there while no window is: the tray icon, and whether closing the window ends Pixlore."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desktop.settings import AfterClosing
from desktop.views.tray import Tray
from indexer.api import PixloreError, ServiceState

if TYPE_CHECKING:
    from desktop.indexer_client import IndexerClient
    from desktop.library import PhotoLibrary
    from desktop.settings import WindowSettings
    from desktop.views.main_window import MainWindow
    from indexer.api import ServiceStatus

log = logging.getLogger(__name__)


class Presence(QObject):
    """Keeps Pixlore running in the tray when the person wants it. Main thread only."""

    open_asked = Signal()
    search_asked = Signal()

    def __init__(self, window: MainWindow, settings: WindowSettings, client: IndexerClient) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._client = client
        self._status: ServiceStatus | None = None
        self._tray: Tray | None = None

    @property
    def tray(self) -> Tray | None:
        """The tray icon, once there is one."""
        return self._tray

    def apply(self, *, background: bool = False) -> None:
        """Put the icon into the tray or take it away, as the settings say.

        Args:
            background: Pixlore was started without a window, so an icon is needed to get one.
        """
        wanted = background or self._settings.after_closing is AfterClosing.TRAY
        if wanted and Tray.is_available():
            self._make_tray().show()
        elif self._tray is not None:
            self._tray.hide()
        shown = self._tray is not None and self._tray.is_shown
        QApplication.setQuitOnLastWindowClosed(not shown)

    def show_status(self, status: ServiceStatus) -> None:
        """Keep the tray's words up to date."""
        self._status = status
        if self._tray is not None:
            self._tray.show_status(status, self._window.gallery.status_bar.message)

    def quit(self) -> None:
        """End the window and the tray; the service goes on, if it may."""
        self._window.close()
        QApplication.quit()

    def stop(self, library: PhotoLibrary) -> None:
        """Take the icon away; end the service too when nothing shall go on after closing."""
        if self._tray is not None:
            self._tray.hide()
        if self._settings.after_closing is AfterClosing.STOP and self._status is not None:
            try:
                library.service().call("shutdown")
            except PixloreError:
                log.debug("The service had ended already", exc_info=True)

    def _make_tray(self) -> Tray:
        if self._tray is None:
            self._tray = Tray(self._window)
            self._tray.open_asked.connect(self.open_asked)
            self._tray.search_asked.connect(self.search_asked)
            self._tray.toggle_asked.connect(self._toggle)
            self._tray.quit_asked.connect(self.quit)
            if self._status is not None:
                self.show_status(self._status)
        return self._tray

    def _toggle(self) -> None:
        paused = self._status is not None and self._status.state is ServiceState.PAUSED
        self._client.ask("resume" if paused else "pause")
