"""Runs the program: one instance a library, its window or only the tray, a clean end on signals."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import BACKGROUND, Desktop
from desktop.controllers.outside import Outside
from desktop.controllers.reports import WINDOW_LOG
from desktop.indexed_library import IndexedLibrary
from desktop.single_instance import SingleInstance
from desktop.start_report import report_start
from desktop.views import icons
from desktop.views.tray import Tray
from indexer.api import CrashReport, LibraryPaths, PixloreError, open_library, set_up_logging

log = logging.getLogger(__name__)

DESKTOP_FILE = "io.github.pixlore.Pixlore"
_SWITCH_S = 0.0005
"""How long a thread that decodes thumbnails may keep the painting one waiting, in seconds.

Python's own 5 ms are a third of a frame.
"""
_SIGNAL_CHECK_MS = 250
_MOVING = (
    Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip, Qt.UIEffect.UI_FadeTooltip, Qt.UIEffect.UI_AnimateToolBox,
)  # fmt: skip
"""Qt does not tell whether a person wants less motion, so nothing in the window moves by itself."""


def run_window(paths: LibraryPaths, arguments: list[str]) -> int:
    """Show the window of a library until it is closed; return the exit code.

    Args:
        paths: the library.
        arguments: nothing, `--background` (the tray and the service, no window), `--quick` (come
            to the front, ready to type), or paths of photos to search by and folders to add.
    """
    application = make_application()
    if arguments[:1] == [BACKGROUND] and not Tray.is_available():
        return _start_service(paths)
    instance = SingleInstance(paths.data_dir)
    if instance.hand_over(arguments):
        return 0
    paths.create()
    set_up_logging(paths, also_terminal=os.isatty(2), name=WINDOW_LOG)
    crash_report = CrashReport(paths.logs, "window")
    crashed = crash_report.begin()
    instance.listen()
    desktop = Desktop(application, paths, IndexedLibrary(paths), Outside())
    desktop.mishaps.watch()
    instance.raised.connect(desktop.raise_window)
    report_start(desktop)
    desktop.start(arguments)
    if crashed is not None:
        desktop.reports.tell_crash(crashed)
    QTimer.singleShot(0, desktop.window, collect_garbage)
    interruption = _end_on_signals(application, desktop)
    code = application.exec()
    interruption.stop()
    instance.stop()
    desktop.mishaps.stop()
    desktop.stop()
    crash_report.end()
    return code


def make_application() -> QApplication:
    """The Qt application under its name, set up as the window needs it."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("Pixlore")
    sys.setswitchinterval(_SWITCH_S)
    for effect in _MOVING:
        QApplication.setEffectEnabled(effect, False)
    application.setDesktopFileName(DESKTOP_FILE)
    application.setWindowIcon(icons.app_icon())
    return application


def collect_garbage() -> None:
    """Let Python look for garbage from now on, but not among what is there already and stays."""
    gc.freeze()
    gc.enable()


def _end_on_signals(application: QApplication, desktop: Desktop) -> QTimer:
    """End as if the window was closed when the session ends or Ctrl+C is pressed.

    Python runs signal handlers only between its own instructions, so Qt's loop has to come back to
    Python now and then: the timer does nothing else.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: desktop.presence.quit())
    timer = QTimer(application, interval=_SIGNAL_CHECK_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer


def _start_service(paths: LibraryPaths) -> int:
    try:
        with open_library(paths) as library:
            library.service()
    except PixloreError:
        log.exception("The background service did not start")
        return 1
    return 0
