"""Opens the settings window, keeps its pages filled, and carries out what they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.autostart import Autostart, system_autostart
from desktop.models.offered_models import Installation, OfferedModel
from desktop.sentences import error_sentence
from desktop.settings import AfterClosing, Look
from desktop.stored_files import stored_sizes
from desktop.tasks import Lane
from desktop.views.preferences.about_page import AboutPage
from desktop.views.preferences.general_page import GeneralPage
from desktop.views.preferences.indexing_page import IndexingPage
from desktop.views.preferences.model_page import ModelPage
from desktop.views.preferences.privacy_page import PrivacyPage
from desktop.views.preferences.storage_page import StoragePage
from desktop.views.preferences.window import Chapter, SettingsWindow
from desktop.views.question import Question

if TYPE_CHECKING:
    from desktop.controllers.outside import Outside
    from desktop.controllers.service_controller import ServiceController
    from desktop.indexer_client import IndexerClient
    from desktop.library import PhotoLibrary
    from desktop.settings import WindowSettings
    from desktop.stored_files import StoredSizes
    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from indexer.api import LibraryPaths, ServiceStatus

_DISK_LIMIT = "thumbnail_disk_mb"
SERVICE_SETTINGS = ("full_speed", "pause_on_battery", "only_when_idle", _DISK_LIMIT)


class SettingsController(QObject):
    """Main thread only. The window is made anew each time it is opened."""

    language_chosen = Signal(str)
    look_chosen = Signal(Look)
    text_size_chosen = Signal(int)
    after_closing_chosen = Signal(AfterClosing)
    thumbnail_memory_chosen = Signal(int)
    quick_key_chosen = Signal(str)
    removal_asked = Signal()
    searches_forgotten = Signal()

    def __init__(
        self,
        window: MainWindow,
        settings: WindowSettings,
        service: ServiceController,
        client: IndexerClient,
        library: PhotoLibrary,
        tasks: Tasks,
        paths: LibraryPaths,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._service = service
        self._client = client
        self._library = library
        self._tasks = tasks
        self._paths = paths
        self._autostart: Autostart = system_autostart()
        self._shown: SettingsWindow | None = None
        self.outside: Outside = service.outside
        service.status_changed.connect(self._show_status)
        client.model_changed.connect(self._ask_models)
        client.model_progress.connect(self._show_installation)

    @property
    def shown(self) -> SettingsWindow | None:
        """The settings window while it is open."""
        return self._shown

    def open(self, chapter: Chapter = Chapter.GENERAL) -> None:
        """Show the settings window at a page."""
        if self._shown is None:
            self._shown = self._make_window()
            self._fill()
        self._shown.show_chapter(chapter)
        self._shown.show()
        self._shown.activateWindow()

    def tell_left(self, why: str) -> None:
        """Say that not everything could be deleted, and offer the folder; returns when read."""
        folder = str(self._paths.data_dir)
        question = Question(
            self._window,
            self.tr("Not everything could be deleted"),
            self.tr("Pixlore ends now. Delete the rest by hand:") + f"\n{folder}\n\n{why}",
            self.tr("Open this folder"),
            self.tr("Quit"),
        )
        question.accepted.connect(lambda: self.outside.open_folder(folder))
        question.exec()

    def show_quick_key(self, *, refused: bool) -> None:
        """Show the key for the quick search that is taken now."""
        if self._shown is not None:
            self._general.show_quick_key(refused=refused)

    def _make_window(self) -> SettingsWindow:
        self._general = GeneralPage(self._settings, starts_at_login=self._autostart.is_on())
        self._indexing = IndexingPage()
        self._models = ModelPage()
        self._storage = StoragePage(self._settings)
        self._privacy = PrivacyPage(str(self._paths.data_dir))
        status = self._service.status
        self._about = AboutPage(status.version if status else "")
        pages = {
            Chapter.GENERAL: self._general,
            Chapter.FOLDERS: self._service.make_folders_page(),
            Chapter.INDEXING: self._indexing,
            Chapter.MODELS: self._models,
            Chapter.STORAGE: self._storage,
            Chapter.PRIVACY: self._privacy,
            Chapter.ABOUT: self._about,
        }
        self._connect_general()
        self._connect_indexing()
        self._connect_models()
        self._privacy.folder_asked.connect(
            lambda: self.outside.open_folder(str(self._paths.data_dir))
        )
        self._privacy.searches_forgotten.connect(self._forget_searches)
        self._privacy.removal_asked.connect(self.removal_asked)
        made = SettingsWindow(self._window, pages)
        made.finished.connect(self._forget)
        return made

    def _connect_general(self) -> None:
        page = self._general
        page.language_chosen.connect(self.language_chosen)
        page.look_chosen.connect(self.look_chosen)
        page.text_size_chosen.connect(self.text_size_chosen)
        page.after_closing_chosen.connect(self.after_closing_chosen)
        page.quick_key_chosen.connect(self.quick_key_chosen)
        page.login_chosen.connect(self._choose_login)

    def _connect_indexing(self) -> None:
        page = self._indexing
        page.pause_asked.connect(self._service.pause)
        page.resume_asked.connect(self._service.resume)
        page.failed_asked.connect(self._service.open_failed)
        page.rescan_asked.connect(lambda: self._client.ask("rescan"))
        page.setting_chosen.connect(self._set)
        self._storage.memory_chosen.connect(self.thumbnail_memory_chosen)
        self._storage.disk_chosen.connect(lambda megabytes: self._set(_DISK_LIMIT, megabytes))

    def _set(self, name: str, value: bool | int) -> None:
        self._client.ask("set_setting", failed=self._not_set, name=name, value=value)

    def _not_set(self, error: Exception) -> None:
        """Say so, and show what is still set."""
        self._tasks.complain(error)
        if self._shown is not None:
            self._show_stored()

    def _forget_searches(self) -> None:
        """Here, and in what the service keeps."""
        self.searches_forgotten.emit()
        self._client.ask("forget_history")

    def _connect_models(self) -> None:
        page = self._models
        for signal, method in (
            (page.install_asked, "install_model"),
            (page.use_asked, "use_model"),
            (page.remove_asked, "remove_model"),
        ):
            signal.connect(self._asker(method))
        page.cancel_asked.connect(
            lambda: self._client.ask("cancel_install", self._ask_models, self._complain)
        )

    def _asker(self, method: str) -> Any:
        def ask(name: str) -> None:
            self._client.ask(method, self._ask_models, self._complain, name=name)

        return ask

    def _fill(self) -> None:
        if self._service.status is not None:
            self._show_status(self._service.status)
        self._ask_models()
        self._show_stored()

    def _show_stored(self) -> None:
        self._tasks.run(Lane.READER, self._read, self._show_read, self._tasks.complain)

    def _read(self) -> tuple[dict[str, Any], StoredSizes]:
        values = {name: self._library.setting(name) for name in SERVICE_SETTINGS}
        return values, stored_sizes(self._paths)

    def _show_read(self, read: tuple[dict[str, Any], StoredSizes]) -> None:
        values, sizes = read
        if self._shown is not None:
            self._indexing.show_settings(values)
            self._storage.show_disk_limit(values[_DISK_LIMIT] or 0)
            self._storage.show_sizes(sizes)
            self._privacy.show_sizes(sizes)

    def _show_status(self, status: ServiceStatus) -> None:
        if self._shown is not None:
            self._indexing.show_status(status)
            self._models.show_status(status)

    def _ask_models(self, _answer: object = None) -> None:
        if self._shown is not None:
            self._client.ask("models", self._show_models, self._complain)

    def _show_models(self, answer: dict[str, Any]) -> None:
        if self._shown is None:
            return
        models = [OfferedModel.from_json(each) for each in answer["models"]]
        self._models.show_models(models)
        self._about.show_models(models)
        if answer.get("installing"):
            self._show_installation(answer["installing"])
        if self._service.status is not None:
            self._models.show_status(self._service.status)

    def _show_installation(self, progress: dict[str, Any]) -> None:
        if self._shown is None:
            return
        installation = Installation.from_json(progress)
        self._models.show_installation(installation)
        if not installation.is_running:
            self._ask_models()

    def _complain(self, error: Exception) -> None:
        if self._shown is not None:
            self._models.show_error(error_sentence(error))

    def _choose_login(self, on: bool) -> None:
        message = ""
        try:
            self._autostart.turn(on=on)
        except OSError as error:
            message = self.tr("The system does not let Pixlore change this: {reason}").format(
                reason=error.strerror or str(error)
            )
        self._general.show_error(message, starts_at_login=self._autostart.is_on())

    def _forget(self) -> None:
        if self._shown is not None:
            self._shown.deleteLater()
            self._shown = None
