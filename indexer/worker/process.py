"""What runs inside a worker: a thread that reads requests, and stages that answer them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from indexer.core.processor import available_cores
from indexer.worker import confinement
from indexer.worker.codec import to_frame
from indexer.worker.crew import Crew
from indexer.worker.decoding import DecodeStage
from indexer.worker.frames import ChannelClosed, FrameError
from indexer.worker.image_stage import ImageStage
from indexer.worker.model_holder import ModelHolder
from indexer.worker.photo_request import open_request
from indexer.worker.requests import (
    Describe,
    EmbedPhoto,
    EmbedText,
    IndexPhoto,
    ReadMetadata,
    Ready,
    RenderPhoto,
    Setup,
    Stop,
    TryOut,
    WarmUp,
    request_of,
)
from indexer.worker.text_stage import TextStage

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.embedding.encoder import Encoder, ModelSpec
    from indexer.worker.decoding import Decoder
    from indexer.worker.frames import Channel, Frame
    from indexer.worker.requests import FromWorker


def serve(
    channel: Channel,
    *,
    offline: bool,
    load: Callable[[ModelSpec, int], Encoder] | None = None,
    decode: Decoder | None = None,
) -> None:
    """Answer requests until `Stop` or the end of the channel.

    Raises `FrameError` when the service does not follow the protocol.
    """
    first = channel.receive()
    if first is None:
        return
    setup = request_of(first)
    if not isinstance(setup, Setup):
        raise FrameError("the first request is not Setup")
    desk = _Desk(channel, setup, load or _load, decode or _real_decoder())
    desk.send(Ready(offline))
    while (frame := channel.receive()) is not None and desk.take(frame):
        pass


class _Desk:
    """Hands every request to the stage that answers it."""

    def __init__(
        self,
        channel: Channel,
        setup: Setup,
        load: Callable[[ModelSpec, int], Encoder],
        decode: Decoder,
    ) -> None:
        cores = min(available_cores(), setup.cores or available_cores())
        self._channel = channel
        # One torch thread in each of the crew's: more would fight for the same cores.
        model = ModelHolder(setup.model, load, threads=1, memory_mb=setup.memory_mb)
        self._texts = TextStage(model, self.send)
        photos = DecodeStage(decode, model, self.send, lambda photo: self._crew.put_prepared(photo))
        self._crew = Crew(
            photos.process,
            ImageStage(model, self.send).embed,
            threads=setup.decode_threads or cores,
            embedding_at_once=None if _runs_on_cpu(setup) else 1,
        )
        if setup.model is None:
            confinement.tighten(setup.memory_mb)
        self._texts.start()
        self._crew.start()

    def send(self, message: FromWorker) -> None:
        """Answer; a worker whose service is gone ends at once."""
        try:
            self._channel.send(to_frame(message))
        except ChannelClosed:
            os._exit(0)

    def take(self, frame: Frame) -> bool:
        """Pass one request on; false when it was `Stop`."""
        match request_of(frame):
            case IndexPhoto() | ReadMetadata() | EmbedPhoto() | RenderPhoto() as photo:
                self._crew.put(open_request(photo, frame.descriptor))
            case EmbedText() | Describe() as question:
                self._texts.put(question)
            case WarmUp() | TryOut() as wish:
                self._texts.process_aside(wish)
            case Setup():
                raise FrameError("a second Setup")
            case Stop():
                return False
        return True


def _runs_on_cpu(setup: Setup) -> bool:
    return setup.model is None or setup.model.get("device", "cpu") == "cpu"


def _real_decoder() -> Decoder:
    from indexer.media.decode import decode_photo

    return decode_photo


def _load(spec: ModelSpec, threads: int) -> Encoder:
    from indexer.embedding.loading import load_encoder

    return load_encoder(spec, threads=threads)
