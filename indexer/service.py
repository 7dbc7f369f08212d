"""The background service: wires store, pipeline, worker and socket; stops them in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.core.paths import LibraryPaths


def run_service(paths: LibraryPaths, *, idle_exit_s: float | None = None) -> int:
    """Serve a library until SIGTERM, SIGINT, `shutdown` or idleness; the exit code.

    0: stopped on request, or another service of this library already runs. 1: it cannot start.
    """
    raise NotImplementedError
