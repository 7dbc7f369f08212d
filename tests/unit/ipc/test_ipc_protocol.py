"""Messages survive the way through JSON."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.types import LibraryCounts
from indexer.ipc.protocol import (
    Event,
    ProtocolError,
    Request,
    decode_reply,
    decode_request,
    decode_vector,
    encode_event,
    encode_request,
    encode_vector,
)
from indexer.ipc.status import (
    FolderState,
    FolderStatus,
    Progress,
    ServiceState,
    ServiceStatus,
)


def test_vectors_keep_every_bit() -> None:
    vectors = np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)
    assert np.array_equal(decode_vector(encode_vector(vectors)), vectors)


@pytest.mark.parametrize(
    "content",
    [None, {}, {"shape": [2], "float32": "AAAA"}, {"shape": [1], "float32": "%%"}, {"shape": "x"}],
)
def test_a_bad_vector_is_refused(content: object) -> None:
    with pytest.raises(ProtocolError):
        decode_vector(content)


def test_a_status_comes_back_equal() -> None:
    folder = FolderStatus(1, "/p", FolderState.OFFLINE, "gone", LibraryCounts(1, 2, 3, 4), True)
    status = ServiceStatus(
        "1", 7, ServiceState.PAUSED, "user", progress=Progress(1, 2, 3.5, 4.0), folders=(folder,)
    )
    reply = decode_reply(encode_event(Event("progress", status.to_json())))
    assert isinstance(reply, Event)
    assert ServiceStatus.from_json(reply.params) == status


@given(st.text())
def test_any_text_travels(text: str) -> None:
    request = Request(1, "embed_text", {"texts": [text]})
    assert decode_request(encode_request(request)) == request


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(message: bytes) -> None:
    try:
        decode_request(message)
    except ProtocolError:
        pass
