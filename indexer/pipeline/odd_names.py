"""Files whose names do not say that they are photos, and whose first bytes do.

Only names that could be a picture's are opened, for their first bytes; what was found is
remembered by the file's stat, and a folder full of other files is not read through.
"""

from __future__ import annotations

import os
import re
import threading
from typing import TYPE_CHECKING

from indexer.core.errors import PixloreError
from indexer.core.formats import FORMAT_BY_EXTENSION
from indexer.core.opening import open_photo
from indexer.core.types import changed_ns
from indexer.media.sniff import HEAD_BYTES, sniff_family

if TYPE_CHECKING:
    from indexer.store.records import Trace

_KNOWN = "|".join(ending[1:] for ending in sorted(FORMAT_BY_EXTENSION, key=len, reverse=True))
_COULD_BE = re.compile(
    rf"[^.]+|.+\.pjpe?g?|"
    rf".+\.(?:{_KNOWN})(?:[~_:;@!\-(? ].*|\.(?:bak|old|orig|original|backup|\d+))",
    re.IGNORECASE,
)
"""No ending at all; a known one with more behind it (.jpg_large, .jpeg~, .jpg.bak); .pjpeg."""
_SURE = frozenset({"JPEG", "PNG", "GIF", "WEBP", "TIFF", "AVIF", "HEIF"})
"""Not BMP and JPEG XL: two letters at the start of a file do not make it a picture."""
_MOST_MISSES = 200
"""After so many files of a folder that are no pictures, one after another, its rest is none."""
_MOST_REMEMBERED = 200_000


def could_be_photo(name: str) -> bool:
    """Whether a file of this name, which promises no photo, is worth a look."""
    return _COULD_BE.fullmatch(name) is not None


class OddNames:
    """Looks into files and remembers what they are. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Trace, bool] = {}

    def is_photo(self, path: str, status: os.stat_result) -> bool:
        """Whether the file at `path` with this stat begins like a photo."""
        key = (
            os.fsencode(path),
            status.st_size,
            status.st_mtime_ns,
            status.st_ino,
            changed_ns(status),
        )
        with self._lock:
            known = self._known.get(key)
        if known is None:
            known = begins_like_photo(path)
            with self._lock:
                if len(self._known) >= _MOST_REMEMBERED:
                    self._known.clear()
                self._known[key] = known
        return known


class Patience:
    """How much longer a folder's odd files are looked into."""

    def __init__(self) -> None:
        self._misses = 0

    @property
    def is_over(self) -> bool:
        """Whether the rest of the folder is taken for no photos."""
        return self._misses >= _MOST_MISSES

    def note(self, *, is_photo: bool) -> None:
        """Count a file that was looked into."""
        self._misses = 0 if is_photo else self._misses + 1


def begins_like_photo(path: str) -> bool:
    """Whether the first bytes of a file are those of a photo; False when it cannot be read."""
    try:
        with open_photo(path) as source, source.reader() as file:
            return sniff_family(file.read(HEAD_BYTES)) in _SURE
    except (PixloreError, OSError):
        return False
