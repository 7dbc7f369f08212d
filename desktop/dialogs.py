"""Makes the dialogs that a start does without, and connects them to what they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.controllers.settings_controller import SettingsController
from desktop.views.shortcuts_page import ShortcutsPage
from desktop.views.table_page import TableDialog

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from desktop.app import Desktop
    from desktop.library import PhotoLibrary
    from indexer.api import LibraryPaths


def make_preferences(
    desktop: Desktop, library: PhotoLibrary, paths: LibraryPaths
) -> SettingsController:
    """The settings of a window; each choice is carried out by the window at once."""
    made = SettingsController(
        desktop.window,
        desktop.settings,
        desktop.service,
        desktop.client,
        library,
        desktop.tasks,
        paths,
    )
    made.language_chosen.connect(desktop.choose_language)
    made.look_chosen.connect(desktop.choose_look)
    made.text_size_chosen.connect(desktop.choose_text_size)
    made.after_closing_chosen.connect(desktop.choose_after_closing)
    made.thumbnail_memory_chosen.connect(desktop.choose_thumbnail_memory)
    made.quick_key_chosen.connect(desktop.choose_quick_key)
    made.removal_asked.connect(desktop.forget_everything)
    made.searches_forgotten.connect(desktop.suggesting.forget)
    return made


def open_shortcuts(window: QWidget, actions: Iterable[QAction]) -> None:
    """Show every key that does something."""
    dialog = TableDialog(window, ShortcutsPage(actions))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
