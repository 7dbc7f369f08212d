"""Opens photos: read-only, never blocking on a pipe, leaving access times alone where allowed."""

from __future__ import annotations

import errno
import io
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Self

from indexer.core.errors import FileUnavailable, NotAPhoto, PhotoTooLarge, PixloreError
from indexer.core.formats import MAX_FILE_BYTES
from indexer.core.types import FileStat

if TYPE_CHECKING:
    from types import TracebackType

_BASE_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_NO_ACCESS_TIME = getattr(os, "O_NOATIME", 0)
_READ_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A photo's bytes and what `fstat` said of them. Closing it is the opener's job.

    On POSIX `descriptor` is open read-only and `content` is empty; on Windows, where a descriptor
    cannot be handed on and an open file cannot be renamed, `content` holds the whole file.
    """

    stat: FileStat
    descriptor: int | None = None
    content: bytes = b""

    def reader(self) -> BinaryIO:
        """A seekable stream over the bytes with its own position; closing it leaves this open."""
        if self.descriptor is None:
            return io.BytesIO(self.content)
        return io.BufferedReader(DescriptorReader(self.descriptor), _READ_BUFFER)

    def close(self) -> None:
        """Close the descriptor, if there is one."""
        if self.descriptor is not None:
            os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class DescriptorReader(io.RawIOBase):
    """Reads a descriptor by position: two readers of one open file do not disturb each other.

    It does not own the descriptor: closing the reader leaves it open. POSIX only.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._position = 0

    def readable(self) -> bool:
        """Always true."""
        return True

    def seekable(self) -> bool:
        """Always true: only regular files are opened."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` from the current position; 0 at the end of the file."""
        chunk = os.pread(self._descriptor, len(buffer), self._position)
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the position; `OSError` for one before the start, as files do."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """The position the next read starts at."""
        return self._position

    @property
    def _size(self) -> int:
        return os.fstat(self._descriptor).st_size


def open_photo(path: str) -> OpenedFile:
    """Open the file at `path` read-only; the caller closes it.

    A symbolic link is followed: whether links count is the scanner's decision. Raises
    `FileUnavailable` (missing, no permission, drive error), `NotAPhoto` (a folder, pipe, socket or
    device) or `PhotoTooLarge` (more than `MAX_FILE_BYTES`), each with a sentence for the user.
    """
    try:
        descriptor = _open_descriptor(path)
    except OSError as error:
        raise _why(error) from error
    try:
        return _checked(descriptor)
    except BaseException:
        os.close(descriptor)
        raise


def _open_descriptor(path: str) -> int:
    try:
        return os.open(path, _BASE_FLAGS | _NO_ACCESS_TIME)
    except PermissionError:
        if not _NO_ACCESS_TIME:
            raise
        return os.open(path, _BASE_FLAGS)  # only a file's owner may leave its access time alone


def _checked(descriptor: int) -> OpenedFile:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise NotAPhoto(f"This is {_kind_of(status.st_mode)}, not a photo file.")
    if status.st_size > MAX_FILE_BYTES:
        raise PhotoTooLarge(
            f"The file has {status.st_size / 1e9:.1f} GB; Pixlore reads photos up to "
            f"{MAX_FILE_BYTES / 1e9:.1f} GB."
        )
    facts = FileStat.of(status)
    if os.name != "nt":
        return OpenedFile(facts, descriptor)
    with os.fdopen(descriptor, "rb", closefd=True) as file:
        return OpenedFile(facts, None, file.read(MAX_FILE_BYTES + 1))


def _kind_of(mode: int) -> str:
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((name for test, name in kinds if test(mode)), "a special file")


def _why(error: OSError) -> PixloreError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return FileUnavailable("The file is no longer there.")
    if isinstance(error, IsADirectoryError):
        return NotAPhoto("This is a folder, not a photo file.")
    if isinstance(error, PermissionError):
        return FileUnavailable("You may not read this file. Change its permissions, then retry.")
    if error.errno == errno.ELOOP:
        return FileUnavailable("The link leads back to itself.")
    if error.errno == errno.ENXIO:
        return NotAPhoto("This is a socket or pipe, not a photo file.")
    if error.errno == errno.ENAMETOOLONG:
        return FileUnavailable("The file's path is too long to open.")
    reason = error.strerror or "unknown error"
    return FileUnavailable(f"The file cannot be read ({reason}). Check the drive, then retry.")
