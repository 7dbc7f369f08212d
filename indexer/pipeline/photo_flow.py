"""The way of a photo: claimed, opened, given to a worker, stored. Runs in the writer thread.

`_claims` names every photo on the way, so that none is claimed twice. A photo leaves by being
stored or by `_release`, after which the queue offers it again if it still needs work.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.core.errors import EnvironmentFault, PhotoError
from indexer.core.formats import format_of
from indexer.pipeline.batch import Batch, RateMeter
from indexer.pipeline.claims import ClaimSource
from indexer.pipeline.deaths import MOST_TRIES, Deaths
from indexer.pipeline.models import ModelSpaces, known_spaces, make_spaces
from indexer.pipeline.opener import Claim, NotOpened, Opened
from indexer.pipeline.throttle import PauseReason
from indexer.store.records import FailedPhoto, Fingerprint, IndexedPhoto
from indexer.worker.events import (
    LOCAL_DEADLINE_S,
    NETWORK_DEADLINE_S,
    PhotoDone,
    PhotoFailed,
    PhotoJob,
    WorkerDied,
    WorkerUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from indexer.core.config import Timings
    from indexer.core.types import FolderId, PhotoId, PhotoResult, SpaceId, Vector, WatchedFolder
    from indexer.pipeline.models import Models
    from indexer.pipeline.opener import Opener
    from indexer.pipeline.throttle import Throttle
    from indexer.pipeline.worker_keeper import WorkerReady
    from indexer.store.library import Library
    from indexer.worker.events import WorkerDescription, WorkerEvent
    from indexer.worker.supervisor import Worker

log = logging.getLogger(__name__)

_LONGEST_RETRY_S = 60.0


@dataclass(frozen=True, slots=True)
class FlowNeeds:
    """What the flow takes from the rest of the service."""

    models: Models
    opener: Opener
    throttle: Throttle
    timings: Timings
    folders: Callable[[], dict[FolderId, WatchedFolder]]
    """The watched folders whose drives are there."""
    is_remote: Callable[[FolderId], bool]
    look_again: Callable[[FolderId, str], None]
    """A photo changed since it was scanned: list its directory again."""
    on_stored: Callable[[int], None]
    """So many photos were stored."""


class PhotoFlow:
    """Moves photos through the worker into the index. Writer thread only."""

    def __init__(self, library: Library, needs: FlowNeeds) -> None:
        self._library = library
        self._needs = needs
        self._claims: dict[PhotoId, Claim] = {}
        self._source = ClaimSource(library.index, needs.models, needs.folders)
        self._fresh: list[Opened] = []
        self._to_send: deque[Opened] = deque()
        self._with_worker: dict[PhotoId, Opened] = {}
        self._twins: dict[bytes, list[Opened]] = {}
        """By content that a worker has: copies of it that wait for its result."""
        self._ready: dict[str, tuple[Worker, ModelSpaces]] = {}
        self._batch = Batch()
        self._deaths = Deaths()
        self.meter = RateMeter()
        self.description: WorkerDescription | None = None

    @property
    def is_busy(self) -> bool:
        """Whether any photo is on the way."""
        return bool(self._claims)

    def recover(self) -> None:
        """Take back what the last service had given to a worker when it was killed."""
        left = [intent.photo_id for intent in self._library.index.queue.intents()]
        if left:
            log.info("%d photos were being indexed when the service ended", len(left))
            self._library.index.queue.give_back(left, count_attempt=False)

    def step(self) -> None:
        """Do what can be done now. Call often; raises DiskFull when nothing can be stored."""
        self._sort_fresh()
        if self._batch.is_due(self._needs.timings.commit_s) or self._is_drained:
            self.store()
        if self._needs.throttle.current() is None:
            self._claim()
            self._send()
        if self._with_worker:
            self.meter.begin()
        elif not self.is_busy:
            self.meter.rest()

    def wake(self) -> None:
        """The index or the set of reachable folders changed: there may be work again."""
        self._source.look_again()

    def is_rebuilt(self, model: str) -> bool:
        """Whether no reachable photo lacks this model's vectors."""
        return self._source.is_rebuilt(model)

    def stop(self) -> None:
        """Store what is finished; what is not stays pending."""
        try:
            self.store()
        finally:
            for opened in (*self._fresh, *self._to_send):
                opened.source.close()

    # News from the opener and the workers

    def take_opened(self, opened: Opened | NotOpened) -> None:
        """A claimed photo was opened, or not."""
        if isinstance(opened, NotOpened):
            self._take_not_opened(opened)
        elif _same_file(opened.claim, opened):
            self._fresh.append(opened)
        else:
            opened.source.close()
            self._changed_meanwhile(opened.claim)

    def take_ready(self, ready: WorkerReady) -> None:
        """A worker has loaded its model, or could not."""
        if ready.description is None:
            self._count_death(str(ready.error))
            return
        if ready.model == self._needs.models.active:
            self.description = ready.description
        spaces = make_spaces(self._library.index, ready.model, ready.description)
        self._ready[ready.model] = (ready.worker, spaces)

    def take_event(self, model: str, event: WorkerEvent) -> None:
        """A worker finished a photo, failed at one, or died."""
        if isinstance(event, PhotoDone):
            self._take_done(model, event)
        elif isinstance(event, PhotoFailed):
            self._take_failed(event)
        elif isinstance(event, WorkerDied):
            self._take_death(model, event)

    # Claiming and sending

    def _claim(self) -> None:
        for claim in self._source.more(self._claims):
            self._claims[claim.photo.photo_id] = claim
            self._needs.opener.open(claim)

    def _sort_fresh(self) -> None:
        """Finish copies of what is known, let copies of what is under way wait, keep the rest."""
        fresh, self._fresh = self._fresh, []
        if not fresh:
            return
        known = self._reuse([opened for opened in fresh if not opened.claim.is_rebuild])
        for opened in fresh:
            if opened.claim.photo.photo_id in known:
                opened.source.close()
            elif opened.content_id in self._twins and not opened.claim.is_rebuild:
                opened.source.close()
                self._twins[opened.content_id].append(opened)
            else:
                self._twins.setdefault(opened.content_id, [])
                self._to_send.append(opened)

    def _reuse(self, opened: list[Opened]) -> set[PhotoId]:
        """Store those whose content is embedded already, without a worker."""
        spaces = known_spaces(self._library.index, self._needs.models.active)
        if not opened or spaces is None:
            return set()
        fingerprints = [
            Fingerprint(each.claim.photo.photo_id, each.content_id, each.claim.photo.stat)
            for each in opened
        ]
        done = self._library.index.results.reuse(fingerprints, spaces.ids, now=time.time())
        self._release(done)
        self._count(len(done))
        return set(done)

    def _send(self) -> None:
        """Give opened photos to their workers, as many as have room."""
        for model in {opened.claim.model for opened in self._to_send}:
            worker = self._worker(model)
            if worker is not None:
                self._send_to(worker, model)

    def _worker(self, model: str) -> Worker | None:
        """The model's worker if it takes photos now; starts one otherwise."""
        keeper = self._needs.models.keeper(model)
        try:
            worker = keeper.worker()
        except WorkerUnavailable as error:
            log.warning("No worker: %s", error)
            self._count_death(str(error))
            return None
        ready = self._ready.get(model)
        return worker if ready is not None and ready[0] is worker else None

    def _send_to(self, worker: Worker, model: str) -> None:
        room = worker.room
        chosen = [each for each in self._to_send if each.claim.model == model][:room]
        if not chosen:
            return
        ids = [opened.claim.photo.photo_id for opened in chosen]
        self._library.index.queue.begin(ids, time.time())
        for opened in chosen:
            try:
                worker.submit(self._job(opened))
            except WorkerUnavailable:
                return  # its death is on the way; a new worker gets the rest
            self._to_send.remove(opened)
            self._with_worker[opened.claim.photo.photo_id] = opened
            opened.source.close()

    def _job(self, opened: Opened) -> PhotoJob:
        photo = opened.claim.photo
        remote = self._needs.is_remote(photo.folder_id)
        return PhotoJob(
            photo_id=photo.photo_id,
            source=opened.source,
            format_hint=format_of(opened.claim.path) or "",
            deadline_s=NETWORK_DEADLINE_S if remote else LOCAL_DEADLINE_S,
        )

    # Results

    def _take_not_opened(self, news: NotOpened) -> None:
        claim = news.claim
        if claim.is_rebuild or not os.path.lexists(claim.path):
            self._changed_meanwhile(claim)
        elif isinstance(news.error, PhotoError | EnvironmentFault):
            self._fail(claim, news.error.kind, str(news.error))

    def _take_done(self, model: str, event: PhotoDone) -> None:
        opened = self._with_worker.pop(event.photo_id, None)
        if opened is None:
            return
        self._deaths.note_progress()
        if not _still_there(opened):
            self._free_twins(opened)
            self._library.index.queue.give_back([event.photo_id], count_attempt=False)
            self._changed_meanwhile(opened.claim)
            return
        if self._is_too_small(opened, event.result):
            self._fail(opened.claim, "PhotoTooSmall", _TOO_SMALL)
            self._free_twins(opened)
            return
        self._keep(opened, event.result, self._ready[model][1])

    def _keep(self, opened: Opened, result: PhotoResult, spaces: ModelSpaces) -> None:
        indexed = IndexedPhoto(
            photo_id=opened.claim.photo.photo_id,
            stat=opened.claim.photo.stat,
            content_id=opened.content_id,
            metadata=result.metadata,
            vectors=_vectors(result, spaces),
            suspect=result.suspect,
        )
        if opened.claim.is_rebuild:
            self._batch.rebuilt.append(indexed)
        else:
            self._batch.indexed.append(indexed)
            self._batch.thumbnails[opened.content_id] = result.thumbnail

    def _take_failed(self, event: PhotoFailed) -> None:
        opened = self._with_worker.pop(event.photo_id, None)
        if opened is None:
            return
        self._deaths.note_progress()
        self._free_twins(opened)
        photo = opened.claim.photo
        if opened.claim.is_rebuild:
            self._give_up_rebuild(photo.photo_id)
        elif isinstance(event.error, PhotoError) or photo.attempts + 1 >= MOST_TRIES:
            self._fail(opened.claim, event.error.kind, str(event.error))
        else:
            self._library.index.queue.give_back([photo.photo_id], count_attempt=True)
            self._release([photo.photo_id], retry_in_s=self._needs.timings.suspect_retry_s)

    def _take_death(self, model: str, event: WorkerDied) -> None:
        ready = self._ready.get(model)
        if ready is not None and not ready[0].is_alive:
            del self._ready[model]
        owed = [
            opened
            for photo_id in (*event.decoding, *event.embedding, *event.waiting)
            if (opened := self._with_worker.pop(photo_id, None)) is not None
        ]
        for opened in owed:
            self._free_twins(opened)
        if event.expected:
            self._return([opened.claim for opened in owed], count_attempt=False)
            return
        log.warning("A worker died: %s", event.reason)
        blamed = set(event.decoding if event.overdue is None else (event.overdue,))
        on_trial = [each.claim for each in owed if each.claim.photo.photo_id in blamed]
        innocent = [each.claim for each in owed if each.claim.photo.photo_id not in blamed]
        self._return(innocent, count_attempt=False)
        if self._try_again_or_quarantine(on_trial, event.reason):
            self._deaths.note_progress()
        else:
            self._count_death(event.reason)

    def _count_death(self, reason: str) -> None:
        if self._deaths.note_death():
            self._needs.throttle.pause(PauseReason.WORKER, reason)

    def _try_again_or_quarantine(self, claims: list[Claim], reason: str) -> int:
        """Put photos that may have killed the worker on trial alone; how many are convicted."""
        convicted = [c for c in claims if self._tries(c) + 1 >= MOST_TRIES]
        for claim in convicted:
            if claim.is_rebuild:
                self._give_up_rebuild(claim.photo.photo_id)
            else:
                self._fail(
                    claim, "PhotoQuarantined", f"Reading this file ends the reader: {reason}"
                )
        again = [claim for claim in claims if claim not in convicted]
        self._return(again, count_attempt=True)
        return len(convicted)

    def _tries(self, claim: Claim) -> int:
        if not claim.is_rebuild:
            return claim.photo.attempts
        self._deaths.rebuild_tries[claim.photo.photo_id] += 1
        return self._deaths.rebuild_tries[claim.photo.photo_id] - 1

    def _give_up_rebuild(self, photo_id: PhotoId) -> None:
        self._library.index.queue.give_back([photo_id], count_attempt=False)
        self._source.give_up(photo_id)
        self._release([photo_id])

    def _return(self, claims: Iterable[Claim], *, count_attempt: bool) -> None:
        claims = list(claims)
        pending = [claim.photo.photo_id for claim in claims if not claim.is_rebuild]
        rebuilds = [claim.photo.photo_id for claim in claims if claim.is_rebuild]
        self._library.index.queue.give_back(pending, count_attempt=count_attempt)
        self._library.index.queue.give_back(rebuilds, count_attempt=False)
        self._release([*pending, *rebuilds])

    def _fail(self, claim: Claim, kind: str, reason: str) -> None:
        photo = claim.photo
        self._batch.failed.append(FailedPhoto(photo.photo_id, kind, reason, photo.stat))

    def _changed_meanwhile(self, claim: Claim) -> None:
        """The file is not what was scanned: scan its directory again before trying again."""
        self._release([claim.photo.photo_id], retry_in_s=self._needs.timings.settle_s)
        self._needs.look_again(claim.photo.folder_id, claim.photo.path)

    def _is_too_small(self, opened: Opened, result: PhotoResult) -> bool:
        folder = self._needs.folders().get(opened.claim.photo.folder_id)
        shorter = min(result.metadata.width, result.metadata.height)
        return folder is not None and shorter < folder.min_side

    # Storing

    @property
    def _is_drained(self) -> bool:
        """Whether everything claimed is finished and only waits to be stored."""
        return len(self._batch) > 0 and len(self._batch) >= len(self._claims) - self._parked

    @property
    def _parked(self) -> int:
        return sum(len(twins) for twins in self._twins.values())

    def store(self) -> None:
        """Store the batch in one transaction; raises DiskFull and keeps it when it cannot."""
        batch = self._batch
        if not len(batch):
            return
        results = self._library.index.results
        self._library.thumbnails.put(batch.thumbnails)
        committed = results.commit(batch.indexed, batch.failed, now=time.time())
        rebuilt = results.add_vectors(batch.rebuilt) if batch.rebuilt else []
        self._batch = Batch()
        self._release(batch.photo_ids())
        if committed.indexed:
            self._source.look_again_for_target()
        self._count(len(committed.indexed) + len(rebuilt))
        self._finish_twins(batch)

    def _finish_twins(self, batch: Batch) -> None:
        """Copies that waited: those of stored content are stored, the others try for themselves."""
        waiting = [
            twin for photo in batch.indexed for twin in self._twins.pop(photo.content_id, ())
        ]
        for photo in batch.rebuilt:
            self._twins.pop(photo.content_id, None)
        done = self._reuse(waiting)
        self._release(
            twin.claim.photo.photo_id for twin in waiting if twin.claim.photo.photo_id not in done
        )

    def _free_twins(self, opened: Opened) -> None:
        """The worker has no result for this content: its copies try for themselves."""
        twins = self._twins.pop(opened.content_id, [])
        self._release(twin.claim.photo.photo_id for twin in twins)

    def _release(self, photo_ids: Iterable[PhotoId], retry_in_s: float | None = None) -> None:
        for photo_id in photo_ids:
            self._claims.pop(photo_id, None)
            if retry_in_s is not None:
                self._source.defer(photo_id, min(retry_in_s, _LONGEST_RETRY_S))

    def _count(self, stored: int) -> None:
        if stored:
            self.meter.add(stored)
            self._needs.on_stored(stored)


_TOO_SMALL = "The photo has fewer pixels than this folder's smallest size."


def _vectors(result: PhotoResult, spaces: ModelSpaces) -> dict[SpaceId, Vector]:
    vectors = result.vectors
    if vectors is None:
        return {}
    by_space = {spaces.joint.id: vectors.joint}
    if spaces.visual is not None and vectors.visual is not None:
        by_space[spaces.visual.id] = vectors.visual
    return by_space


def _same_file(claim: Claim, opened: Opened) -> bool:
    """Whether the opened file has the size and time that the scan saw."""
    seen, now = claim.photo.stat, opened.source.stat
    return (seen.size, seen.mtime_ns) == (now.size, now.mtime_ns)


def _still_there(opened: Opened) -> bool:
    """Whether the path still leads to the bytes that were decoded."""
    try:
        status = os.stat(opened.claim.path)  # noqa: PTH116 - names may be any bytes
    except OSError:
        return False
    seen = opened.claim.photo.stat
    return (seen.size, seen.mtime_ns) == (status.st_size, status.st_mtime_ns)
