"""What a failing batch costs."""

from __future__ import annotations

import queue
from typing import Any

import numpy as np
import pytest

from indexer.core.types import EmbeddedVectors, PhotoMetadata
from indexer.worker.image_stage import ImageStage
from indexer.worker.photo_request import PreparedPhoto
from indexer.worker.requests import Answer, Embedded, Failed, Indexed

UNIT = np.array([1, 0], np.float32)


class Holder:
    """A model whose memory holds `room` photos at a time, and that hates the colour 13."""

    def __init__(self, room: int = 100) -> None:
        self.room = room
        self.sizes: list[int] = []

    def ready(self, half: str) -> Holder:
        assert half == "image"
        return self

    def encode_images(self, stack: Any) -> list[EmbeddedVectors]:
        self.sizes.append(len(stack))
        if len(stack) > self.room:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        if any((pixels == 13).any() for pixels in stack):
            raise RuntimeError("unlucky")
        return [EmbeddedVectors(UNIT) for _ in stack]


def photo(ticket: int, colour: int = 1, thumbnail: bytes = b"jpeg") -> PreparedPhoto:
    pixels = np.full((1, 2, 2, 3), colour, np.uint8)
    return PreparedPhoto(ticket, pixels, PhotoMetadata(), False, thumbnail)


def answers_of(holder: Holder, photos: list[PreparedPhoto]) -> dict[int, Answer]:
    """Run the stage on one batch, in this thread."""
    sent: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    ImageStage(holder, sent.put).embed(photos)  # type: ignore[arg-type]
    answers = [sent.get_nowait() for _ in photos]
    return {answer.ticket: answer for answer in answers}


def test_a_batch_is_embedded_at_once() -> None:
    holder = Holder()
    answered = answers_of(holder, [*map(photo, range(8)), photo(99, thumbnail=b"")])
    assert holder.sizes == [9]
    assert isinstance(answered[7], Indexed)
    assert isinstance(answered[99], Embedded)


@pytest.mark.logs("halving")
@pytest.mark.parametrize("room", [4, 1])
def test_too_little_memory_halves_the_batch(room: int) -> None:
    answered = answers_of(Holder(room), [photo(number) for number in range(8)])
    assert all(isinstance(answer, Indexed) for answer in answered.values())


@pytest.mark.logs("halving|could not be embedded")
def test_only_the_photo_that_fails_fails() -> None:
    answered = answers_of(
        Holder(), [photo(number, 13 if number == 5 else 1) for number in range(9)]
    )
    failed = [ticket for ticket, answer in answered.items() if isinstance(answer, Failed)]
    assert failed == [5]
