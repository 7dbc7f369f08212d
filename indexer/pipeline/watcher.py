"""Live watching: file-system events only say which folders to list again.

watchdog 7.1 hides two faults of inotify: folders that it could not watch (the system's limit) and
events that the kernel dropped. Both are looked for here, behind its back: hence the pinned version.
"""

from __future__ import annotations

import errno
import logging
import os
from typing import TYPE_CHECKING, Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

from indexer.core.formats import is_temporary
from indexer.pipeline.skip_rules import is_photo_name
from indexer.pipeline.walk import absolute_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchdog.observers.api import BaseObserver, EventEmitter, ObservedWatch

    from indexer.core.types import FolderId

log = logging.getLogger(__name__)

_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileClosedEvent,
    FileDeletedEvent,
    FileMovedEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
]
_INOTIFY_LOGGER = "watchdog.observers.inotify_c"
_STOP_S = 5.0


class Watcher:
    """Watches folders and reports what changed. One thread calls it; reports come from another.

    Args:
        on_change: called with a watched folder's id and the relative path of a folder in it.
        on_photo: called when a file with the name of a photo appeared or was written.
        on_overflow: called when the system dropped events: anything may have changed anywhere.
    """

    def __init__(
        self,
        on_change: Callable[[FolderId, str], None],
        on_photo: Callable[[], None],
        on_overflow: Callable[[], None],
    ) -> None:
        self._on_change = on_change
        self._on_photo = on_photo
        self._overflow = _OverflowListener(on_overflow)
        self._observer: BaseObserver | None = None
        self._watches: dict[FolderId, tuple[str, ObservedWatch]] = {}

    def watch(self, folder_id: FolderId, root: str) -> str:
        """Start watching a folder with all below it; a sentence why not, or '' when it works."""
        self.unwatch(folder_id)
        handler = _Handler(folder_id, root, self._on_change, self._on_photo)
        try:
            watch = self._running_observer().schedule(
                handler, root, recursive=True, event_filter=_EVENTS
            )
        except OSError as error:
            log.warning("A folder cannot be watched: %s", error.strerror)
            return _why_not(error)
        self._watches[folder_id] = (root, watch)
        return ""

    def unwatch(self, folder_id: FolderId) -> None:
        """Stop watching a folder; nothing happens when it is not watched."""
        entry = self._watches.pop(folder_id, None)
        if entry is None or self._observer is None:
            return
        try:
            self._observer.unschedule(entry[1])
        except (KeyError, OSError):
            log.info("A watch was gone already")

    def is_watching(self, folder_id: FolderId) -> bool:
        """Whether the thread that reads this folder's events is alive."""
        entry = self._watches.get(folder_id)
        emitter = self._emitter_of(entry[1]) if entry else None
        return emitter is not None and emitter.is_alive()

    def unwatched(self, folder_id: FolderId, directories: Iterable[str]) -> list[str]:
        """Those of the folder's directories (relative) for which the system gave no watch.

        Only inotify watches each directory by itself; elsewhere the answer is empty.
        """
        entry = self._watches.get(folder_id)
        active = _active_paths(self._emitter_of(entry[1])) if entry else None
        if entry is None or active is None:
            return []
        root = entry[0]
        return [
            path for path in directories if os.fsencode(absolute_path(root, path)) not in active
        ]

    def stop(self) -> None:
        """Stop watching everything."""
        observer, self._observer = self._observer, None
        self._watches.clear()
        logging.getLogger(_INOTIFY_LOGGER).removeHandler(self._overflow)
        if observer is not None:
            observer.stop()
            observer.join(_STOP_S)

    def _running_observer(self) -> BaseObserver:
        if self._observer is None:
            logging.getLogger(_INOTIFY_LOGGER).addHandler(self._overflow)
            self._observer = Observer()
            self._observer.start()
        return self._observer

    def _emitter_of(self, watch: ObservedWatch) -> EventEmitter | None:
        emitters = self._observer.emitters if self._observer is not None else set()
        return next((emitter for emitter in emitters if emitter.watch == watch), None)


class _Handler(FileSystemEventHandler):
    """Turns events into the folders that hold their files."""

    def __init__(
        self,
        folder_id: FolderId,
        root: str,
        on_change: Callable[[FolderId, str], None],
        on_photo: Callable[[], None],
    ) -> None:
        self._folder_id = folder_id
        self._root = root.rstrip(os.sep) + os.sep
        self._on_change = on_change
        self._on_photo = on_photo

    def on_any_event(self, event: FileSystemEvent) -> None:
        if isinstance(event, FileCreatedEvent | FileClosedEvent):
            self._announce(os.fsdecode(event.src_path))
        for path in (event.src_path, event.dest_path):
            if path:
                self._report(os.fsdecode(path), is_new_folder=isinstance(event, DirCreatedEvent))

    def _announce(self, path: str) -> None:
        name = path.rpartition(os.sep)[2]
        if is_photo_name(name) and not is_temporary(name):
            self._on_photo()

    def _report(self, path: str, *, is_new_folder: bool) -> None:
        if not path.startswith(self._root):
            return
        relative = path[len(self._root) :].replace(os.sep, "/")
        self._on_change(self._folder_id, relative.rpartition("/")[0])
        if is_new_folder:
            # Files may have landed in it before it was watched.
            self._on_change(self._folder_id, relative)


class _OverflowListener(logging.Handler):
    """Hears watchdog say that the kernel's queue overflowed: it says so nowhere else."""

    def __init__(self, on_overflow: Callable[[], None]) -> None:
        super().__init__(logging.WARNING)
        self._on_overflow = on_overflow

    def emit(self, record: logging.LogRecord) -> None:
        if "overflow" in str(record.msg):
            self._on_overflow()


def _active_paths(emitter: EventEmitter | None) -> dict[bytes, Any] | None:
    group = getattr(emitter, "_inotify", None)
    paths = getattr(group, "_active_callbacks_by_path", None)
    return dict(paths) if isinstance(paths, dict) else None


def _why_not(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EMFILE):
        return (
            "This system allows no more watches, so the folder is only scanned from time to time. "
            "Raise fs.inotify.max_user_watches to watch it live."
        )
    return f"The folder cannot be watched ({error.strerror}); it is scanned from time to time."
