"""Leaves out of answers what is no longer on disk, and has the service look at its folder again.

The index knows of a deletion only when the service runs, and a search by fields never starts it.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.core.errors import PixloreError
from indexer.core.presence import FilePresence, root_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indexer.core.types import Hit
    from indexer.ipc.client import ServiceClient
    from indexer.search.engine import SearchEngine
    from indexer.search.ranked import Ranking
    from indexer.store.index_reader import IndexReader

log = logging.getLogger(__name__)

_MOST_S = 2.0
"""After so long the rest of a page is shown as the index has it."""
_LARGEST_PAGE = 1_000
_AGAIN_AFTER_S = 30.0


class AbsentFiles:
    """What one client saw to be gone. Any thread may use it."""

    def __init__(
        self, reader: IndexReader, engine: SearchEngine, service: Callable[[], ServiceClient]
    ) -> None:
        self._reader = reader
        self._engine = engine
        self._service = service
        self._presence = FilePresence()
        self._lock = threading.Lock()
        self._to_tell: set[str] = set()
        self._told: dict[str, float] = {}

    def hits(self, ranking: Ranking, limit: int) -> list[Hit]:
        """The first hits whose files are there or on a drive that is away, ranked without gaps."""
        found: list[Hit] = []
        at, size, end = 0, limit, time.monotonic() + _MOST_S
        while len(found) < limit and at < len(ranking):
            page = self._engine.hits(ranking, limit=size, offset=at)
            gone: set[str] = set()
            if time.monotonic() < end:
                gone = self.gone(hit.path for hit in page if hit.online)
            found += (hit for hit in page if hit.path not in gone)
            at += size
            size = min(size * 2, _LARGEST_PAGE)
        return [replace(hit, rank=rank) for rank, hit in enumerate(found[:limit], start=1)]

    def gone(self, paths: Iterable[str]) -> set[str]:
        """Which of these files (absolute paths) are gone; waits half a second at most."""
        roots = [folder.path for folder in self._reader.folders()]
        gone = self._presence.gone(paths, roots)
        with self._lock:
            self._to_tell |= {root for path in gone if (root := root_of(path, roots)) is not None}
        return gone

    def tell(self) -> None:
        """Have the service look again at the folders of what was gone; starts it where need be."""
        now = time.monotonic()
        with self._lock:
            due = [it for it in self._to_tell if now - self._told.get(it, -1e9) > _AGAIN_AFTER_S]
            self._told |= dict.fromkeys(due, now)
            self._to_tell.clear()
        try:
            for root in due:
                self._service().call("rescan", path=root)
        except PixloreError as error:  # what is gone stays left out; the next start scans anyway
            log.warning("The service was not told that files are gone: %s", error)
