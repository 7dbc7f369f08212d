"""The way of a photo: claimed, opened, given to a worker, stored. Runs in the writer thread.

News only changes memory (`Outcomes`, `Traffic`); `step` changes the index, and can be called again
when the disk was full.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import TYPE_CHECKING

from indexer.core.formats import format_of
from indexer.pipeline.batch import Batch, CommitPace, RateMeter
from indexer.pipeline.claims import ClaimSource
from indexer.pipeline.models import ModelSpaces, known_spaces, make_spaces
from indexer.pipeline.opener import Claim, NotOpened, Opened
from indexer.pipeline.outcomes import Outcomes
from indexer.pipeline.traffic import Traffic
from indexer.store.records import Fingerprint
from indexer.worker.events import (
    LOCAL_DEADLINE_S,
    NETWORK_DEADLINE_S,
    PhotoDone,
    PhotoFailed,
    PhotoJob,
    PhotoReread,
    WorkerDied,
    WorkerUnavailable,
)

if TYPE_CHECKING:
    from indexer.core.types import PhotoId
    from indexer.pipeline.flow_needs import FlowNeeds
    from indexer.pipeline.worker_keeper import WorkerReady
    from indexer.store.library import Library
    from indexer.worker.events import WorkerDescription, WorkerEvent
    from indexer.worker.supervisor import Worker

log = logging.getLogger(__name__)


class PhotoFlow:
    """Moves photos through the worker into the index. Writer thread only."""

    def __init__(self, library: Library, needs: FlowNeeds) -> None:
        self._library = library
        self._needs = needs
        self._source = ClaimSource(library.index, needs.models, needs.folders)
        self._traffic = Traffic(self._source)
        self._outcomes = Outcomes(self._traffic, needs)
        self._fresh: list[Opened] = []
        self._to_send: deque[Opened] = deque()
        self._finished_twins: list[Opened] = []
        """Copies whose content is stored by now."""
        self._ready: dict[str, tuple[Worker, ModelSpaces]] = {}
        self.meter = RateMeter()
        self._pace = CommitPace(needs.timings.commit_s)
        self.suspects = 0
        """Photos stored since the start that looked half-copied."""
        self._descriptions: dict[str, WorkerDescription] = {}

    @property
    def description(self) -> WorkerDescription | None:
        """What the last worker of the active model said of itself."""
        return self._descriptions.get(self._needs.models.active)

    @property
    def is_busy(self) -> bool:
        """Whether any photo is on the way."""
        return bool(self._traffic.claims)

    def recover(self) -> None:
        """Take back what the last service had given to a worker when it was killed."""
        left = [intent.photo_id for intent in self._library.index.queue.intents()]
        if left:
            log.info("%d photos were being indexed when the service ended", len(left))
            self._library.index.queue.give_back(left, count_attempt=False)

    def step(self) -> None:
        """Do what can be done now. Call often; raises DiskFull when nothing can be stored."""
        self._sort_fresh()
        self._tell_returns()
        batch = self._traffic.batch
        if batch.is_due(self._pace.wait_s) or self._traffic.is_drained:
            self.store()
        self._store_twins()
        if self._needs.throttle.current() is None:
            self._claim()
            self._send()
        if self._traffic.with_worker:
            self.meter.begin()
        elif not self.is_busy:
            self.meter.rest()
            self._pace.begin_again()

    def wake(self) -> None:
        """The index or the set of reachable folders changed: there may be work again."""
        self._source.look_again()

    def is_rebuilt(self, model: str) -> bool:
        """Whether no reachable photo lacks this model's vectors."""
        return self._source.is_rebuilt(model)

    def stop(self) -> None:
        """Store what is finished; what is not stays pending."""
        try:
            self._tell_returns()
            self.store()
        finally:
            for opened in (*self._fresh, *self._to_send):
                opened.source.close()

    # News from the opener and the workers

    def take_opened(self, opened: Opened | NotOpened) -> None:
        """A claimed photo was opened, or not."""
        if isinstance(opened, NotOpened):
            self._outcomes.not_opened(opened)
        elif _same_file(opened.claim, opened):
            self._fresh.append(opened)
        else:
            opened.source.close()
            self._outcomes.changed_meanwhile(opened.claim)

    def take_ready(self, ready: WorkerReady) -> None:
        """A worker has loaded its model, or could not; raises DiskFull, then tell it again."""
        if ready.description is None:
            self._outcomes.count_death(str(ready.error))
            return
        self._descriptions[ready.model] = ready.description
        spaces = make_spaces(self._library.index, ready.model, ready.description)
        self._ready[ready.model] = (ready.worker, spaces)

    def take_event(self, model: str, event: WorkerEvent) -> None:
        """A worker finished a photo, failed at one, or died."""
        if isinstance(event, PhotoDone):
            self._outcomes.done(event, self._ready[model][1])
        elif isinstance(event, PhotoReread):
            self._outcomes.reread(event)
        elif isinstance(event, PhotoFailed):
            self._outcomes.failed(event)
        elif isinstance(event, WorkerDied):
            ready = self._ready.get(model)
            if ready is not None and not ready[0].is_alive:
                del self._ready[model]
            self._outcomes.worker_died(event)

    # Claiming and sending

    def _claim(self) -> None:
        traffic = self._traffic
        for claim in self._source.more(traffic.claims, len(traffic.batch)):
            traffic.claims[claim.photo.photo_id] = claim
            self._needs.opener.open(claim)

    def _sort_fresh(self) -> None:
        """Finish copies of what is known, let copies of what is under way wait, keep the rest."""
        known = self._reuse([opened for opened in self._fresh if not opened.claim.is_indexed])
        fresh, self._fresh = self._fresh, []
        for opened in fresh:
            if opened.claim.photo.photo_id in known or self._traffic.twins.joins(opened):
                opened.source.close()
            else:
                self._to_send.append(opened)

    def _reuse(self, opened: list[Opened]) -> set[PhotoId]:
        """Store those whose content is embedded already, without a worker."""
        spaces = known_spaces(self._library.index, self._needs.models.active) if opened else None
        if spaces is None:
            return set()
        fingerprints = [self._fingerprint(each) for each in opened]
        done = self._library.index.results.reuse(fingerprints, spaces.ids, now=time.time())
        self._traffic.release(done)
        self._count(len(done))
        return set(done)

    def _fingerprint(self, opened: Opened) -> Fingerprint:
        photo = opened.claim.photo
        folder = self._needs.folders().get(photo.folder_id)
        min_side = folder.min_side if folder is not None else 0
        return Fingerprint(photo.photo_id, opened.content_id, photo.stat, min_side)

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
            self._outcomes.count_death(str(error))
            return None
        ready = self._ready.get(model)
        return worker if ready is not None and ready[0] is worker else None

    def _send_to(self, worker: Worker, model: str) -> None:
        chosen = [each for each in self._to_send if each.claim.model == model][: worker.room]
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
            self._traffic.with_worker[opened.claim.photo.photo_id] = opened
            opened.source.close()

    def _job(self, opened: Opened) -> PhotoJob:
        photo = opened.claim.photo
        remote = self._needs.is_remote(photo.folder_id)
        return PhotoJob(
            photo_id=photo.photo_id,
            source=opened.source,
            format_hint=format_of(opened.claim.path) or "",
            only_metadata=opened.claim.only_metadata,
            beside=opened.beside,
            deadline_s=NETWORK_DEADLINE_S if remote else LOCAL_DEADLINE_S,
        )

    # Storing

    def store(self) -> None:
        """Store the batch in one transaction; raises DiskFull and keeps it when it cannot."""
        batch = self._traffic.batch
        if not len(batch):
            return
        results = self._library.index.results
        self._library.thumbnails.put(batch.thumbnails)
        committed = results.commit(batch.indexed, batch.failed, now=time.time())
        rebuilt = results.add_vectors(batch.rebuilt) if batch.rebuilt else []
        if batch.reread and results.replace_metadata(batch.reread):
            self._source.look_again()
        self._traffic.batch = Batch()
        self._pace.stored()
        self._traffic.release(batch.photo_ids())
        self.suspects += sum(photo.suspect for photo in batch.indexed)
        if committed.indexed:
            self._source.look_again_for_target()
        self._count(len(committed.indexed) + len(rebuilt) + len(batch.reread))
        for photo in batch.finished():
            self._finished_twins += self._traffic.twins.take(photo.content_id)

    def _store_twins(self) -> None:
        """Copies that waited: those of stored content are stored, the others try for themselves."""
        self._reuse(self._finished_twins)
        self._traffic.release(twin.claim.photo.photo_id for twin in self._finished_twins)
        self._finished_twins = []

    def _tell_returns(self) -> None:
        """Put photos without a result back into the queue."""
        for count_attempt in (False, True):
            told = [r for r in self._traffic.returns if r.count_attempt is count_attempt]
            if not told:
                continue
            ids = [each.claim.photo.photo_id for each in told]
            self._library.index.queue.give_back(ids, count_attempt=count_attempt)
            self._traffic.returns = [r for r in self._traffic.returns if r not in told]
            for each in told:
                self._traffic.release([each.claim.photo.photo_id], each.retry_in_s)

    def _count(self, stored: int) -> None:
        if stored:
            self.meter.add(stored)
            self._needs.on_stored(stored)


def _same_file(claim: Claim, opened: Opened) -> bool:
    """Whether the opened file has the size and time that the scan saw."""
    seen, now = claim.photo.stat, opened.source.stat
    return (seen.size, seen.mtime_ns) == (now.size, now.mtime_ns)
