"""Where the service logs to. At the default level no line holds a path, a query or a place."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.core.paths import LibraryPaths

LEVEL_VARIABLE = "PIXLORE_LOG_LEVEL"
_FILE_BYTES = 1 << 20
_FILES_KEPT = 4
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


def set_up_logging(paths: LibraryPaths, *, also_terminal: bool) -> None:
    """Log to rotated files of the library, readable by their owner only.

    The level is INFO, or that of $PIXLORE_LOG_LEVEL.
    """
    logging.raiseExceptions = False  # a full disk must not fill the terminal with our own lines
    handlers: list[logging.Handler] = [_file_handler(paths)]
    if also_terminal:
        handlers.append(logging.StreamHandler(sys.stderr))
    level = logging.getLevelName(os.environ.get(LEVEL_VARIABLE, "INFO").upper())
    logging.basicConfig(
        level=level if isinstance(level, int) else logging.INFO,
        format=_FORMAT,
        handlers=handlers,
        force=True,
    )
    logging.getLogger("watchdog").setLevel(logging.WARNING)


def _file_handler(paths: LibraryPaths) -> logging.Handler:
    path = paths.logs / "service.log"
    handler = _PrivateFileHandler(
        path, maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8"
    )
    handler.addFilter(_without_inotify_paths)
    return handler


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """Makes its files readable by their owner only, whatever the umask is."""

    def _open(self):  # type: ignore[no-untyped-def]  # the base class is typed in stubs only
        self.baseFilename = str(self.baseFilename)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")


def _without_inotify_paths(record: logging.LogRecord) -> bool:
    """Drop watchdog's own lines below an error: they name folders."""
    return not (record.name.startswith("watchdog") and record.levelno < logging.ERROR)
