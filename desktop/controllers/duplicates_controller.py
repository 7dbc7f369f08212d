"""Finds duplicates, shows them group by group, and carries out what is decided about them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.sentences import error_sentence
from desktop.tasks import Lane, Latest
from indexer.api import DuplicateKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.controllers.file_jobs import FileJobs
    from desktop.duplicate_groups import Duplicates
    from desktop.indexer_client import IndexerClient
    from desktop.library import PhotoLibrary
    from desktop.tasks import Tasks
    from desktop.views.duplicates.page import DuplicatesPage
    from indexer.api import PhotoId, PhotoRecord, Verdict

_PREVIEW_SIDE = 1000
_MOST_PREVIEWS = 12
_PREVIEW_AFTER_MS = 120
"""Someone who runs through the list looks at thumbnails only."""


class DuplicatesController(QObject):
    """Main thread only. The library is compared when the page is opened and it has changed."""

    _progressed = Signal(float)

    def __init__(
        self,
        page: DuplicatesPage,
        library: PhotoLibrary,
        tasks: Tasks,
        client: IndexerClient,
        files: FileJobs,
    ) -> None:
        super().__init__(page)
        self._page = page
        self._library = library
        self._client = client
        self._files = files
        self._groups: list[Duplicates] = []
        self._kind = DuplicateKind.IDENTICAL
        self._stale = True
        self._going = True
        self._comparing = Latest(tasks, Lane.COMPARING)
        self._previews = Latest(tasks, Lane.RENDER)
        self._settled = QTimer(self, singleShot=True, interval=_PREVIEW_AFTER_MS)
        self._settled.timeout.connect(self._sharpen)
        self._progressed.connect(page.show_progress)
        page.kind_chosen.connect(self.choose_kind)
        page.groups.row_chosen.connect(self._look_at)
        page.comparison.toggled.connect(self._toggle)
        page.trash_asked.connect(lambda: self._ask_trash(self._current()))
        page.trash_all_asked.connect(lambda: self._ask_trash(self._page.groups.groups.groups))
        page.decided.connect(self._decide)
        files.trashed.connect(self._drop)
        client.library_changed.connect(self.library_changed)

    def open(self) -> None:
        """Show what is known, and look anew when the library changed since."""
        if self._stale:
            self._stale = False
            self._page.show_progress(0)
            self._comparing.run(
                lambda: self._library.duplicates(self._go_on), self._show_all, self._fail
            )

    def library_changed(self) -> None:
        """Look anew when the page is opened next: groups must not move while they are looked at."""
        self._stale = True

    def choose_kind(self, kind: DuplicateKind) -> None:
        """Show the groups of one kind."""
        self._kind = kind
        chosen = [group for group in self._groups if group.kind is kind]
        chosen.sort(key=lambda group: -group.freed)
        self._page.groups.groups.show_groups(chosen)
        self._count()
        self._page.groups.choose(0)
        self._look_at(self._row())

    def stop(self) -> None:
        """Compare no more."""
        self._going = False
        self._settled.stop()
        self._comparing.cancel()
        self._previews.cancel()

    def _go_on(self, done: float) -> bool:
        """Called on the lane."""
        self._progressed.emit(done)
        return self._going

    def _show_all(self, groups: list[Duplicates]) -> None:
        self._groups = groups
        found = {group.kind for group in groups}
        first = next((kind for kind in DuplicateKind if kind in found), self._kind)
        self.choose_kind(self._kind if self._kind in found else first)
        if self._page.isVisible():
            self._page.groups.setFocus()

    def _fail(self, error: Exception) -> None:
        self._stale = True
        self._show_all([])
        self._page.show_problem(error_sentence(error))

    def _row(self) -> int:
        return self._page.groups.currentIndex().row()

    def _current(self) -> list[Duplicates]:
        groups = self._page.groups.groups.groups
        return groups[self._row() : self._row() + 1] if self._row() >= 0 else []

    def _look_at(self, _row: int) -> None:
        current = self._current()
        self._page.show_group(current[0] if current else None)
        self._previews.cancel()
        self._settled.start()

    def _toggle(self, photo_id: PhotoId) -> None:
        for group in self._current():
            self._replace(group, group.toggled(photo_id))
            self._page.show_group(self._current()[0])
            self._count()

    def _replace(self, old: Duplicates, new: Duplicates) -> None:
        self._groups[self._groups.index(old)] = new
        self._page.groups.groups.change(self._row(), new)

    def _count(self) -> None:
        counts = Counter(group.kind for group in self._groups)
        freed = sum(group.freed for group in self._page.groups.groups.groups)
        self._page.show_counts(counts, self._kind, freed)

    def _ask_trash(self, groups: list[Duplicates]) -> None:
        """Each photo goes with one that is kept, which must still be there when it is moved."""
        copies: list[tuple[PhotoRecord, PhotoRecord]] = []
        for group in groups:
            kept = next(photo for photo in group.photos if photo.id in group.keep)
            copies += [(photo, kept) for photo in group.others]
        if copies:
            self._files.trash_copies(copies, same_bytes=self._kind is DuplicateKind.IDENTICAL)

    def _drop(self, photo_ids: list[PhotoId]) -> None:
        """Photos are in the trash now, from wherever they were sent there."""
        gone = frozenset(photo_ids)
        left = [group.without(gone) for group in self._groups]
        if self._groups:
            row = self._row()
            self._groups = [group for group in left if group is not None]
            self.choose_kind(self._kind)
            self._page.groups.choose(max(row, 0))

    def _decide(self, verdict: Verdict) -> None:
        """Remember the decision and go on to the next group; a failure brings the group back."""
        for group in self._current():
            row = self._row()
            self._groups.remove(group)
            self._page.groups.groups.remove(row)
            self._count()
            self._page.groups.choose(row)
            self._look_at(row)
            paths = [photo.path for photo in group.photos]
            self._client.ask("decide", failed=self._undo(group), paths=paths, verdict=verdict.value)

    def _undo(self, group: Duplicates) -> Callable[[Exception], None]:
        def undo(error: Exception) -> None:
            self._groups.append(group)
            self.choose_kind(self._kind)
            self._page.show_problem(error_sentence(error))

        return undo

    def _sharpen(self) -> None:
        """Show the photos of the group in more than thumbnails, one after the other."""
        waiting = [photo for group in self._current() for photo in group.photos if photo.online]
        self._sharpen_next(waiting[:_MOST_PREVIEWS])

    def _sharpen_next(self, waiting: list[PhotoRecord]) -> None:
        if not waiting:
            return
        photo, rest = waiting[0], waiting[1:]

        def show(image: QImage) -> None:
            self._page.comparison.photos.add_picture(photo.id, QPixmap.fromImage(image))
            self._sharpen_next(rest)

        self._previews.run(
            lambda: self._preview(photo.path), show, lambda _error: self._sharpen_next(rest)
        )

    def _preview(self, path: str) -> QImage:
        photo = self._library.render(path, _PREVIEW_SIDE)
        form = QImage.Format.Format_RGB888
        view = QImage(photo.rgb, photo.width, photo.height, photo.width * 3, form)
        return view.convertToFormat(QImage.Format.Format_RGB32)
