"""Files that are whole, or known not to be: by a CRC-32 of all that was written."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

_CHUNK = 1 << 20


class CheckedSink:
    """Writes to a file, and adds up what it wrote."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.checksum = 0
        self.error: OSError | None = None
        """What stopped it: faiss only says that it was stopped."""

    def write(self, data: bytes) -> int:
        """Write all of it; raises OSError."""
        self.checksum = zlib.crc32(data, self.checksum)
        try:
            return self._file.write(data)
        except OSError as error:
            self.error = error
            raise


def is_whole(path: Path, checksum: int) -> bool:
    """Whether a file is what was written. Reads all of it: 0.2 s for 140 MB.

    Raises:
        OSError: there is none, or it cannot be read.
    """
    found = 0
    with path.open("rb") as file:
        while data := file.read(_CHUNK):
            found = zlib.crc32(data, found)
    return found == checksum
