"""One line on a terminal that says how far indexing is; silent when nobody looks."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, TextIO

from indexer.api import ServiceState

if TYPE_CHECKING:
    from indexer.api import ServiceStatus

_BAR_CELLS = 24
_ERASE_LINE = "\r\x1b[K"


class ProgressLine:
    """Draws over itself on standard error, if that is a terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty()

    def show(self, text: str) -> None:
        """Replace the line."""
        if self._shown:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(_ERASE_LINE + text[:width])
            self._stream.flush()

    def clear(self) -> None:
        """Leave the line empty for what is printed next."""
        if self._shown:
            self._stream.write(_ERASE_LINE)
            self._stream.flush()


def describe(status: ServiceStatus, pending: int, total: int) -> str:
    """`status` in one line, counting `total` photos of which `pending` wait.

    Like `[#####-------------------] 1,200 of 4,800 photos  41.3/s  1 min 27 s left`.
    """
    if status.state is ServiceState.SCANNING and not pending:
        return f"Looking for photos: {total:,} found"
    done = total - pending
    filled = _BAR_CELLS * done // max(total, 1)
    bar = "#" * filled + "-" * (_BAR_CELLS - filled)
    parts = [f"[{bar}] {done:,} of {total:,} photos"]
    if status.progress.rate_per_s > 0:
        parts.append(f"{status.progress.rate_per_s:.1f}/s")
    if status.progress.eta_s is not None:
        parts.append(f"{duration(status.progress.eta_s)} left")
    return "  ".join(parts)


def duration(seconds: float) -> str:
    """`45 s`, `1 min 27 s`, `2 h 5 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
