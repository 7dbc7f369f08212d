"""What a worker answers is checked before anything uses it."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.core.errors import CorruptPhoto, PixloreError
from indexer.core.types import PhotoMetadata
from indexer.worker.answers import embedded, end_sentence, error_of, photo_result, rendered
from indexer.worker.frames import FrameError
from indexer.worker.ledger import Verdict
from indexer.worker.requests import Embedded, Failed, Indexed, Rendered

UNIT = np.array([0.6, 0.8], "<f4").tobytes()
JPEG = b"\xff\xd8rest"


def test_vectors_of_texts_and_photos() -> None:
    texts = embedded(Embedded(1, 2, UNIT + UNIT))
    assert texts.joint.shape == (2, 2)
    assert texts.joint.dtype == np.float32
    photo = embedded(Embedded(1, 1, UNIT, UNIT)).single
    np.testing.assert_allclose(photo.joint, [0.6, 0.8])
    assert photo.visual is not None
    assert embedded(Embedded(1, 0, b"")).joint.shape[0] == 0


@pytest.mark.parametrize(
    ("rows", "raw"),
    [
        (1, UNIT[:-1]),
        (3, UNIT),
        (0, UNIT),
        (1, b""),
        (-1, UNIT),
        (1, np.array([np.nan, 1], "<f4").tobytes()),
        (1, np.array([np.inf, 1], "<f4").tobytes()),
    ],
)
def test_bytes_that_are_no_vectors(rows: int, raw: bytes) -> None:
    with pytest.raises(FrameError):
        embedded(Embedded(1, rows, raw))


@pytest.mark.parametrize("thumbnail", [b"", b"GIF89a", JPEG + b"x" * (1 << 20)])
def test_a_thumbnail_is_a_small_jpeg(thumbnail: bytes) -> None:
    with pytest.raises(FrameError):
        photo_result(Indexed(1, PhotoMetadata(), False, UNIT, b"", thumbnail))


def test_a_photo_result() -> None:
    result = photo_result(Indexed(1, PhotoMetadata(width=7), True, UNIT, b"", JPEG))
    assert result.suspect
    assert result.metadata.width == 7
    assert result.vectors is not None
    assert result.vectors.visual is None


def test_a_picture_has_the_bytes_its_size_says() -> None:
    assert rendered(Rendered(1, 2, 1, b"rgbrgb")).width == 2
    with pytest.raises(FrameError):
        rendered(Rendered(1, 2, 2, b"rgbrgb"))


def test_errors_keep_their_kind_and_lose_excess() -> None:
    assert isinstance(error_of(Failed(1, "CorruptPhoto", "bad")), CorruptPhoto)
    unknown = error_of(Failed(1, "Exploit", "x\0" * 5000))
    assert type(unknown) is PixloreError
    assert len(str(unknown)) <= 500
    assert "\0" not in str(unknown)


def test_why_a_worker_ended() -> None:
    assert end_sentence(Verdict("it hung"), -9) == "it hung"
    assert "memory" in end_sentence(None, -9)
    assert "signal 11" in end_sentence(None, -11)
    assert end_sentence(None, 1) == "exit code 1"
