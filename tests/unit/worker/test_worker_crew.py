"""What a free thread of the worker does next."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.core.opening import OpenedFile
from indexer.core.types import FileStat, PhotoMetadata
from indexer.worker.crew import MAX_BATCH, Crew
from indexer.worker.photo_request import OpenRequest, PreparedPhoto
from indexer.worker.requests import EmbedPhoto, IndexPhoto


def to_decode(ticket: int, *, is_query: bool = False) -> OpenRequest:
    request = EmbedPhoto(ticket, "JPEG") if is_query else IndexPhoto(ticket, "JPEG")
    return OpenRequest(request, OpenedFile(FileStat(0, 0)))


def prepared(ticket: int, *, is_query: bool = False) -> PreparedPhoto:
    pixels = np.zeros((2, 2, 3), np.uint8)
    return PreparedPhoto(ticket, pixels, PhotoMetadata(), False, b"" if is_query else b"jpeg")


class Diary:
    """Says what one thread did, in order."""

    def __init__(self, *, threads: int = 1, embedding_at_once: int | None = None) -> None:
        self.done: list[tuple[str, list[int]]] = []
        self.crew = Crew(
            self._decode, self._embed, threads=threads, embedding_at_once=embedding_at_once
        )

    def _decode(self, photo: OpenRequest) -> None:
        self.done.append(("decode", [photo.request.ticket]))

    def _embed(self, batch: Sequence[PreparedPhoto]) -> None:
        self.done.append(("embed", [photo.ticket for photo in batch]))

    def work(self) -> list[tuple[str, list[int]]]:
        while (step := self.crew.next_work()) is not None:
            step()
        return self.done


def test_a_full_batch_goes_before_decoding_and_a_part_of_one_after() -> None:
    diary = Diary()
    for ticket in range(MAX_BATCH + 2):
        diary.crew.put_prepared(prepared(ticket))
    diary.crew.put(to_decode(50))
    assert diary.work() == [
        ("embed", [*range(MAX_BATCH)]),
        ("decode", [50]),
        ("embed", [MAX_BATCH, MAX_BATCH + 1]),
    ]


def test_queries_go_first_at_every_step_and_alone() -> None:
    diary = Diary()
    for ticket in range(MAX_BATCH):
        diary.crew.put_prepared(prepared(ticket))
    diary.crew.put(to_decode(50))
    diary.crew.put(to_decode(60, is_query=True))
    diary.crew.put_prepared(prepared(70, is_query=True))
    assert diary.work() == [
        ("embed", [70]),
        ("decode", [60]),
        ("embed", [*range(MAX_BATCH)]),
        ("decode", [50]),
    ]


def test_two_threads_share_the_last_photos() -> None:
    diary = Diary(threads=2)
    for ticket in range(MAX_BATCH):
        diary.crew.put_prepared(prepared(ticket))
    shares = [diary.crew.next_work(), diary.crew.next_work()]
    assert diary.crew.next_work() is None
    for share in shares:
        assert share is not None
        share()
    half = MAX_BATCH // 2
    assert diary.done == [("embed", [*range(half)]), ("embed", [*range(half, MAX_BATCH)])]


def test_a_device_for_one_thread_is_used_by_one() -> None:
    diary = Diary(embedding_at_once=1)
    for ticket in range(2 * MAX_BATCH):
        diary.crew.put_prepared(prepared(ticket))
    first = diary.crew.next_work()
    assert first is not None
    assert diary.crew.next_work() is None
    diary.crew.put(to_decode(50))
    decoding = diary.crew.next_work()
    assert decoding is not None
    first()
    assert diary.crew.next_work() is not None
