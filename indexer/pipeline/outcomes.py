"""What the opener and the workers say of a photo, and what follows from it. Writer thread only."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from indexer.core.errors import EnvironmentFault, PhotoError
from indexer.core.types import FileStat
from indexer.pipeline.deaths import MOST_TRIES, Deaths
from indexer.pipeline.folder_filters import TOO_SMALL, TOO_SMALL_KIND
from indexer.pipeline.throttle import PauseReason
from indexer.store.records import IndexedPhoto, RereadPhoto

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexer.core.types import PhotoMetadata, PhotoResult, SpaceId, Vector
    from indexer.pipeline.flow_needs import FlowNeeds
    from indexer.pipeline.models import ModelSpaces
    from indexer.pipeline.opener import Claim, NotOpened, Opened
    from indexer.pipeline.traffic import Traffic
    from indexer.worker.events import PhotoDone, PhotoFailed, PhotoReread, WorkerDied

log = logging.getLogger(__name__)


class Outcomes:
    """Turns news of photos into results, failures and second tries. Never touches the index."""

    def __init__(self, traffic: Traffic, needs: FlowNeeds) -> None:
        self._traffic = traffic
        self._needs = needs
        self._deaths = Deaths()

    def not_opened(self, news: NotOpened) -> None:
        """A claimed photo could not be opened or read."""
        claim = news.claim
        if claim.only_metadata:
            self._traffic.source.give_up(claim.photo.photo_id)
        if claim.is_indexed or not os.path.lexists(claim.path):
            self.changed_meanwhile(claim)
        elif isinstance(news.error, PhotoError | EnvironmentFault):
            self._traffic.fail(claim, news.error.kind, str(news.error))
        else:
            self.changed_meanwhile(claim)

    def done(self, event: PhotoDone, spaces: ModelSpaces) -> None:
        """A worker embedded a photo."""
        opened = self._traffic.with_worker.pop(event.photo_id, None)
        if opened is None:
            return
        self._deaths.note_progress()
        if not _still_there(opened):
            self._gone_meanwhile(opened)
        elif self._is_too_small(opened, event.result):
            self._traffic.fail(opened.claim, TOO_SMALL_KIND, TOO_SMALL)
            self._traffic.free_twins(opened)
        else:
            self._keep(opened, event.result, spaces)

    def reread(self, event: PhotoReread) -> None:
        """A worker read the metadata of an indexed photo again."""
        opened = self._traffic.with_worker.pop(event.photo_id, None)
        if opened is None:
            return
        self._deaths.note_progress()
        if _still_there(opened):
            self._keep_metadata(opened, event.metadata)
        else:
            self._gone_meanwhile(opened)

    def failed(self, event: PhotoFailed) -> None:
        """A worker could not decode or embed a photo."""
        opened = self._traffic.with_worker.pop(event.photo_id, None)
        if opened is None:
            return
        self._deaths.note_progress()
        self._traffic.free_twins(opened)
        claim = opened.claim
        if claim.only_metadata and isinstance(event.error, PhotoError):
            self._keep_metadata(opened, None)
        elif claim.is_indexed:
            self._give_up(claim)
        elif isinstance(event.error, PhotoError) or claim.photo.attempts + 1 >= MOST_TRIES:
            self._traffic.fail(claim, event.error.kind, str(event.error))
        else:
            self._traffic.give_back(
                [claim], count_attempt=True, retry_in_s=self._needs.timings.suspect_retry_s
            )

    def worker_died(self, event: WorkerDied) -> None:
        """A worker ended with photos in its hands. Only one that was being decoded is blamed."""
        with_worker = self._traffic.with_worker
        owed = [
            opened
            for photo_id in (*event.decoding, *event.embedding, *event.waiting)
            if (opened := with_worker.pop(photo_id, None)) is not None
        ]
        for opened in owed:
            self._traffic.free_twins(opened)
        if event.expected:
            self._traffic.give_back(opened.claim for opened in owed)
            return
        log.warning("A worker died: %s", event.reason)
        blamed = set(event.decoding if event.overdue is None else (event.overdue,))
        self._traffic.give_back(
            each.claim for each in owed if each.claim.photo.photo_id not in blamed
        )
        on_trial = [each.claim for each in owed if each.claim.photo.photo_id in blamed]
        if self._try_again_or_quarantine(on_trial, event.reason):
            self._deaths.note_progress()
        else:
            self.count_death(event.reason)

    def count_death(self, reason: str) -> None:
        """A worker died, or did not start; too many of them in a row pause indexing."""
        if self._deaths.note_death():
            self._needs.throttle.pause(PauseReason.WORKER, reason)

    def changed_meanwhile(self, claim: Claim) -> None:
        """The file is not what was scanned: scan its directory again before trying again."""
        self._traffic.release([claim.photo.photo_id], retry_in_s=self._needs.timings.settle_s)
        self._look_again(claim)

    def _gone_meanwhile(self, opened: Opened) -> None:
        self._traffic.free_twins(opened)
        self._traffic.give_back([opened.claim], retry_in_s=self._needs.timings.settle_s)
        self._look_again(opened.claim)

    def _look_again(self, claim: Claim) -> None:
        self._needs.look_again(claim.photo.folder_id, claim.photo.path)

    def _keep(self, opened: Opened, result: PhotoResult, spaces: ModelSpaces) -> None:
        indexed = IndexedPhoto(
            photo_id=opened.claim.photo.photo_id,
            stat=opened.claim.photo.stat,
            content_id=opened.content_id,
            metadata=result.metadata,
            vectors=_vectors(result, spaces),
            suspect=result.suspect,
            sidecars=opened.claim.photo.sidecars,
        )
        batch = self._traffic.batch
        if opened.claim.is_indexed:
            batch.rebuilt.append(indexed)
        else:
            batch.indexed.append(indexed)
            batch.thumbnails[opened.content_id] = result.thumbnail

    def _keep_metadata(self, opened: Opened, metadata: PhotoMetadata | None) -> None:
        photo = opened.claim.photo
        self._traffic.batch.reread.append(
            RereadPhoto(photo.photo_id, photo.stat, opened.content_id, metadata, photo.sidecars)
        )

    def _try_again_or_quarantine(self, claims: Iterable[Claim], reason: str) -> int:
        """Put photos that may have killed the worker on trial alone; how many are convicted."""
        convicted = 0
        for claim in claims:
            if self._tries(claim) + 1 < MOST_TRIES:
                self._traffic.give_back([claim], count_attempt=True)
                continue
            convicted += 1
            if claim.is_indexed:
                self._give_up(claim)
            else:
                sentence = f"Reading this file ends the reader: {reason}"
                self._traffic.fail(claim, "PhotoQuarantined", sentence)
        return convicted

    def _tries(self, claim: Claim) -> int:
        if not claim.is_indexed:
            return claim.photo.attempts
        self._deaths.rebuild_tries[claim.photo.photo_id] += 1
        return self._deaths.rebuild_tries[claim.photo.photo_id] - 1

    def _give_up(self, claim: Claim) -> None:
        self._traffic.source.give_up(claim.photo.photo_id)
        self._traffic.give_back([claim])

    def _is_too_small(self, opened: Opened, result: PhotoResult) -> bool:
        folder = self._needs.folders().get(opened.claim.photo.folder_id)
        shorter = min(result.metadata.width, result.metadata.height)
        return folder is not None and shorter < folder.min_side


def _vectors(result: PhotoResult, spaces: ModelSpaces) -> dict[SpaceId, Vector]:
    vectors = result.vectors
    if vectors is None:
        return {}
    by_space = {spaces.joint.id: vectors.joint}
    if spaces.visual is not None and vectors.visual is not None:
        by_space[spaces.visual.id] = vectors.visual
    return by_space


def _still_there(opened: Opened) -> bool:
    """Whether the path still leads to the bytes that were decoded."""
    try:
        status = os.stat(opened.claim.path)  # noqa: PTH116 - names may be any bytes
    except OSError:
        return False
    seen, now = opened.claim.photo.stat, FileStat.of(status)
    return (seen.size, seen.mtime_ns) == (now.size, now.mtime_ns)
