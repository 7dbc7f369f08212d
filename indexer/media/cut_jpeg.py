"""Reads a JPEG whose end is missing, and tells how much of the picture is there.

libjpeg fills what is missing. Where the data ends, what stands behind it decides the pixels: so
the picture is decoded twice, with different endings, and the rows that agree are the file's own.
"""

from __future__ import annotations

import io
import re
from random import Random
from typing import BinaryIO

from PIL import Image, ImageChops

from indexer.core.errors import CorruptPhoto

LEAST_SHARE = 0.75
"""Of the rows. A file of which nine tenths of the bytes are there shows at least so many: the
bytes of a picture are not spread evenly over its rows."""

END = b"\xff\xd9"
_NOISE_BYTES = 64 << 10
_START_OF_SCAN = b"\xff\xda"
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
_TOO_LITTLE = (
    "The image is damaged or incomplete (too much of its end is missing). "
    "Copy it again from the camera or a backup, then retry."
)


class Padded(io.RawIOBase):
    """A file with bytes behind its end. It does not own the file."""

    def __init__(self, file: BinaryIO, padding: bytes) -> None:
        super().__init__()
        self._file = file
        self._padding = padding
        self._size = file.seek(0, io.SEEK_END)
        self._position = 0

    def readable(self) -> bool:
        """Always true."""
        return True

    def seekable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` from the file, then from the padding; 0 behind both."""
        if self._position < self._size:
            self._file.seek(self._position)
            chunk = self._file.read(min(len(buffer), self._size - self._position))
        else:
            start = self._position - self._size
            chunk = self._padding[start : start + len(buffer)]
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the position."""
        end = self._size + len(self._padding)
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: end}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The position the next read starts at."""
        return self._position


def ends_in_pixels(tail: bytes) -> bool:
    """Whether a JPEG ends in the data of its pixels, told by its last bytes.

    A marker would end that data; what programs append behind it (films, other pictures) has some.
    """
    data = tail[tail.rfind(_START_OF_SCAN) + 1 :]
    return _MARKER.search(data) is None


def ended(file: BinaryIO) -> BinaryIO:
    """The file as if it had its end marker."""
    return io.BufferedReader(Padded(file, END))


def ended_with_noise(file: BinaryIO) -> BinaryIO:
    """The file with other pixels behind its end."""
    noise = Random(1).randbytes(_NOISE_BYTES).replace(b"\xff", b"\x7f")  # noqa: S311
    # A zero first: the file may end in half of a marker.
    return io.BufferedReader(Padded(file, b"\0" + noise + END))


def check_rows(picture: Image.Image, other: Image.Image) -> None:
    """Raise `CorruptPhoto` when two decodings with different endings agree in too few rows."""
    box = ImageChops.difference(picture, other).getbbox()
    if box is not None and box[1] < LEAST_SHARE * picture.height:
        raise CorruptPhoto(_TOO_LITTLE)


def check_scans(file: BinaryIO) -> None:
    """Raise `CorruptPhoto` when the last pass over the brightness of a progressive JPEG is missing.

    Such a file holds the picture several times, each time finer; the last pass is a third to a
    half of its bytes.
    """
    file.seek(0)
    content = file.read()
    at = content.find(_START_OF_SCAN)
    while at >= 0:
        if _is_last_of_brightness(content[at + 4 : at + 10]):
            return
        at = content.find(_START_OF_SCAN, at + 2)
    raise CorruptPhoto(_TOO_LITTLE)


def _is_last_of_brightness(header: bytes) -> bool:
    """Whether a scan of one component finishes the fine structure of the first one."""
    # count, component, tables, first and last coefficient, bits before and from now on missing
    return len(header) == 6 and header[0] == 1 and header[4] == 63 and header[5] & 0x0F == 0
