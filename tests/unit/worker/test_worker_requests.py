"""Requests and answers through frames and back, and what does not become one."""

from __future__ import annotations

import pytest

from indexer.core.types import PhotoMetadata
from indexer.worker import requests
from indexer.worker.codec import to_frame
from indexer.worker.frames import Frame, FrameError

METADATA = PhotoMetadata(4000, 3000, "JPEG", taken_at=1.5, keywords=("a", "ü"), rating=None)


@pytest.mark.parametrize(
    "request_",
    [
        requests.Setup({"name": "starter", "kind": "starter"}, 2, 1536),
        requests.Setup(None, 0, 512),
        requests.IndexPhoto(1, "JPEG"),
        requests.IndexPhoto(1, "JPEG", b"whole file"),
        requests.ReadMetadata(1, "JPEG"),
        requests.IndexPhoto(1, "JPEG", b"whole file", (b"{}", b"", b"<x/>")),
        requests.ReadMetadata(1, "JPEG", b"", (b"{}",)),
        requests.EmbedPhoto(2, "PNG", (0.0, 0.25, 1.0, 0.5)),
        requests.EmbedPhoto(2, "PNG", None),
        requests.RenderPhoto(3, "", 1920),
        requests.EmbedText(4, ("a dog", "狗")),
        requests.Describe(5),
        requests.WarmUp(6, "text"),
        requests.Stop(),
    ],
    ids=repr,
)
def test_requests_survive_the_wire(request_: requests.Request) -> None:
    assert requests.request_of(to_frame(request_)) == request_


@pytest.mark.parametrize("count", [2, -1, "1", None, True])
def test_a_wrong_number_of_files_beside_a_photo_is_refused(count: object) -> None:
    frame = to_frame(requests.ReadMetadata(1, "JPEG", b"", (b"{}",)))
    with pytest.raises(FrameError):
        requests.request_of(Frame(frame.header | {"beside": count}, frame.parts))


@pytest.mark.parametrize(
    "message",
    [
        requests.Ready(True),
        requests.Started(1),
        requests.Decoded(1),
        requests.Indexed(1, METADATA, False, b"\0" * 8, b"", b"\xff\xd8"),
        requests.MetadataRead(1, METADATA),
        requests.Embedded(2, 1, b"\0" * 8),
        requests.Rendered(3, 1, 1, b"rgb"),
        requests.Described(5, "id", "name", 512, 0, 100.0, -10.0, "cpu", "bf16", {"torch": "2"}),
        requests.WarmedUp(6),
        requests.Failed(7, "CorruptPhoto", "It is damaged."),
    ],
    ids=lambda message: type(message).__name__,
)
def test_messages_survive_the_wire(message: requests.FromWorker) -> None:
    assert requests.message_of(to_frame(message)) == message


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        ({}, ()),
        ({"op": "Nothing"}, ()),
        ({"op": "Setup"}, ()),
        ({"op": "Started"}, ()),
        ({"op": "Started", "ticket": "1"}, ()),
        ({"op": "Started", "ticket": True}, ()),
        ({"op": "Started", "ticket": [1]}, ()),
        ({"op": "Failed", "ticket": 1, "kind": None, "message": ""}, ()),
        ({"op": "Rendered", "ticket": 1, "width": 1, "height": 1}, ()),
        ({"op": "Indexed", "ticket": 1, "metadata": {}, "suspect": False}, (b"", b"", b"")),
        ({"op": "Indexed", "ticket": 1, "metadata": [], "suspect": False}, (b"", b"", b"")),
    ],
    ids=repr,
)
def test_a_worker_cannot_say_anything_else(
    header: dict[str, object], parts: tuple[bytes, ...]
) -> None:
    with pytest.raises(FrameError):
        requests.message_of(Frame(header, parts))


def test_a_region_has_four_numbers() -> None:
    with pytest.raises(FrameError):
        requests.request_of(
            Frame({"op": "EmbedPhoto", "ticket": 1, "format_hint": "", "region": [0, 1]}, (b"",))
        )
