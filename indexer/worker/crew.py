"""The threads that decode and embed: one a core, each taking what is most urgent.

A thread that decoded may embed next. So decoding and embedding share the cores in whatever
proportion the photos ask for, no core waits while there is work, and none has two threads.
"""

from __future__ import annotations

import heapq
import threading
from collections import deque
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.worker.photo_request import OpenRequest, PreparedPhoto

MAX_BATCH = 8
"""One thread gains a tenth from 2 to 16 photos at once, and a query photo would wait longer."""


class Crew:
    """Queues of photos to decode and to embed, and the threads that empty them.

    Photos that a person waits for go first, and are embedded alone.
    """

    def __init__(
        self,
        decode: Callable[[OpenRequest], None],
        embed: Callable[[Sequence[PreparedPhoto]], None],
        *,
        threads: int,
        embedding_at_once: int | None = None,
    ) -> None:
        """`decode` and `embed` are called from the threads and raise nothing.

        `embedding_at_once` bounds the threads that embed; None: all may. A graphics card wants 1.
        """
        self._decode = decode
        self._embed = embed
        self._most_embedding = embedding_at_once
        self._embedding = 0
        self._threads = threads
        self._order = count()
        self._to_decode: list[tuple[bool, int, OpenRequest]] = []
        self._queries: deque[PreparedPhoto] = deque()
        self._prepared: deque[PreparedPhoto] = deque()
        self._changed = threading.Condition()

    def start(self) -> None:
        """Start the threads; they live as long as the process."""
        for number in range(self._threads):
            threading.Thread(target=self._run, name=f"crew-{number}", daemon=True).start()

    def put(self, photo: OpenRequest) -> None:
        """Queue a photo to decode; any thread. The service bounds how many are open."""
        with self._changed:
            heapq.heappush(self._to_decode, (not photo.is_query, next(self._order), photo))
            self._changed.notify()

    def put_prepared(self, photo: PreparedPhoto) -> None:
        """Queue a decoded photo for its vectors; any thread."""
        with self._changed:
            (self._queries if photo.is_query else self._prepared).append(photo)
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while (work := self.next_work()) is None:
                    self._changed.wait()
            work()

    def next_work(self) -> Callable[[], None] | None:
        """What a free thread does now; None when it has to wait. With the lock held."""
        if self._may_embed and self._queries:
            return self._embedding_of([self._queries.popleft()])
        query_waits = bool(self._to_decode) and self._to_decode[0][2].is_query
        full = len(self._prepared) >= MAX_BATCH or not self._to_decode
        if self._may_embed and self._prepared and full and not query_waits:
            return self._embedding_of([self._prepared.popleft() for _ in range(self._fair_share)])
        if self._to_decode:
            return partial(self._decode, heapq.heappop(self._to_decode)[2])
        return None

    @property
    def _may_embed(self) -> bool:
        return self._most_embedding is None or self._embedding < self._most_embedding

    @property
    def _fair_share(self) -> int:
        """How many photos to embed now: the last ones are shared, so that no thread waits."""
        size = min(MAX_BATCH, len(self._prepared))
        if self._to_decode:
            return size
        able = min(self._threads, self._most_embedding or self._threads)
        free = max(1, able - self._embedding)
        return min(size, -(-len(self._prepared) // free))

    def _embedding_of(self, batch: list[PreparedPhoto]) -> Callable[[], None]:
        self._embedding += 1
        return partial(self._embed_counted, batch)

    def _embed_counted(self, batch: list[PreparedPhoto]) -> None:
        try:
            self._embed(batch)
        finally:
            with self._changed:
                self._embedding -= 1
                self._changed.notify()
