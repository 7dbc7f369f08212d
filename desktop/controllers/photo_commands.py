"""Carries out what a person asks to be done with photos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QImage

from desktop.controllers.file_jobs import FileJobs
from desktop.controllers.outside import copy_paths, copy_photos, mime_of_files
from desktop.queries import SimilarQuery
from desktop.sentences import error_sentence
from desktop.tasks import Lane
from desktop.views.drag_picture import drag_picture
from indexer.api import PixloreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtCore import QItemSelection

    from desktop.actions import PhotoActions
    from desktop.controllers.outside import Outside
    from desktop.controllers.viewer_controller import ViewerController
    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from indexer.api import PhotoId, PhotoRecord

_CLIPBOARD_SIDE = 4096
_MOST_DRAGGED = 1000


class PhotoCommands(QObject):
    """Acts on the open photo, else on the chosen ones of the grid. Main thread only."""

    query_chosen = Signal(object)
    favourite_asked = Signal(list)
    """Records whose heart was pressed."""
    stack_toggled = Signal(int)
    """The row of a stack to be opened or closed."""
    photos_gone = Signal(list)
    """Ids of photos that are in the trash now."""

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
        self._learnt: list[PhotoId] = []
        self.files = FileJobs(window, tasks, library.thumbnail)
        self._connect()
        self.enable()

    def enable(self) -> None:
        """Offer the actions that make sense for what is chosen now."""
        rows, ids = self._chosen_rows(), self.chosen_ids()
        self._actions.set_enabled(len(rows), len(ids))
        known = self._model.known_records(ids[:_MOST_DRAGGED])
        if known is None:
            self._learn(ids[:_MOST_DRAGGED])
        marked = self._model.favourites
        self._actions.show_favourite(
            bool(known) and all(record.content_id in marked for record in known or ())
        )
        self._show_stack(rows)
        if not self._viewer.is_open:
            self._window.gallery.selection_bar.show_count(len(rows), len(ids))

    def _learn(self, ids: list[PhotoId]) -> None:
        """Fetch records that no row has asked for: those of photos folded away. Once each."""
        if ids != self._learnt:
            self._learnt = ids

            def add(records: list[PhotoRecord]) -> None:
                self._model.add_records(records)
                self.enable()

            self._tasks.run(Lane.READER, lambda: self._library.photos(ids), add, self._say)

    def chosen_ids(self) -> list[PhotoId]:
        """The photos that an action would act on; all of a closed stack."""
        if self._viewer.is_open:
            return [self._viewer.record.id] if self._viewer.record else []
        return [each for row in self._chosen_rows() for each in self._model.photos_of_row(row)]

    def _show_stack(self, rows: list[int]) -> None:
        stacks = self._model.stacks
        row = rows[0] if len(rows) == 1 and not self._viewer.is_open else -1
        size = stacks.size(row) if row >= 0 else 1
        self._actions.show_stack(size, is_open=row >= 0 and stacks.is_open(row))

    def _toggle_stack(self) -> None:
        for row in self._chosen_rows()[:1]:
            self.stack_toggled.emit(row)

    def _chosen_rows(self) -> list[int]:
        if self._viewer.is_open:
            return [0] if self._viewer.record else []
        if self._window.gallery.shelf is not None:
            return []
        grid = self._window.gallery.grid
        rows = sorted(_rows(grid.selectionModel().selection()))
        if not rows and grid.currentIndex().isValid():
            rows = [grid.currentIndex().row()]
        return rows

    def _connect(self) -> None:
        actions, grid = self._actions, self._window.gallery.grid
        actions.find_similar.connect(self._on_records(self._find_similar))
        actions.open_with_system.connect(self._on_records(self._open))
        actions.show_in_folder.connect(self._on_records(self._reveal))
        actions.copy_path.connect(self._on_records(_copy_paths))
        actions.copy_image.connect(self._on_records(self._copy_photos))
        actions.copy_to_folder.connect(self._on_records(self.files.copy_to_folder))
        actions.move_to_trash.connect(self._on_records(self._move_to_trash))
        actions.undo_trash.connect(self.files.undo_trash)
        actions.toggle_favourite.connect(self._on_records(self.favourite_asked.emit))
        actions.toggle_stack.connect(self._toggle_stack)
        grid.stack_pressed.connect(self.stack_toggled)
        grid.selectionModel().selectionChanged.connect(self.enable)
        grid.selectionModel().currentChanged.connect(self.enable)
        grid.drag_began.connect(self._drag)
        self._window.gallery.selection_bar.cleared.connect(grid.clearSelection)
        self._model.modelReset.connect(self.enable)
        self._window.gallery.shelf_changed.connect(self.enable)
        self._model.dataChanged.connect(self.enable)
        self._viewer.shown.connect(self.enable)
        self.files.told.connect(self.tell)
        self.files.undo_offered.connect(self._offer_undo)
        self._window.gallery.status_bar.undo_button.clicked.connect(self.files.undo_trash)
        self._window.viewer.undo_button.clicked.connect(self.files.undo_trash)
        self.files.trashed.connect(self._drop)

    def _on_records(self, act: Callable[[list[PhotoRecord]], None]) -> Callable[[], None]:
        """Call `act` with the records of what is chosen, fetched where they are not known."""

        def run() -> None:
            ids = self.chosen_ids()
            known = self._model.known_records(ids)
            if self._viewer.record is not None and self._viewer.is_open:
                known = [self._viewer.record]
            if not ids:
                return
            if known is not None:
                act(known)
            else:
                self._tasks.run(Lane.READER, lambda: self._library.photos(ids), act, self._say)

        return run

    def _find_similar(self, records: list[PhotoRecord]) -> None:
        self.query_chosen.emit(SimilarQuery(records[0].id, records[0].path))

    def _move_to_trash(self, records: list[PhotoRecord]) -> None:
        one_row = not self._viewer.is_open and len(self._chosen_rows()) == 1
        self.files.move_to_trash(records, stack=one_row)

    def _open(self, records: list[PhotoRecord]) -> None:
        self._try(lambda: self._outside.open_photo(records[0].path))

    def _reveal(self, records: list[PhotoRecord]) -> None:
        self._try(lambda: self._outside.show_in_folder(records[0].path))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except PixloreError as error:
            self._say(error)

    def _copy_photos(self, records: list[PhotoRecord]) -> None:
        paths = [record.path for record in records]
        if len(records) > 1:
            copy_photos(paths)
            return

        def work() -> QImage:
            photo = self._library.render(paths[0], _CLIPBOARD_SIDE)
            form = QImage.Format.Format_RGB888
            return QImage(photo.rgb, photo.width, photo.height, photo.width * 3, form).copy()

        self._tasks.run(Lane.RENDER, work, lambda image: copy_photos(paths, image), self._say)

    def _drag(self) -> None:
        """Let the files be carried to another program.

        Rows never seen are read here, on the main thread: a drag cannot begin later.
        """
        ids = self.chosen_ids()[:_MOST_DRAGGED]
        records = self._model.known_records(ids) or self._library.photos(ids)
        if not records:
            return
        grid = self._window.gallery.grid
        drag = QDrag(grid)
        drag.setMimeData(mime_of_files([record.path for record in records]))
        drag.setPixmap(drag_picture(grid, len(records)))
        drag.setHotSpot(QPoint(24, 24))
        self._window.dragging = True
        drag.exec(Qt.DropAction.CopyAction)
        self._window.dragging = False

    def _drop(self, ids: list[PhotoId]) -> None:
        if self._viewer.is_open:
            self._viewer.leave_photo()
        self.photos_gone.emit(ids)

    def _offer_undo(self, possible: bool) -> None:
        self._window.gallery.status_bar.undo_button.setVisible(possible)
        self._window.viewer.undo_button.setVisible(possible)

    def _say(self, error: Exception) -> None:
        self.tell(error_sentence(error))

    def tell(self, message: str) -> None:
        """Say how it went, where the person looks."""
        if self._viewer.is_open:
            self._window.viewer.show_message(message)
        else:
            self._window.gallery.status_bar.show_message(message)


def _copy_paths(records: list[PhotoRecord]) -> None:
    copy_paths([record.path for record in records])


def _rows(selection: QItemSelection) -> Iterator[int]:
    for place in range(selection.size()):
        chosen = selection.at(place)
        yield from range(chosen.top(), chosen.bottom() + 1)
