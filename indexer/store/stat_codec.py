"""File stats as columns: `size, mtime_ns, inode, device, ctime_ns`."""

from __future__ import annotations

from indexer.core.types import FileStat

RANGE = 1 << 64
_HIGHEST = (1 << 63) - 1


def to_columns(stat: FileStat) -> tuple[int, int, int, int, int]:
    """The columns. File ids may use bit 63, SQLite's integers are signed: they wrap."""
    return stat.size, stat.mtime_ns, _signed(stat.inode), _signed(stat.device), stat.ctime_ns


def from_columns(size: int, mtime_ns: int, inode: int, device: int, ctime_ns: int) -> FileStat:
    """The stat that `to_columns` was given."""
    return FileStat(size, mtime_ns, inode % RANGE, device % RANGE, ctime_ns)


def _signed(number: int) -> int:
    return number - RANGE if number > _HIGHEST else number
