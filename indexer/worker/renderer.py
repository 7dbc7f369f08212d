"""Shows a photo full-size without trusting it: decoding happens in a process without torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class RenderedPhoto:
    """Upright sRGB pixels: `rgb` holds `width * height * 3` bytes, rows from the top, no padding."""

    width: int
    height: int
    rgb: bytes


class PhotoRenderer:
    """Decodes photos in a process of its own, started at the first `render`.

    Thread-safe: calls from several threads are answered one after another.
    """

    def __init__(self, *, command: Sequence[str] | None = None) -> None:
        """`command` replaces `launch.worker_command()` in tests."""
        raise NotImplementedError

    def render(self, path: str, max_side: int, *, timeout_s: float = 20.0) -> RenderedPhoto:
        """The photo at `path`, its longer side at most `max_side` pixels (never enlarged).

        Raises `FileUnavailable`, a `PhotoError` (`PhotoQuarantined` when decoding killed the
        process or ran out of time; the next call starts a fresh one) or `WorkerUnavailable`.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End the process; idempotent. A later `render` raises `WorkerUnavailable`."""
        raise NotImplementedError
