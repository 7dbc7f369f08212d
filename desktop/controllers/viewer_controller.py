"""Shows the photo of one row full-size: first its thumbnail, then its pixels."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.photo_details import PhotoDetails
from desktop.queries import RegionQuery
from desktop.sentences import error_sentence
from desktop.tasks import Lane, Latest, ignore
from desktop.thumbnails.decoding import thumbnail_image

if TYPE_CHECKING:
    from desktop.library import PhotoLibrary
    from desktop.models.photo_list_model import PhotoListModel
    from desktop.tasks import Tasks
    from desktop.views.viewer_page import ViewerPage
    from indexer.api import PhotoId, PhotoRecord, RenderedPhoto

FULL_SIDE = 12_000
"""More than any photo within the pixel limits has, but for panoramas."""


class ViewerController(QObject):
    """Knows which photo is open. Main thread only."""

    moved = Signal(int)
    query_chosen = Signal(object)
    shown = Signal()
    """The open photo is known, or known better: what can be done with it may have changed."""

    def __init__(
        self,
        library: PhotoLibrary,
        tasks: Tasks,
        model: PhotoListModel,
        page: ViewerPage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._model = model
        self._page = page
        self._photo_id: PhotoId | None = None
        self._row = 0
        """Where in the list the open photo is, or the stack that it is in."""
        self._record: PhotoRecord | None = None
        self._full = False
        self._error: Exception | None = None
        """Why the open photo cannot be shown in full."""
        self._details = PhotoDetails(self)
        self._records = Latest(tasks, Lane.READER)
        self._thumbnails = Latest(tasks, Lane.THUMBNAILS)
        self._pixels = Latest(tasks, Lane.RENDER)
        page.step_asked.connect(self.step)
        page.step_in_stack_asked.connect(self.step_in_stack)
        page.end_asked.connect(self.go_to_end)
        page.canvas.zoomed_in.connect(self._want_full)
        page.canvas.region_drawn.connect(self._search_region)
        model.modelReset.connect(self._follow)

    @property
    def record(self) -> PhotoRecord | None:
        """The open photo, once it is known."""
        return self._record

    @property
    def is_open(self) -> bool:
        """Whether a photo is open."""
        return self._photo_id is not None

    def open(self, row: int) -> None:
        """Show the photo of a row."""
        self._row = row
        self._open_photo(self._model.photo_id(row))
        self.moved.emit(row)

    def _open_photo(self, photo_id: PhotoId) -> None:
        self._photo_id = photo_id
        self._record = None
        self._full = False
        self._error = None
        self._page.show_message("")
        self._page.canvas.show_nothing()
        self._page.draw_region(False)
        self._records.run(lambda: self._library.photos([photo_id]), self._show, self._fail)

    def step(self, by: int) -> bool:
        """Go to the next photo, or back; False at the end of the list."""
        if self._photo_id is None:
            return False
        row = self._row + by
        if not 0 <= row < self._model.rowCount(QModelIndex()):
            return False
        self.open(row)
        return True

    def go_to_end(self, end: int) -> None:
        """Go to the first photo of the list (-1), or to the last one (1)."""
        rows = self._model.rowCount(QModelIndex())
        if self._photo_id is not None and rows:
            self.open(0 if end < 0 else rows - 1)

    def step_in_stack(self, by: int) -> None:
        """Go to another photo of the closed stack that the row stands for."""
        photos = self._stack()
        if self._photo_id in photos:
            place = photos.index(self._photo_id) + by
            if 0 <= place < len(photos):
                self._open_photo(photos[place])

    def leave_photo(self) -> None:
        """Go on from a photo that is going away, to the next, else back, else out."""
        if not self.step(1) and not self.step(-1):
            self._page.closed.emit()

    def close(self) -> None:
        """Show nothing and drop what is under way."""
        self._photo_id = None
        self._record = None
        for latest in (self._records, self._thumbnails, self._pixels):
            latest.cancel()
        self._page.canvas.show_nothing()
        self._page.draw_region(False)

    def retranslate(self) -> None:
        """Say what is known about the photo in the current language."""
        if self._record is not None:
            self._title()
            self._show_details(self._record)
        if self._error is not None:
            self._fail(self._error)

    def _show(self, records: list[PhotoRecord]) -> None:
        if not records:
            self._page.show_message(self.tr("This photo is no longer in the library."))
            return
        record = self._record = records[0]
        self._title()
        self._show_details(record)
        self.shown.emit()
        # Whatever keeps the thumbnail away, the photo itself comes next or says why not.
        self._thumbnails.run(lambda: self._thumbnail(record), self._show_thumbnail, ignore)
        self._render(record, self._screen_side())

    def _title(self) -> None:
        if self._record is None:
            return
        name = PurePath(self._record.path).name
        photos = self._model.photos
        before = photos.photos_between(0, self._row)
        self._page.show_title(name, before, photos.photo_count)
        self._page.show_ways(back=self._row > 0, on=self._row + 1 < len(photos))
        stack = self._stack()
        if len(stack) > 1 and self._record.id in stack:
            self._page.show_place_in_stack(stack.index(self._record.id), len(stack))

    def _stack(self) -> list[PhotoId]:
        return self._model.photos_of_row(self._row) if self._row < self._model.rowCount() else []

    def _show_details(self, record: PhotoRecord) -> None:
        self._page.details.show_details(self._details.of(record))

    def _search_region(self, box: QRectF) -> None:
        if self._record is not None:
            region = (box.x(), box.y(), box.width(), box.height())
            self.query_chosen.emit(RegionQuery(self._record.path, region))

    def _follow(self) -> None:
        """The list changed under the open photo: count anew."""
        row = -1 if self._photo_id is None else self._model.row_of(self._photo_id)
        if row >= 0:
            self._row = row
            self._title()

    def _thumbnail(self, record: PhotoRecord) -> QImage:
        stored = self._library.thumbnail(record.content_id)
        return thumbnail_image(stored or b"")

    def _show_thumbnail(self, image: QImage) -> None:
        if not image.isNull() and self._page.canvas.pixmap is None:
            self._page.canvas.show_pixmap(QPixmap.fromImage(image), self._natural(image))

    def _render(self, record: PhotoRecord, side: int) -> None:
        def work() -> QImage:
            return _image(self._library.render(record.path, side))

        self._pixels.run(work, self._show_pixels, self._fail)

    def _show_pixels(self, image: QImage) -> None:
        self._page.canvas.show_pixmap(QPixmap.fromImage(image), self._natural(image))

    def _fail(self, error: Exception) -> None:
        self._error = error
        self._page.show_message(error_sentence(error))

    def _want_full(self) -> None:
        if self._record is not None and not self._full:
            self._full = True
            self._render(self._record, FULL_SIDE)

    def _screen_side(self) -> int:
        canvas = self._page.canvas
        side = max(canvas.width(), canvas.height(), 800)
        return round(side * canvas.devicePixelRatioF())

    def _natural(self, image: QImage) -> QSizeF:
        metadata = self._record.metadata if self._record else None
        if metadata is None or not metadata.width or not metadata.height:
            return QSizeF(image.size())
        return QSizeF(metadata.width, metadata.height)


def _image(photo: RenderedPhoto) -> QImage:
    """A QImage that owns its pixels."""
    stride = photo.width * 3
    view = QImage(photo.rgb, photo.width, photo.height, stride, QImage.Format.Format_RGB888)
    return view.convertToFormat(QImage.Format.Format_RGB32)
