"""What a scan leaves out of a watched folder, and under which name it counts it."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

from indexer.core.formats import FORMAT_BY_EXTENSION
from indexer.pipeline.exclude_patterns import ExcludePatterns

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
TRASH = "trash"
SNAPSHOT = "snapshots of a drive"
NO_MEDIA = "marked with .nomedia"

NO_MEDIA_MARK = b".nomedia"
"""A file of this name says: what is in this folder and below it is not for galleries (Android)."""

_TRASH_FOLDERS = frozenset(
    {
        "$recycle.bin",
        "recycler",
        "recycled",
        "recycle bin",
        "network recycle bin",
        "network trash folder",
        "#recycle",
        "@recycle",
        "trashbox",
        ".recycle",
        ".trash",
        ".trashes",
        ".trashed",
        ".trash-can",
    }
)
_SNAPSHOT_FOLDERS = frozenset(
    {
        "#snapshot",
        "@snapshot",
        "@snapshots",
        "@recently-snapshot",
        "@sharesnap",
        "~snapshot",
        ".snapshot",
        ".snapshots",
        ".zfs",
        ".ckpt",
        ".stversions",
        ".mobilebackups",
    }
)
_SYSTEM_FOLDERS = frozenset(
    {
        "system volume information",
        "lost+found",
        "found.000",
        "lost.dir",
        "@eadir",
        "@tmp",
        "@__thumb",
        ".@__thumb",
        ".@__desc",
        ".@upload_cache",
        "temporary items",
        "node_modules",
        "__pycache__",
    }
)
_TRASH_OF_A_USER = re.compile(r"\.trash-\d+$")
_SNAPSHOT_OF_A_TIME = re.compile(r"@gmt-\d{4}\.\d\d\.\d\d-\d\d\.\d\d\.\d\d$")
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
    """The rules of one watched folder: the fixed ones and its own `ExcludePatterns`."""

    def __init__(self, excludes: Sequence[str] = ()) -> None:
        self._excludes = ExcludePatterns(excludes) if excludes else None
        self.plain_endings = frozenset() if excludes or not STAT_SAYS_ALL else _EXTENSIONS
        """An ordinary file whose name ends so needs no further look, unless it is hidden."""

    def folder_reason(self, name: str, path: str) -> str | None:
        """Why a folder called `name` at relative `path` is left out; None if it is walked."""
        low = name.lower()
        kept_by_system = _reason_of_system(low)
        if kept_by_system is not None:
            return kept_by_system
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
        if self._excludes is not None and self._excludes.match(name, path):
            return EXCLUDED
        return None


def no_media_above(root: str, path: str) -> str | None:
    """The folder at or above the relative `path` that is marked with .nomedia; None without one."""
    while True:
        folder = os.path.join(root, path) if path else root  # noqa: PTH118 - any bytes
        if os.path.lexists(os.path.join(folder, os.fsdecode(NO_MEDIA_MARK))):  # noqa: PTH118
            return path
        if not path:
            return None
        path = path.rpartition("/")[0]


def _reason_of_system(low: str) -> str | None:
    if low in _TRASH_FOLDERS or _TRASH_OF_A_USER.match(low):
        return TRASH
    if low in _SNAPSHOT_FOLDERS or _SNAPSHOT_OF_A_TIME.match(low):
        return SNAPSHOT
    return SYSTEM_FOLDER if low in _SYSTEM_FOLDERS else None


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
