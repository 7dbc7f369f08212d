"""Composes the window and takes it down again, in the reverse order."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.actions import PhotoActions
from desktop.autostart import system_autostart
from desktop.connections import connect
from desktop.controllers.arrivals import Arrivals
from desktop.controllers.browsing import Browsing
from desktop.controllers.favourites import Favourites
from desktop.controllers.gallery_controller import GalleryController
from desktop.controllers.gallery_states import NextStep
from desktop.controllers.match_reasons import MatchReasons
from desktop.controllers.model_advice import ModelAdvice
from desktop.controllers.outside import Outside
from desktop.controllers.photo_commands import PhotoCommands
from desktop.controllers.photo_display import PhotoDisplay
from desktop.controllers.presence import Presence
from desktop.controllers.presentation import Presentation
from desktop.controllers.query_chips import QueryChips
from desktop.controllers.quick_key import QuickKey
from desktop.controllers.removal import end_service, remove_all
from desktop.controllers.reports import Reports
from desktop.controllers.search_field import SearchField
from desktop.controllers.service_controller import ServiceController
from desktop.controllers.shelf_pages import Decisions, ShelfPages
from desktop.controllers.sidebar_menu import SidebarMenu
from desktop.controllers.stacking import Stacking
from desktop.controllers.suggesting import Suggesting
from desktop.controllers.viewer_controller import ViewerController
from desktop.indexer_client import IndexerClient
from desktop.library import PhotoLibrary
from desktop.mishaps import Mishaps
from desktop.models.photo_list_model import PhotoListModel
from desktop.queries import inside, widened
from desktop.settings import AfterClosing, Look, WindowSettings
from desktop.stored_files import stacks_file
from desktop.tasks import Lane, Tasks
from desktop.thumbnails.provider import ThumbnailProvider
from desktop.translation import Translation
from desktop.views.gallery_page import GalleryPage
from desktop.views.grid_controls import GridControls
from desktop.views.main_window import MainWindow
from desktop.views.photo_delegate import PhotoDelegate
from desktop.views.photo_grid import PhotoGrid
from desktop.views.preferences.window import Chapter
from desktop.views.selection_bar import SelectionBar
from desktop.views.theme import Theme
from desktop.views.viewer_page import ViewerPage
from desktop.views.welcome_page import WelcomePage
from indexer.api import LibraryPaths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex

    from desktop.controllers.settings_controller import SettingsController
    from desktop.queries import Query
    from desktop.shelf import Shelf
    from indexer.api import ServiceStatus

log = logging.getLogger(__name__)

BACKGROUND = "--background"
QUICK = "--quick"
_MINIMIZED = Qt.WindowState.WindowMinimized


class Desktop:
    """Everything behind one window. Main thread only; `start` shows it, `stop` ends it."""

    def __init__(
        self,
        application: QApplication,
        paths: LibraryPaths,
        library: PhotoLibrary,
        outside: Outside,
    ) -> None:
        self._paths = paths
        self._library = library
        self.running = True
        self.settings = WindowSettings(paths.data_dir)
        self.translation = Translation(application, self.settings.language)
        self.theme = Theme(application, self.settings.look, self.settings.text_size)
        self.tasks = Tasks()
        self.client = IndexerClient(self.tasks, library.service)
        self.model = PhotoListModel()
        self.thumbnails = ThumbnailProvider(self.tasks, library.thumbnail)
        self.thumbnails.limit(self.settings.thumbnail_memory_mb << 20)
        self.window = MainWindow()
        self.mishaps = Mishaps(self.window)
        self.actions = PhotoActions(self.window, self.theme)
        self._compose_pages()
        self.stacking = Stacking(library, self.tasks, self.model, self.settings, stacks_file(paths))
        self.gallery = GalleryController(
            library, self.tasks, self.model, self.window.gallery, self.stacking
        )
        self.viewer = ViewerController(library, self.tasks, self.model, self.window.viewer)
        self.reasons = MatchReasons(
            self.viewer, self.gallery, self.model, self.window.viewer, library, self.tasks
        )
        self.service = ServiceController(self.window, self.client, library, self.tasks, outside)
        self.presentation = Presentation(self.window, self.viewer)
        self.display = PhotoDisplay(
            self.window.gallery, self.window.viewer, self.model, self.settings
        )
        self.browsing = Browsing(library, self.tasks, self.model, self.window.gallery)
        self.commands = PhotoCommands(
            self.window,
            self.actions,
            self.model,
            self.viewer,
            library,
            self.tasks,
            outside,
        )
        self.pages = ShelfPages(
            self.window.gallery,
            self.theme,
            self.thumbnails,
            library,
            self.tasks,
            Decisions(self.client, self.commands.files),
        )
        self.sidebar_menu = SidebarMenu(self.window.gallery.sidebar, self.client, outside)
        self.favourites = Favourites(self.model, self.client)
        self.arrivals = Arrivals(self.tasks)
        self.presence = Presence(self.window, self.settings, self.client)
        self.quick_key = QuickKey(self.settings, self.window)
        self.advice = ModelAdvice(self.window.gallery.model_note, self.gallery, self.settings)
        self.field = SearchField(self.window.gallery.search_bar, self.gallery)
        self.chips = QueryChips(self.window.gallery.chip_row, self.gallery)
        self.suggesting = Suggesting(
            self.window.gallery.search_bar, self.field, self.settings, library, self.tasks
        )
        self.reports = Reports(
            self.window.gallery.status_bar, self.tasks, self.mishaps, outside, paths.logs
        )
        self._preferences: SettingsController | None = None
        self._forgotten = False
        connect(self)

    def start(self, arguments: list[str]) -> None:
        """Show the window; the service is connected after that.

        With `--background` no window is shown, only the icon in the tray.
        """
        if self._paths.user_db.exists():
            self.window.show_gallery()
            self.gallery.search(None)
        else:
            self.window.show_welcome()
        self.window.restoreGeometry(self.settings.geometry)
        if arguments[:1] == [BACKGROUND]:
            self.presence.apply(background=True)
            self.client.start()
            self.quick_key.start()
            return
        self.presence.apply()
        self.window.show()
        self._take_arguments(arguments)

    def stop(self) -> None:
        """Stop what was started, last first. The window is gone afterwards."""
        self.commands.files.stop()
        self.presentation.stop()
        self.browsing.stop()
        self.pages.stop()
        self.stacking.stop()
        self.field.stop()
        self.gallery.stop()
        self.viewer.close()
        self.client.stop()
        self.quick_key.stop()
        self.presence.stop(self._library)
        self.suggesting.stop()
        self._library.close()
        self.tasks.stop()
        self.thumbnails.clear()
        self.arrivals.stop()
        if not self._forgotten:
            self.settings.save()
        self.window.deleteLater()
        self.running = False

    def raise_window(self, arguments: Sequence[str] = ()) -> None:
        """Come to the front, also for a second start of the program with these arguments."""
        self.window.setWindowState(self.window.windowState() & ~_MINIMIZED)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self._take_arguments(arguments)

    def raise_to_search(self) -> None:
        """Come to the front, ready for a query."""
        self.raise_window([QUICK])

    def quick_search(self) -> None:
        """Be ready for a query of the whole library, which replaces what was searched for."""
        if self.window.page is not self.window.welcome:
            self.close_photo()
            self.field.begin_anew()

    def choose_language(self, language: str) -> None:
        """Switch the language now and for later."""
        self.settings.language = language
        self.translation.choose(language)
        self.actions.retranslate()
        self.gallery.retranslate()
        self.field.retranslate()
        self.browsing.retranslate()
        self.viewer.retranslate()
        self.reasons.retranslate()

    def choose_look(self, look: Look) -> None:
        """Switch the look now and for later."""
        self.settings.look = look
        self.theme.choose(look)

    def choose_text_size(self, percent: int) -> None:
        """Show all texts in another size, now and later."""
        self.settings.text_size = percent
        self.theme.choose_text_size(percent)

    def choose_after_closing(self, choice: AfterClosing) -> None:
        """Choose what goes on when the window is closed."""
        self.settings.after_closing = choice
        self.presence.apply()

    def choose_thumbnail_memory(self, megabytes: int) -> None:
        """Choose how much of the thumbnails stays in memory."""
        self.settings.thumbnail_memory_mb = megabytes
        self.thumbnails.limit(megabytes << 20)

    def choose_quick_key(self, keys: str) -> None:
        """Choose the key that brings the window to the front from any program; '' for none."""
        taken = self.quick_key.choose(keys)
        self.preferences.show_quick_key(refused=not taken)

    def search(self, query: Query | None) -> None:
        """Show the answer to a query in the gallery."""
        self.close_photo()
        self.gallery.search(query)

    def search_here(self, query: Query) -> None:
        """Search within what the gallery shows: the same place, the same filters."""
        self.search(inside(self.gallery.query, query))

    def open_shelf(self, shelf: Shelf) -> None:
        """Show a page in the place of the photos."""
        self.search(None)
        self.pages.open(shelf)

    def open_photo(self, index: QModelIndex) -> None:
        """Open a photo of the grid full-size."""
        self.suggesting.remember()
        self.window.show_viewer()
        self.viewer.open(index.row())

    def close_photo(self) -> None:
        """Go back from the viewer to the photos."""
        self.presentation.leave()
        self.viewer.close()
        self.window.show_gallery()
        self.commands.enable()

    def escape_photo(self) -> None:
        """Leave one thing: the full screen, else the viewer."""
        if not self.presentation.leave_one():
            self.close_photo()

    @property
    def preferences(self) -> SettingsController:
        """The settings; made when they are first asked for, which a quick start does not do."""
        from desktop.dialogs import make_preferences

        if self._preferences is None:
            self._preferences = make_preferences(self, self._library, self._paths)
        return self._preferences

    def open_settings(self, chapter: Chapter = Chapter.GENERAL) -> None:
        """Open the settings at a page."""
        self.preferences.open(chapter)

    def open_shortcuts(self) -> None:
        """Show every key that does something."""
        from desktop.dialogs import open_shortcuts

        open_shortcuts(self.window, [*self.actions.all, *self.window.viewer.actions_here.all])

    def forget_everything(self) -> None:
        """Delete what Pixlore stored, when the service has ended, and quit."""
        self.stacking.stop()
        self.client.stop()
        pid = self.service.status.pid if self.service.status else 0
        self.tasks.run(
            Lane.SERVICE,
            lambda: end_service(self._library, pid),
            self._remove_all,
            self.tasks.complain,
        )

    def _remove_all(self, _ended: object) -> None:
        self._forgotten = True
        self.settings.forget()
        self._library.close()
        left = remove_all(self._paths, system_autostart())
        if left:
            self.preferences.tell_left(left)
        self.presence.quit()

    def _compose_pages(self) -> None:
        settings = self.settings
        grid = PhotoGrid(self.model, self.theme, settings.cell_side, settings.arrangement)
        grid.set_delegate(PhotoDelegate(self.thumbnails, self.theme, grid))
        self.thumbnails.arrived.connect(grid.viewport().update)
        controls = GridControls(
            self.theme, settings.cell_side, settings.arrangement, stacking=settings.stacking
        )
        selection = SelectionBar(self.theme, self.actions.for_many)
        gallery = GalleryPage(self.theme, grid, controls, selection)
        viewer = ViewerPage(self.theme, self.actions)
        self.window.compose(WelcomePage(self.theme), gallery, viewer, self.actions)

    def show_status(self, status: ServiceStatus) -> None:
        """Let every part know how the service is, and show the page that fits."""
        self.gallery.show_status(status)
        self.presence.show_status(status)
        self.suggesting.show_status(status)
        self.stacking.show_status(status)
        self.advice.show_status(status)
        if status.folders and self.window.page is self.window.welcome:
            self.window.show_gallery()
        elif self.service.needs_folder and self.window.page is self.window.gallery:
            self.window.show_welcome()

    def _take_arguments(self, arguments: Sequence[str]) -> None:
        if list(arguments[:1]) == [QUICK]:
            self.quick_search()
        elif list(arguments[:1]) != [BACKGROUND]:
            self.arrivals.take_arguments(list(arguments))

    def take_step(self) -> None:
        """Do what an empty gallery proposes."""
        match self.gallery.next_step:
            case NextStep.RETRY:
                self.gallery.refresh()
            case NextStep.ALL_PHOTOS:
                self.search(None)
            case NextStep.WIDEN:
                self.search(widened(self.gallery.query))
            case NextStep.FOLDERS:
                self.service.open_folders()

    def remember(self) -> None:
        """Keep for the next start how the window stands."""
        if self._forgotten:
            return
        self.settings.geometry = self.window.saveGeometry()
        self.settings.save()
