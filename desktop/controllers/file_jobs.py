"""Copies chosen photos to a folder and moves them to the trash, with progress and a result."""

from __future__ import annotations

import threading
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog

from desktop.controllers.copying import (
    Outcome,
    copy_files,
    move_to_trash,
    restore_files,
    trash_copies,
)
from desktop.photo_details import data_size
from desktop.sentences import error_sentence
from desktop.tasks import Lane
from desktop.thumbnails.decoding import thumbnail_image
from desktop.trash_bin import CAN_RESTORE
from desktop.views.folder_choice import first_shown, remember
from desktop.views.progress_dialog import ProgressDialog
from desktop.views.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.tasks import Tasks
    from desktop.views.main_window import MainWindow
    from indexer.api import PhotoRecord

    Work = Callable[[Callable[[int], bool]], Outcome]
    """Handles files one by one; tells after each how many, and ends on False."""

_MOST_SHOWN = 4
_PICTURE_SIDE = 92
_SMOOTH = Qt.TransformationMode.SmoothTransformation
_PROGRESS_FROM = 10
"""So many files take long enough to show how far it is."""


class FileJobs(QObject):
    """Main thread only; files are touched on `Lane.FILES`."""

    told = Signal(str)
    """A sentence for the person about what came of it."""
    trashed = Signal(list)
    """Photo ids of files that are in the trash now."""
    undo_offered = Signal(bool)
    """Whether photos can be brought back from the trash now."""

    def __init__(
        self, window: MainWindow, tasks: Tasks, thumbnail: Callable[[bytes], bytes | None]
    ) -> None:
        super().__init__(window)
        self._thumbnail = thumbnail
        self._last_trashed: tuple[str, ...] = ()
        self._window = window
        self._tasks = tasks
        self._running: list[_Job] = []

    def stop(self) -> None:
        """Let every job end after the file it is at; those that wait touch none."""
        for job in self._running:
            job.stop()

    def copy_to_folder(self, records: Sequence[PhotoRecord]) -> None:
        """Ask for a folder and copy the files into it."""
        dialog = QFileDialog(self._window, self.tr("Copy to a folder"), first_shown())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        paths = [record.path for record in records]
        dialog.fileSelected.connect(remember)
        dialog.fileSelected.connect(lambda folder: self.copy_into(folder, paths))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def copy_into(self, folder: str, paths: Sequence[str]) -> None:
        """Copy the files into a folder."""
        self._run(
            self.tr("Copying photos…"),
            len(paths),
            lambda go_on: copy_files(paths, folder, go_on),
            self._copied,
        )

    def move_to_trash(self, records: Sequence[PhotoRecord], *, stack: bool = False) -> None:
        """Ask first, then move the files to the trash.

        With `stack` they are one closed stack, its cover first, which may go alone.
        """
        alone = records[:1] if stack and len(records) > 1 else []
        question = self._ask_trash(records, _moving(records), alone)
        question.third_chosen.connect(lambda: self._trash(alone, _moving(alone)))

    def undo_trash(self) -> None:
        """Bring back what was moved to the trash last, where the system allows it."""
        paths = self._last_trashed
        if not paths:
            self.told.emit(self.tr("There is nothing to undo."))
        elif not CAN_RESTORE:
            self.told.emit(self.tr("Open the system's trash to bring the photos back."))
        else:
            self._offer_undo(())  # a second press must not run it twice

            def finish(outcome: Outcome) -> None:
                self._tell(self.tr("%Ln photo(s) brought back", "", len(outcome.done)), outcome)
                self._offer_undo([path for path in paths if path not in outcome.done])

            self._run(
                self.tr("Bringing photos back…"),
                len(paths),
                lambda go_on: restore_files(paths, go_on),
                finish,
                lambda: self._offer_undo(paths),
            )

    def _offer_undo(self, paths: Sequence[str]) -> None:
        self._last_trashed = tuple(paths)
        self.undo_offered.emit(CAN_RESTORE and bool(paths))

    def _ask_trash(
        self,
        records: Sequence[PhotoRecord],
        work: Work,
        alone: Sequence[PhotoRecord] = (),
    ) -> Question:
        number = len(records)
        question = Question(
            self._window,
            self.tr("Move %Ln photo(s) to the trash?", "", number),
            self._about_trash(records),
            self.tr("Move all %Ln to trash", "", number) if alone else self.tr("Move to trash"),
            self.tr("Keep"),
            danger=True,
        )
        question.show_pictures(self._pictures(records[:_MOST_SHOWN]))
        if alone:
            question.offer(self.tr("Only this photo"))
        question.accepted.connect(lambda: self._trash(records, work))
        question.open()
        return question

    def _pictures(self, records: Sequence[PhotoRecord]) -> list[QPixmap]:
        ratio = self._window.devicePixelRatioF()
        side = round(_PICTURE_SIDE * ratio)
        found = []
        for record in records:
            image = thumbnail_image(self._thumbnail(record.content_id) or b"")
            if not image.isNull():
                keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, _SMOOTH
                pixmap = QPixmap.fromImage(image.scaled(side, side, keep, smooth))
                pixmap.setDevicePixelRatio(ratio)
                found.append(pixmap)
        return found

    def trash_copies(
        self, copies: Sequence[tuple[PhotoRecord, PhotoRecord]], *, same_bytes: bool
    ) -> None:
        """Ask, then move the first photo of each pair to the trash; the second one is kept."""
        pairs = [(photo.path, kept.path) for photo, kept in copies]
        self._ask_trash(
            [photo for photo, _ in copies],
            lambda go_on: trash_copies(pairs, go_on, same_bytes=same_bytes),
        )

    def _about_trash(self, records: Sequence[PhotoRecord]) -> str:
        size = data_size(sum(record.size for record in records))
        names = [
            f"{PurePath(record.path).name} ({data_size(record.size)})"
            for record in records[:_MOST_SHOWN]
        ]
        more = len(records) - len(names)
        if more:
            names.append(self.tr("and %Ln more", "", more))
        text = self.tr(
            "You can bring them back from the trash. Pixlore never deletes a photo. "
            "Emptying the trash frees {size}."
        )
        return "\n".join(names) + "\n\n" + text.format(size=size)

    def _trash(self, records: Sequence[PhotoRecord], work: Work) -> None:
        ids = {record.path: record.id for record in records}

        def finish(outcome: Outcome) -> None:
            self.trashed.emit([ids[path] for path in outcome.done])
            done = self.tr("%Ln photo(s) moved to the trash", "", len(outcome.done))
            if CAN_RESTORE and outcome.done:
                done = self.tr("{done}. Ctrl+Z brings them back").format(done=done)
            self._tell(done, outcome)
            if outcome.done:
                self._offer_undo(outcome.done)

        title = self.tr("Moving to the trash…")
        self._run(title, len(records), work, finish)

    def _copied(self, outcome: Outcome) -> None:
        self._tell(self.tr("%Ln photo(s) copied", "", len(outcome.done)), outcome)

    def _tell(self, done: str, outcome: Outcome) -> None:
        if outcome.failed:
            _, error = outcome.failed[0]
            locale = QLocale()
            done = self.tr("{done}. {number} could not be: {reason}").format(
                done=done,
                number=locale.toString(len(outcome.failed)),
                reason=error_sentence(error),
            )
        self.told.emit(done)

    def _run(
        self,
        title: str,
        steps: int,
        work: Work,
        finish: Callable[[Outcome], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        dialog = ProgressDialog(self._window, title, steps)
        job = _Job(self)
        self._running.append(job)
        dialog.rejected.connect(job.stop)
        job.stepped.connect(dialog.show_step)
        if steps >= _PROGRESS_FROM:
            dialog.open()

        def leave() -> None:
            self._running.remove(job)
            job.deleteLater()
            dialog.close()
            dialog.deleteLater()

        def end(outcome: Outcome) -> None:
            leave()
            finish(outcome)

        def fail(error: Exception) -> None:
            leave()
            self.told.emit(error_sentence(error))
            failed()

        self._tasks.run(Lane.FILES, lambda: work(job.go_on), end, fail)


class _Job(QObject):
    """One job's own way to say how far it is, and to be stopped."""

    stepped = Signal(int)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Let it end after the file it is at."""
        self._stopped.set()

    def go_on(self, step: int) -> bool:
        """Note that so many files are done; False when it is to end. Any thread."""
        self.stepped.emit(step)
        return not self._stopped.is_set()


def _moving(records: Sequence[PhotoRecord]) -> Work:
    paths = [record.path for record in records]
    return lambda go_on: move_to_trash(paths, go_on)
