"""What a scan leaves out of a watched folder, and under which name it counts it."""

from __future__ import annotations

import os
import re
import stat
from fnmatch import translate
from typing import TYPE_CHECKING

from indexer.core.formats import FORMAT_BY_EXTENSION

if TYPE_CHECKING:
    from collections.abc import Sequence

HIDDEN = "hidden"
SYSTEM_FOLDER = "system folder"
PACKAGE = "photo library of another program"
TEMPORARY = "temporary file"
EXCLUDED = "excluded"
ONLINE_ONLY = "online only"
FOLDER_LINK = "link to a folder"
BROKEN_LINK = "broken link"
NOT_A_FILE = "not a file"
UNREADABLE = "unreadable"

_SYSTEM_FOLDERS = frozenset(
    {
        "$recycle.bin",
        "system volume information",
        "lost+found",
        "found.000",
        "recycler",
        "@eadir",
        "#recycle",
        "node_modules",
        "__pycache__",
    }
)
_PACKAGE_ENDINGS = (
    ".photoslibrary",
    ".photolibrary",
    ".aplibrary",
    ".migratedphotolibrary",
    ".lrdata",
    ".lrlibrary",
    ".cocatalog",
    ".cosessiondb",
    ".app",
    ".bundle",
    ".framework",
)
_EXTENSIONS = frozenset(map(os.fsencode, FORMAT_BY_EXTENSION))
_DATALESS = 0x40000000
"""macOS SF_DATALESS: reading the file would download it from iCloud."""
_RECALL = 0x400000 | 0x40000 | 0x1000
"""Windows RECALL_ON_DATA_ACCESS, RECALL_ON_OPEN, OFFLINE: reading would download it."""
_WINDOWS_HIDDEN = 0x2
STAT_SAYS_ALL = not hasattr(os.stat_result, "st_flags") and os.name != "nt"
"""Whether a file's type is all that can speak against it here: no attributes beside the mode."""


class SkipRules:
    """The rules of one watched folder: the fixed ones and its own glob patterns.

    A pattern without '/' is matched against every name on the way, one with '/' against the path
    relative to the watched folder; letter case does not count.
    """

    def __init__(self, excludes: Sequence[str] = ()) -> None:
        names = [pattern.strip("/") for pattern in excludes if "/" not in pattern.strip("/")]
        paths = [pattern.strip("/") for pattern in excludes if "/" in pattern.strip("/")]
        self._names = _any_of(names)
        self._paths = _any_of(paths)
        self.plain_endings = frozenset() if excludes or not STAT_SAYS_ALL else _EXTENSIONS
        """An ordinary file whose name ends so needs no further look, unless it is hidden."""

    def folder_reason(self, name: str, path: str) -> str | None:
        """Why a folder called `name` at relative `path` is left out; None if it is walked."""
        low = name.lower()
        if low in _SYSTEM_FOLDERS:
            return SYSTEM_FOLDER
        if low.startswith("."):
            return HIDDEN
        if low.endswith(_PACKAGE_ENDINGS):
            return PACKAGE
        return self._excluded(name, path)

    def name_reason(self, name: str, path: str) -> str | None:
        """Why a file with the name of a photo is left out before it is looked at."""
        # With the extension of a photo, only the beginning can say that it is temporary.
        if name.startswith((".", "~$")):
            return HIDDEN if name[0] == "." else TEMPORARY
        return self._excluded(name, path)

    def _excluded(self, name: str, path: str) -> str | None:
        if self._names is not None and self._names.match(name):
            return EXCLUDED
        if self._paths is not None and self._paths.match(path):
            return EXCLUDED
        return None


def is_photo_name(name: str) -> bool:
    """Whether the name promises a photo."""
    dot = name.rfind(".")
    return dot > 0 and name[dot:].lower() in FORMAT_BY_EXTENSION


def file_reason(status: os.stat_result) -> str | None:
    """Why a file with this stat is left out; None for an ordinary local file."""
    if not stat.S_ISREG(status.st_mode):
        return NOT_A_FILE
    if STAT_SAYS_ALL:
        return None
    if getattr(status, "st_flags", 0) & _DATALESS:
        return ONLINE_ONLY
    attributes = getattr(status, "st_file_attributes", 0)
    if attributes & _RECALL:
        return ONLINE_ONLY
    return HIDDEN if attributes & _WINDOWS_HIDDEN else None


def _any_of(patterns: Sequence[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return re.compile("|".join(translate(pattern) for pattern in patterns), re.IGNORECASE)
