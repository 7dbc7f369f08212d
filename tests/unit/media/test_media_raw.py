"""RAW photos are shown by their embedded preview."""

from __future__ import annotations

from io import BytesIO

import pytest

from indexer.core.errors import NotAPhoto, PhotoError
from indexer.media.decode import decode_photo
from tests.soak.media_dng import RAW_HEIGHT, RAW_WIDTH, dng, preview


def test_the_embedded_preview_is_the_photo() -> None:
    photo = decode_photo(BytesIO(dng(preview())), format_hint="RAW", target_side=128)
    assert photo.image.size == (480, 320)
    assert photo.image.getpixel((240, 40))[0] > 150
    assert photo.metadata.format == "RAW"
    assert (photo.metadata.width, photo.metadata.height) == (RAW_WIDTH, RAW_HEIGHT)
    assert (photo.metadata.camera_make, photo.metadata.camera_model) == (
        "Pixlore Works",
        "Box Camera",
    )
    assert photo.metadata.taken_at == 1565157904.0


def test_the_preview_is_turned_like_the_raw_picture() -> None:
    photo = decode_photo(BytesIO(dng(preview(), orientation=6)), format_hint="RAW", target_side=128)
    assert photo.image.size == (320, 480)
    assert (photo.metadata.width, photo.metadata.height) == (RAW_HEIGHT, RAW_WIDTH)
    assert photo.image.getpixel((300, 240))[0] > 150
    assert photo.image.getpixel((20, 240))[2] > 150


def test_a_preview_that_is_already_upright_is_left_alone() -> None:
    content = dng(preview((320, 480)), orientation=6)
    assert decode_photo(BytesIO(content), format_hint="RAW", target_side=128).image.size == (
        320,
        480,
    )


def test_a_raw_file_without_preview_says_what_to_do() -> None:
    with pytest.raises(NotAPhoto, match="Export it as JPEG"):
        decode_photo(BytesIO(dng(None)), format_hint="RAW", target_side=128)


def test_a_jpeg_with_a_raw_name_is_a_jpeg() -> None:
    assert (
        decode_photo(BytesIO(preview()), format_hint="RAW", target_side=64).metadata.format
        == "JPEG"
    )


@pytest.mark.parametrize(
    "content", [b"II*\0" + bytes(100), b"not a raw file at all" * 10, dng(preview())[:4000]]
)
def test_damaged_raw_files_are_photo_errors(content: bytes) -> None:
    with pytest.raises(PhotoError):
        decode_photo(BytesIO(content), format_hint="RAW", target_side=64)


def test_a_damaged_preview_is_a_photo_error() -> None:
    broken = preview()
    with pytest.raises(PhotoError):
        decode_photo(
            BytesIO(dng(broken[:600] + bytes(len(broken) - 600))),
            format_hint="RAW",
            target_side=64,
        )
