"""The wire format, over a socket pair and over pipes, and what it refuses."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.worker.frames import (
    MAX_HEADER_BYTES,
    ChannelClosed,
    Frame,
    FrameError,
    PipeChannel,
    SocketChannel,
)

MAX_BODY = 1 << 20


@pytest.fixture
def pair() -> Iterator[tuple[SocketChannel, SocketChannel]]:
    ends = [SocketChannel(end, max_body=MAX_BODY) for end in socket.socketpair(socket.AF_UNIX)]
    yield ends[0], ends[1]
    for end in ends:
        end.close()


def test_a_frame_arrives_as_it_was_sent(pair: tuple[SocketChannel, SocketChannel]) -> None:
    sent = Frame({"op": "Test", "text": "häß 狗"}, (b"one", b"", b"three" * 1000))
    pair[0].send(sent)
    assert pair[1].receive() == sent


def test_frames_keep_their_order(pair: tuple[SocketChannel, SocketChannel]) -> None:
    for number in range(50):
        pair[0].send(Frame({"number": number}))
    received = [pair[1].receive() for _ in range(50)]
    assert [frame.header["number"] for frame in received if frame] == list(range(50))


def test_a_descriptor_travels(pair: tuple[SocketChannel, SocketChannel], tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(b"pixels")
    descriptor = os.open(path, os.O_RDONLY)
    pair[0].send(Frame({}, (), descriptor))
    pair[0].send(Frame({"second": True}))
    os.close(descriptor)
    first, second = pair[1].receive(), pair[1].receive()
    assert first is not None
    assert first.descriptor is not None
    assert second is not None
    assert second.descriptor is None
    with os.fdopen(first.descriptor, "rb") as file:
        assert file.read() == b"pixels"


def test_the_end_is_none_and_sending_after_it_fails(
    pair: tuple[SocketChannel, SocketChannel],
) -> None:
    pair[0].close()
    assert pair[1].receive() is None
    with pytest.raises(ChannelClosed):
        pair[1].send(Frame({}, (b"x" * 1000,)))


@given(
    st.dictionaries(st.text(max_size=8).filter(lambda key: key != "parts"), st.integers()),
    st.lists(st.binary(max_size=100), max_size=4),
)
def test_pipes_carry_the_same_frames(header: dict[str, int], parts: list[bytes]) -> None:
    wire = BytesIO()
    PipeChannel(BytesIO(), wire, max_body=MAX_BODY).send(Frame(header, tuple(parts)))
    channel = PipeChannel(BytesIO(wire.getvalue()), BytesIO(), max_body=MAX_BODY)
    assert channel.receive() == Frame(header, tuple(parts))
    assert channel.receive() is None


@given(st.binary(min_size=1, max_size=200))
def test_noise_is_refused_and_never_crashes(noise: bytes) -> None:
    channel = PipeChannel(BytesIO(noise), BytesIO(), max_body=MAX_BODY)
    with pytest.raises(FrameError):
        list(iter(channel.receive, None))


@pytest.mark.parametrize(
    "wire",
    [
        struct.pack("!II", MAX_HEADER_BYTES + 1, 0),
        struct.pack("!II", 2, MAX_BODY + 1) + b"{}",
        struct.pack("!II", 2, 0) + b"{}",
        struct.pack("!II", 12, 5) + b'{"parts":[]}',
        struct.pack("!II", 14, 1) + b'{"parts":[-1]}' + b"x",
        struct.pack("!II", 2, 0) + b"[]",
        struct.pack("!II", 20, 0) + b"{}",
        struct.pack("!II", 40000, 0) + b"[" * 40000,
    ],
    ids=["header", "body", "no parts", "sum", "negative", "list", "cut off", "nested"],
)
def test_wrong_lengths_are_refused(wire: bytes) -> None:
    with pytest.raises(FrameError):
        PipeChannel(BytesIO(wire), BytesIO(), max_body=MAX_BODY).receive()


def test_a_header_too_large_is_not_sent(pair: tuple[SocketChannel, SocketChannel]) -> None:
    with pytest.raises(FrameError):
        pair[0].send(Frame({"text": "x" * (MAX_HEADER_BYTES + 1)}))


def test_a_pipe_refuses_a_descriptor() -> None:
    with pytest.raises(ValueError, match="no descriptor"):
        PipeChannel(BytesIO(), BytesIO(), max_body=1).send(Frame({}, (), 0))
