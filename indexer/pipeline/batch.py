"""Finished photos that wait to be stored, and how fast they come."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexer.core.types import PhotoId
    from indexer.store.records import FailedPhoto, IndexedPhoto, RereadPhoto

BATCH_PHOTOS = 64
_RATE_WINDOW_S = 30.0
_FIRST_WAIT_S = 0.125


@dataclass(slots=True)
class Batch:
    """Results of photos, stored together in one transaction."""

    indexed: list[IndexedPhoto] = field(default_factory=list)
    failed: list[FailedPhoto] = field(default_factory=list)
    rebuilt: list[IndexedPhoto] = field(default_factory=list)
    """Photos indexed before that got vectors of another model."""
    reread: list[RereadPhoto] = field(default_factory=list)
    """Photos indexed before whose metadata was read again."""
    thumbnails: dict[bytes, bytes] = field(default_factory=dict)
    started_at: float | None = None

    def __len__(self) -> int:
        return len(self.indexed) + len(self.failed) + len(self.rebuilt) + len(self.reread)

    def photo_ids(self) -> Iterator[PhotoId]:
        """Every photo in it."""
        yield from (photo.photo_id for photo in self.finished())
        yield from (photo.photo_id for photo in self.failed)

    def finished(self) -> Iterator[IndexedPhoto | RereadPhoto]:
        """Every photo that did not fail."""
        yield from self.indexed
        yield from self.rebuilt
        yield from self.reread

    def is_due(self, commit_s: float) -> bool:
        """Whether it is full, or its oldest photo has waited for `commit_s`."""
        if not len(self):
            return False
        if self.started_at is None:
            self.started_at = time.monotonic()
        return len(self) >= BATCH_PHOTOS or time.monotonic() - self.started_at >= commit_s


class CommitPace:
    """How long finished photos wait to be stored together: the first ones hardly at all.

    Someone who has just added a folder looks at an empty window until something is stored; later
    on, longer batches cost the disk less.
    """

    def __init__(self, longest_s: float) -> None:
        self._longest_s = longest_s
        self.begin_again()

    def begin_again(self) -> None:
        """Nothing is left to do: what comes next is looked forward to again."""
        self.wait_s = min(_FIRST_WAIT_S, self._longest_s)

    def stored(self) -> None:
        """Wait twice as long from now on, up to the longest wait."""
        self.wait_s = min(2 * self.wait_s, self._longest_s)


class RateMeter:
    """Photos a second over the last half minute."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int]] = deque()
        self._started_at: float | None = None

    def add(self, count: int) -> None:
        """So many photos are stored now."""
        self._counts.append((time.monotonic(), count))

    def begin(self) -> None:
        """Work begins now, unless it has begun already."""
        if self._started_at is None:
            self._started_at = time.monotonic()

    def rest(self) -> None:
        """Nothing is left to do: the next photos start a new measurement."""
        self._counts.clear()
        self._started_at = None

    def per_second(self) -> float:
        """The rate; 0 while nothing is done."""
        now = time.monotonic()
        while self._counts and now - self._counts[0][0] > _RATE_WINDOW_S:
            self._counts.popleft()
        if self._started_at is None or not self._counts:
            return 0.0
        seconds = min(_RATE_WINDOW_S, now - self._started_at)
        return sum(count for _, count in self._counts) / max(seconds, 0.1)
