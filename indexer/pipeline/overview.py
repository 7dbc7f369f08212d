"""The library as the writer last saw it, counted no more often than that is cheap."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from indexer.pipeline.models import known_spaces
from indexer.pipeline.surroundings import Snapshot
from indexer.store import counting

if TYPE_CHECKING:
    from indexer.pipeline.models import Models
    from indexer.pipeline.photo_flow import PhotoFlow
    from indexer.store.library import Library

_REST_FOR_WORK = 10
"""Counting a large library takes a while: it may take a tenth of the time at most."""


class Overview:
    """Keeps a snapshot for the status. The writer thread looks; any thread may read `snapshot`.

    Args:
        models: which models are asked for.
        every_s: seconds from one look to the next, at least.
    """

    def __init__(self, models: Models, every_s: float) -> None:
        self._models = models
        self._every_s = every_s
        self._stale = True
        self._next_look = 0.0
        self._was_busy = False
        self.snapshot = Snapshot()

    def note_change(self) -> None:
        """The library is no longer what the snapshot says."""
        self._stale = True

    def refresh(self, library: Library, flow: PhotoFlow) -> bool:
        """Look again when it is time to; whether there was something new to see."""
        now = time.monotonic()
        # Who waits for the last photo must not wait for the next look, too.
        just_finished = self._was_busy and not flow.is_busy
        self._was_busy = flow.is_busy
        is_due = now >= self._next_look or just_finished
        if not (is_due and (self._stale or flow.is_busy)):
            return False
        self._stale = flow.is_busy
        before = self.snapshot
        self.look(library, flow)
        spent = time.monotonic() - now
        self._next_look = now + max(self._every_s, _REST_FOR_WORK * spent)
        return self.snapshot != before

    def look(self, library: Library, flow: PhotoFlow) -> None:
        """Count now."""
        by_folder = library.index.counts_by_folder()
        described = flow.description
        self.snapshot = Snapshot(
            counts=counting.total(by_folder.values()),
            by_folder=by_folder,
            searched=_embedded(library, self._models.active),
            target_searched=_embedded(library, self._models.target),
            rate_per_s=round(flow.meter.per_second(), 2),
            is_busy=flow.is_busy,
            device=described.device if described else "",
            precision=described.precision if described else "",
        )


def _embedded(library: Library, model: str) -> int:
    """Photos with a vector of a model."""
    spaces = known_spaces(library.index, model)
    return library.index.spaces.embedded(spaces.joint.id) if spaces else 0
