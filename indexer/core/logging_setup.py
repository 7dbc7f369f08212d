"""Where service and window log to. At the default level no line holds a path, query or place.

Our own messages name nothing of a person's. What others raise may: it is blotted out before it is
written, whatever the level.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from indexer.core.paths import LibraryPaths

LEVEL_VARIABLE = "PIXLORE_LOG_LEVEL"
_FILE_BYTES = 1 << 20
_FILES_KEPT = 4
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_QUOTED_PATH = re.compile(
    r"""
    (?<! File[ ] )                          # lines of our own code in a traceback stay
    (['"])
    (?: \\. | (?! \1 | [/\\] ) [^\n] )*      # up to the first separator of folders ...
    [/\\]
    (?: \\. | (?! \1 ) [^\n] )* \1            # ... and to the end of the quotation
    """,
    re.VERBOSE,
)
"""A path as errors quote it."""


def set_up_logging(paths: LibraryPaths, *, also_terminal: bool, name: str = "service.log") -> None:
    """Log to rotated files of the library, readable by their owner only.

    `name`: each kind of process has files of its own, as two must not rotate the same ones. The
    level is INFO, or that of $PIXLORE_LOG_LEVEL.
    """
    logging.raiseExceptions = False  # a full disk must not fill the terminal with our own lines
    handlers: list[logging.Handler] = [_file_handler(paths.logs / name)]
    if also_terminal:
        handlers.append(logging.StreamHandler(sys.stderr))
    level = logging.getLevelName(os.environ.get(LEVEL_VARIABLE, "INFO").upper())
    for handler in handlers:
        handler.setFormatter(DiscreetFormatter(_FORMAT, private=[str(paths.data_dir)]))
    logging.basicConfig(
        level=level if isinstance(level, int) else logging.INFO, handlers=handlers, force=True
    )
    logging.getLogger("watchdog").setLevel(logging.WARNING)


class DiscreetFormatter(logging.Formatter):
    """Blots out quoted paths, as the system's errors hold them, and the given private words."""

    def __init__(self, layout: str, *, private: Sequence[str] = ()) -> None:
        super().__init__(layout)
        self._private = private

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, with its traceback."""
        text = super().format(record)
        for word in self._private:
            text = text.replace(word, "<library>")
        return _QUOTED_PATH.sub("<path>", text)


def _file_handler(path: Path) -> logging.Handler:
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
