"""The writer thread: the only one that changes the databases.

Everything that wants something of them puts it into one inbox: functions to run on the library
(`ask`), opened photos, and what the workers say.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import Future
from queue import Empty
from typing import TYPE_CHECKING, TypeVar

from indexer.core.errors import DiskFull
from indexer.pipeline.disk_space import DiskSpace
from indexer.pipeline.flow_needs import FlowNeeds
from indexer.pipeline.housekeeping import Housekeeping
from indexer.pipeline.inbox import Inbox, Question
from indexer.pipeline.models import (
    ACTIVE_SETTING,
    FULL_SPEED_SETTING,
    LOCAL_SETTING,
    TARGET_SETTING,
    Models,
    known_spaces,
    text_setting,
)
from indexer.pipeline.opener import NotOpened, Opened, Opener
from indexer.pipeline.overview import Overview
from indexer.pipeline.photo_flow import PhotoFlow
from indexer.pipeline.worker_keeper import WorkerNews, WorkerReady
from indexer.store.library import Library, open_library

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.core.config import Timings
    from indexer.core.paths import LibraryPaths
    from indexer.pipeline.surroundings import Snapshot, Surroundings
    from indexer.pipeline.throttle import Throttle

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_BUSY_WAIT_S = 0.25
_IDLE_WAIT_S = 1.0
_MOST_MESSAGES = 256
_SWAP_SHARE = 0.99
_CODING_S = 0.1
_BACKUP_CHECK_S = 300.0


class Coordinator:
    """Owns the library. `start` opens it; then any thread may `ask`."""

    def __init__(
        self,
        paths: LibraryPaths,
        timings: Timings,
        throttle: Throttle,
        surroundings: Surroundings,
        worker_command: Sequence[str] | None = None,
    ) -> None:
        self._paths = paths
        self._timings = timings
        self._throttle = throttle
        self._around = surroundings
        self._inbox = Inbox()
        self._opener = Opener(self._inbox.put)
        self.models = Models(paths, self._inbox.put, timings.trial_s, worker_command)
        self._stopping = threading.Event()
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._overview = Overview(self.models, timings.progress_s)
        self._postponed: list[object] = []
        """Messages that a full disk kept from being taken."""
        self._space = DiskSpace(paths.data_dir, throttle, timings.disk_retry_s)
        self._next_backup = 0.0
        self.failure: BaseException | None = None
        """Why the thread ended by itself, if it did."""

    # Any thread

    def start(self) -> None:
        """Open the library and begin; raises what `open_library` raises."""
        self._thread.start()
        self._opened.result()

    def stop(self, deadline_s: float) -> None:
        """Store what is finished, end the workers, close the library."""
        self._stopping.set()
        self._inbox.put(None)
        if self._thread.is_alive():
            self._thread.join(deadline_s)

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def ask(self, run: Callable[[Library], Result]) -> Future[Result]:
        """Have a function run on the library in the writer thread."""
        question = Question(run, Future())
        if self._stopping.is_set():
            question.refuse()
        else:
            self._inbox.put(question)
        return question.answer

    def change(self, run: Callable[[Library], Result]) -> Result:
        """Have a function change the library; afterwards the snapshot and the queue know it."""
        return self.ask(lambda library: self._change(library, run)).result()

    def snapshot(self) -> Snapshot:
        """The library as it was a moment ago."""
        return self._overview.snapshot

    def wake(self) -> None:
        """There may be new work: folders came back, photos were added, a pause ended."""
        self.ask(self._wake)

    def expect_photos(self) -> None:
        """Photos are arriving: start the worker now, while they settle."""
        if self._throttle.current() is None and not self.models.any_running:
            self.ask(self._warm_up)

    # The writer thread

    def _run(self) -> None:
        try:
            library = open_library(self._paths)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits for it
            self._stopping.set()
            self._inbox.end()
            self._opened.set_exception(error)
            return
        try:
            self._serve(library)
        except Exception as error:
            log.exception("The writer thread failed")
            self._note_failure(error)
        finally:
            self._stopping.set()
            self.models.stop()
            self._inbox.end()
            library.close()

    def _note_failure(self, error: Exception) -> None:
        self.failure = error
        if not self._opened.done():
            self._opened.set_exception(error)
        self._around.on_change()

    def _serve(self, library: Library) -> None:
        self._load_models(library)
        self._flow = PhotoFlow(library, self._flow_needs())
        self._flow.recover()
        self._housekeeping = Housekeeping(library, self._timings, self._around.believed)
        self._opener.start()
        self._opened.set_result(None)
        while not self._stopping.is_set():
            self._read_inbox()
            self._step(library)
        self._opener.stop(self._timings.stop_s)
        self._store_last()

    def _flow_needs(self) -> FlowNeeds:
        return FlowNeeds(
            models=self.models,
            opener=self._opener,
            throttle=self._throttle,
            timings=self._timings,
            folders=self._around.online,
            is_remote=self._around.is_remote,
            look_again=self._around.look_again,
            on_stored=self._stored,
        )

    def _load_models(self, library: Library) -> None:
        settings = library.user.settings
        local = settings.get(LOCAL_SETTING)
        self.models.local = local if isinstance(local, dict) else {}
        self.models.full_speed = settings.get(FULL_SPEED_SETTING) is True
        self.models.active = text_setting(settings.get(ACTIVE_SETTING), self.models.active)
        self.models.target = text_setting(settings.get(TARGET_SETTING), self.models.active)
        self._library = library

    def _read_inbox(self) -> None:
        wait = _BUSY_WAIT_S if self._overview.snapshot.is_busy else _IDLE_WAIT_S
        try:
            message = self._inbox.get(wait)
            for _ in range(_MOST_MESSAGES):
                self._take(message)
                message = self._inbox.get_nowait()
            self._take(message)
        except Empty:
            pass

    def _take(self, message: object) -> None:
        try:
            self._understand(message)
        except DiskFull as error:
            self._postponed.append(message)
            self._space.note_full(error)

    def _understand(self, message: object) -> None:
        if isinstance(message, Question):
            self._answer(message)
        elif isinstance(message, Opened | NotOpened):
            self._flow.take_opened(message)
        elif isinstance(message, WorkerNews):
            self._flow.take_event(message.model, message.event)
        elif isinstance(message, WorkerReady):
            self._flow.take_ready(message)

    def _answer(self, question: Question) -> None:
        if not question.answer.set_running_or_notify_cancel():
            return
        try:
            question.answer.set_result(question.run(self._library))
        except Exception as error:  # noqa: BLE001 - raised again in the thread that asked
            if isinstance(error, DiskFull):
                self._space.note_full(error)
            question.answer.set_exception(error)
        self._overview.note_change()

    def _step(self, library: Library) -> None:
        try:
            self._go_on_if_free()
            self._flow.step()
            library.index.codes.maintain(_CODING_S)
            self._keep_house()
            self._swap_if_built(library)
            self._back_up(library)
        except DiskFull as error:
            self._space.note_full(error)
        self.models.stop_idle(self._timings.worker_idle_s)
        if self._overview.refresh(library, self._flow):
            self._around.on_change()

    def _keep_house(self) -> None:
        if self._flow.is_busy:
            self._housekeeping.note_busy(self._flow.suspects)
        elif self._throttle.current() is None and self._housekeeping.step():
            self._flow.wake()

    def _go_on_if_free(self) -> None:
        """End the pause of a full disk when there is space again."""
        if self._space.is_free_again():
            self._flow.store()
            self._space.resume()
            postponed, self._postponed = self._postponed, []
            for message in postponed:
                self._inbox.put(message)

    def _swap_if_built(self, library: Library) -> None:
        """Let the target model answer once it has nearly all photos."""
        target = self.models.target
        if target == self.models.active or not self._is_built(library, target):
            return
        library.user.settings.set(ACTIVE_SETTING, target)
        self.models.active = target
        log.info("Another model answers queries now")
        self._flow.wake()
        self._around.on_model()

    def _is_built(self, library: Library, model: str) -> bool:
        spaces = known_spaces(library.index, model)
        if spaces is None:
            return False
        if self._flow.is_rebuilt(model):
            return True
        wanted = self._overview.snapshot.counts.indexed
        return library.index.spaces.embedded(spaces.joint.id) >= _SWAP_SHARE * wanted

    def _back_up(self, library: Library) -> None:
        if time.monotonic() >= self._next_backup:
            self._next_backup = time.monotonic() + _BACKUP_CHECK_S
            library.back_up(time.time())

    def _change(self, library: Library, run: Callable[[Library], Result]) -> Result:
        result = run(library)
        self._flow.wake()
        # Who waits for the change must not read a status from before it.
        self._overview.look(library, self._flow)
        return result

    def _wake(self, library: Library) -> None:
        del library
        self._flow.wake()

    def _warm_up(self, library: Library) -> None:
        del library
        self.models.keeper(self.models.active).worker().warm_up("image")

    def _stored(self, count: int) -> None:
        self._overview.note_change()
        self._around.on_stored(count)

    def _store_last(self) -> None:
        try:
            self._flow.stop()
        except DiskFull:
            log.warning("The disk is full: the last photos are indexed again next time")
