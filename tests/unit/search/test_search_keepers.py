"""Which of several copies is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.core.types import FolderId, PhotoId, PhotoMetadata, PhotoRecord, PhotoState
from indexer.search.keepers import best_first
from indexer.search.original_names import NameKind, name_kind

_FACTS = PhotoMetadata(width=400, height=300, format="JPEG", taken_at=9.0, camera_model="X1")


def photo(name: str, *, size: int = 100, mtime: int = 5, facts: PhotoMetadata = _FACTS):
    number = abs(hash((name, size, mtime, facts)))
    return PhotoRecord(
        PhotoId(number), FolderId(1), f"/p/{name}", PhotoState.INDEXED, size, mtime, metadata=facts
    )


_BARE = replace(_FACTS, taken_at=None, camera_model="")


@pytest.mark.parametrize(
    ("best", "other"),
    [
        (photo("a.jpg"), photo("a.jpg", facts=replace(_FACTS, width=399), size=900, mtime=1)),
        (photo("a.jpg", size=800), photo("a.jpg", size=100, mtime=1)),
        (photo("sent.jpg"), photo("IMG_0001.jpg", facts=_BARE, mtime=1)),
        (photo("a.jpg"), photo("a.png", size=900, facts=replace(_BARE, format="PNG"), mtime=1)),
        (
            photo("a.png", size=900, facts=replace(_BARE, format="PNG")),
            photo("a.jpg", facts=_BARE, mtime=1),
        ),
        (photo("a.dng", facts=replace(_FACTS, format="RAW")), photo("a.jpg", mtime=1)),
        (photo("IMG_0001.jpg"), photo("beach.jpg", mtime=1)),
        (photo("beach.jpg"), photo("beach (1).jpg", mtime=1)),
        (photo("DSC01234.jpg"), photo("IMG-20170714-WA0001.jpg", mtime=1)),
        (photo("a.jpg", mtime=1), photo("b.jpg", mtime=2)),
    ],
)
def test_pixels_bytes_metadata_format_and_name_decide_before_times(best, other):
    assert best_first([other, best])[0] == best
    assert best_first([best, other])[0] == best


def test_a_photo_that_cannot_be_looked_at_comes_last():
    best, there = photo("IMG_0001.jpg", size=900), photo("copy.jpg")
    assert best_first([replace(best, online=False), there])[0] == there


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0001.JPG", "_MG_1234.cr2", "DSC_0042.NEF", "DSCN0010.jpg", "_DSC1234.arw",
        "P1010001.jpg", "PXL_20230101_120000123.jpg", "20230101_120000.jpg", "DJI_0001.dng",
        "IMG_20230101_120000.jpg", "100_0123.jpg", "GOPR0001.jpg",
    ],
)  # fmt: skip
def test_names_of_cameras(name):
    assert name_kind(f"/photos/{name}") is NameKind.CAMERA


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0001 (1).JPG", "IMG_0001 copy.jpg", "IMG_0001 - Copy.jpg", "Copy of IMG_0001.jpg",
        "IMG_0001-edited.jpg", "IMG_0001~2.jpg", "IMG_0001 2.jpg", "IMG_0001 Kopie.jpg",
        "IMG_0001 - Copy (2).jpg", "IMG_0001_small.jpg", "IMG_E0001.jpg", "IMG_0001 副本.jpg",
        "IMG-20170714-WA0001.jpg", "photo_2020-01-01_10-00-00.jpg", "FB_IMG_1500000000000.jpg",
        "received_1234567890.jpeg", "mmexport1500000000000.jpg", "signal-2020-01-01.jpg",
        "WhatsApp Image 2020-01-01 at 10.00.00.jpeg", "from-chat.jpg", "Screenshot_1.png",
    ],
)  # fmt: skip
def test_names_of_copies(name):
    assert name_kind(f"/photos/{name}") is NameKind.COPY


@pytest.mark.parametrize("name", ["beach.jpg", "copyright.jpg", "Copenhagen.jpg", "2008.jpg"])
def test_other_names(name):
    assert name_kind(f"/photos/{name}") is NameKind.OTHER
