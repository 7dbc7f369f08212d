"""Shows the open photo on the whole screen, alone, or one photo after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

if TYPE_CHECKING:
    from desktop.controllers.viewer_controller import ViewerController
    from desktop.views.main_window import MainWindow

SLIDE_MS = 4000
_IDLE_MS = 2200


class Presentation(QObject):
    """Full screen and slideshow. Main thread only.

    On the full screen the controls go away while the mouse rests, and the window comes back as it
    was: maximized or not.
    """

    def __init__(self, window: MainWindow, viewer: ViewerController) -> None:
        super().__init__(window)
        self._window = window
        self._viewer = viewer
        self._page = window.viewer
        self._brought_full_screen = False
        self._before = Qt.WindowState.WindowNoState
        self._slides = QTimer(self, interval=SLIDE_MS)
        self._slides.timeout.connect(self._next_slide)
        self._idle = QTimer(self, interval=_IDLE_MS, singleShot=True)
        self._idle.timeout.connect(self._hide_controls)
        here = self._page.actions_here
        here.full_screen.triggered.connect(self.toggle_full_screen)
        here.slideshow.triggered.connect(self.toggle_slideshow)
        self._page.canvas.moved_over.connect(self._wake)

    @property
    def running(self) -> bool:
        """Whether the photos change by themselves."""
        return self._slides.isActive()

    @property
    def full_screen(self) -> bool:
        """Whether the photo has the whole screen."""
        return self._window.isFullScreen()

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        if self.full_screen:
            self.leave()
        else:
            self._before = self._window.windowState()
            self._window.setWindowState(self._before | Qt.WindowState.WindowFullScreen)
            self._idle.start()

    def toggle_slideshow(self) -> None:
        """Begin with the open photo, or stop at it."""
        if self.running:
            self.leave_one()
            return
        self._brought_full_screen = not self.full_screen
        if self._brought_full_screen:
            self.toggle_full_screen()
        self._hide_controls()
        self._slides.start()

    def leave(self) -> bool:
        """Back to the window; False when it was there already."""
        was_away = self.full_screen
        self._slides.stop()
        self._idle.stop()
        self._page.canvas.unsetCursor()
        self._page.show_controls(True)
        if was_away:
            self._window.setWindowState(self._before)
        return was_away

    def leave_one(self) -> bool:
        """End what was begun last: a slideshow on a screen that was full before leaves it full.

        False when there is nothing to end.
        """
        if not self.running or self._brought_full_screen:
            return self.leave()
        self._slides.stop()
        self._wake()
        return True

    def stop(self) -> None:
        """Let no timer run on."""
        self._slides.stop()
        self._idle.stop()

    def _next_slide(self) -> None:
        if not self._viewer.step(1):
            self.leave_one()

    def _wake(self) -> None:
        if self.full_screen:
            self._page.show_controls(True)
            self._page.canvas.unsetCursor()
            self._idle.start()

    def _hide_controls(self) -> None:
        self._page.show_controls(False)
        self._page.canvas.setCursor(Qt.CursorShape.BlankCursor)
