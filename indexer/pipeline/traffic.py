"""Every photo that is on its way through the worker, and where on the way it is.

Only memory: what the index must be told is kept here until `PhotoFlow` tells it, so that a full
disk loses nothing of it. Writer thread only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexer.pipeline.batch import Batch
from indexer.store.records import FailedPhoto

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.core.types import PhotoId
    from indexer.pipeline.claims import ClaimSource
    from indexer.pipeline.opener import Claim, Opened

_LONGEST_RETRY_S = 60.0


@dataclass(frozen=True, slots=True)
class Return:
    """A photo that a worker was given and that goes back to the queue without a result."""

    claim: Claim
    count_attempt: bool = False
    retry_in_s: float | None = None


class Twins:
    """Copies of a photo that the worker has: they wait for its result."""

    def __init__(self) -> None:
        self._waiting: dict[bytes, list[Opened]] = {}

    def __len__(self) -> int:
        return sum(len(waiting) for waiting in self._waiting.values())

    def joins(self, opened: Opened) -> bool:
        """Whether this photo waits for another with its content; if not, others wait for it."""
        if opened.content_id in self._waiting and not opened.claim.is_indexed:
            self._waiting[opened.content_id].append(opened)
            return True
        self._waiting.setdefault(opened.content_id, [])
        return False

    def take(self, content_id: bytes) -> list[Opened]:
        """Those that waited for this content; they wait no more."""
        return self._waiting.pop(content_id, [])


@dataclass(slots=True)
class Traffic:
    """The photos on the way. One leaves by being stored or by `release`."""

    source: ClaimSource
    claims: dict[PhotoId, Claim] = field(default_factory=dict)
    """Every photo on the way, so that none is claimed twice."""
    with_worker: dict[PhotoId, Opened] = field(default_factory=dict)
    twins: Twins = field(default_factory=Twins)
    batch: Batch = field(default_factory=Batch)
    returns: list[Return] = field(default_factory=list)

    @property
    def is_drained(self) -> bool:
        """Whether everything claimed is finished and only waits to be stored."""
        return 0 < len(self.batch) >= len(self.claims) - len(self.twins)

    def fail(self, claim: Claim, kind: str, reason: str) -> None:
        """The photo cannot be indexed."""
        photo = claim.photo
        self.batch.failed.append(FailedPhoto(photo.photo_id, kind, reason, photo.stat))

    def give_back(
        self,
        claims: Iterable[Claim],
        *,
        count_attempt: bool = False,
        retry_in_s: float | None = None,
    ) -> None:
        """The worker has no result for these; an attempt counts only for pending photos."""
        self.returns += [
            Return(claim, count_attempt and not claim.is_indexed, retry_in_s) for claim in claims
        ]

    def free_twins(self, opened: Opened) -> None:
        """The worker has no result for this content: its copies try for themselves."""
        self.release(twin.claim.photo.photo_id for twin in self.twins.take(opened.content_id))

    def release(self, photo_ids: Iterable[PhotoId], retry_in_s: float | None = None) -> None:
        """These are on the way no more; claim them again in `retry_in_s` at the earliest."""
        for photo_id in photo_ids:
            self.claims.pop(photo_id, None)
            if retry_in_s is not None:
                self.source.defer(photo_id, min(retry_in_s, _LONGEST_RETRY_S))
