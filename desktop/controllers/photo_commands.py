"""Carries out what a person asks to be done with a photo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from desktop.controllers.outside import copy_image, copy_path
from desktop.library import SimilarQuery
from desktop.tasks import Lane
from indexer.api import PixloreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.actions import PhotoActions
    from desktop.controllers.outside import Outside
    from desktop.controllers.viewer_controller import ViewerController
    from desktop.library import PhotoLibrary, Query
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from indexer.api import PhotoRecord

_CLIPBOARD_SIDE = 4096


class PhotoCommands(QObject):
    """Acts on the open photo, else on the current one of the grid."""

    query_chosen = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        actions: PhotoActions,
        model: PhotoListModel,
        viewer: ViewerController,
        library: PhotoLibrary,
        tasks: Tasks,
        outside: Outside,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._model = model
        self._viewer = viewer
        self._library = library
        self._tasks = tasks
        self._outside = outside
        actions.find_similar.connect(self._find_similar)
        actions.open_with_system.connect(self._with_path(outside.open_photo))
        actions.show_in_folder.connect(self._with_path(outside.show_in_folder))
        actions.copy_path.connect(self._with_path(copy_path))
        actions.copy_image.connect(self._copy_image)
        window.gallery.grid.selectionModel().currentChanged.connect(self.enable)
        model.modelReset.connect(self.enable)
        self.enable()

    def enable(self) -> None:
        """Offer the actions only while there is a photo to act on."""
        self._actions.set_enabled(self._viewer.is_open or self._index_is_valid())

    def _index_is_valid(self) -> bool:
        return self._window.gallery.grid.currentIndex().isValid()

    def _record(self) -> PhotoRecord | None:
        if self._viewer.is_open:
            return self._viewer.record
        index = self._window.gallery.grid.currentIndex()
        return self._model.record(index.row()) if index.isValid() else None

    def _find_similar(self) -> None:
        record = self._record()
        if record is not None:
            query: Query = SimilarQuery(record.id, record.path)
            self.query_chosen.emit(query)

    def _with_path(self, act: Callable[[str], None]) -> Callable[[], None]:
        def run() -> None:
            record = self._record()
            if record is None:
                return
            try:
                act(record.path)
            except PixloreError as error:
                self._say(error)

        return run

    def _copy_image(self) -> None:
        record = self._record()
        if record is None:
            return

        def work() -> QImage:
            photo = self._library.render(record.path, _CLIPBOARD_SIDE)
            form = QImage.Format.Format_RGB888
            return QImage(photo.rgb, photo.width, photo.height, photo.width * 3, form).copy()

        self._tasks.run(Lane.RENDER, work, copy_image, self._say)

    def _say(self, error: Exception) -> None:
        if self._viewer.is_open:
            self._window.viewer.show_message(str(error))
        else:
            self._window.gallery.status_bar.show_problem(str(error))
