"""Decodes one photo: bytes in, prepared pixels and a thumbnail out. Imports no torch."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, BinaryIO, Protocol

from PIL import Image

from indexer.core.errors import CorruptPhoto, PhotoTooLarge, PixloreError
from indexer.media.crop import crop_region, side_for_region
from indexer.media.thumbnail import make_thumbnail
from indexer.worker.photo_request import OpenRequest, PreparedPhoto
from indexer.worker.requests import (
    Decoded,
    EmbedPhoto,
    Failed,
    IndexPhoto,
    MetadataRead,
    ReadMetadata,
    Rendered,
    RenderPhoto,
    Started,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from indexer.media.decode import DecodedPhoto
    from indexer.worker.model_holder import ModelHolder
    from indexer.worker.requests import Answer, PhotoRequest, Report

_log = logging.getLogger(__name__)
_RENDER_TARGET_SHARE = 9 / 32
"""Sides of the widest common photo, halved because `decode_photo` keeps twice its target."""


class Decoder(Protocol):
    """`media.decode.decode_photo`, or a test's poison in its place."""

    def __call__(
        self, file: BinaryIO, *, format_hint: str, target_side: int, beside: Sequence[bytes]
    ) -> DecodedPhoto:
        """Decode one photo."""


class DecodeStage:
    """What a thread of the crew does with a photo that is to be decoded."""

    def __init__(
        self,
        decode: Decoder,
        model: ModelHolder,
        send: Callable[[Report | Answer], None],
        forward: Callable[[PreparedPhoto], None],
    ) -> None:
        """`forward` takes a prepared photo on to its vectors."""
        self._decode = decode
        self._model = model
        self._send = send
        self._forward = forward
        self._memory_is_mine = threading.Lock()

    def process(self, photo: OpenRequest) -> None:
        """Answer or forward one photo and close it; raises nothing."""
        try:
            self._process(photo)
        finally:
            photo.source.close()

    def _process(self, photo: OpenRequest) -> None:
        ticket = photo.request.ticket
        try:
            self._send(self._answer(photo))
        except PixloreError as error:
            self._send(Failed(ticket, error.kind, str(error)))
        except MemoryError:
            self._send(Failed(ticket, PhotoTooLarge.__name__, _TOO_LARGE))
        except Exception:  # noqa: BLE001 - a decoder may raise anything on hostile bytes
            _log.exception("a photo could not be decoded")
            self._send(Failed(ticket, CorruptPhoto.__name__, _UNREADABLE))

    def _answer(self, photo: OpenRequest) -> Report | Answer:
        """Decode; with too little memory, again while no other thread retries."""
        if isinstance(photo.request, ReadMetadata):
            self._send(Started(photo.request.ticket))
            return _metadata_read(photo, photo.request)
        target_side = self._target_side(photo.request)
        self._send(Started(photo.request.ticket))
        try:
            return self._made(photo, target_side)
        except MemoryError:
            with self._memory_is_mine:
                return self._made(photo, target_side)

    def _target_side(self, request: PhotoRequest) -> int:
        """Shorter side to decode to; waits for the model's description where that decides."""
        if isinstance(request, RenderPhoto):
            return max(1, round(request.max_side * _RENDER_TARGET_SHARE))
        side = self._model.encoder().input_side
        if isinstance(request, EmbedPhoto) and request.region is not None:
            return side_for_region(side, request.region)
        return side

    def _made(self, photo: OpenRequest, target_side: int) -> Report | Answer:
        decoded = self._decoded(photo, target_side)
        request = photo.request
        if isinstance(request, RenderPhoto):
            if _is_coarse(decoded, request.max_side):
                decoded = self._decoded(photo, request.max_side)
            return _rendered(decoded.image, request)
        if isinstance(request, EmbedPhoto):
            image = decoded.image
            if request.region is not None:
                image = crop_region(image, request.region)
            return self._prepared(request.ticket, image, decoded, b"")
        thumbnail = make_thumbnail(decoded.image)
        return self._prepared(request.ticket, decoded.image, decoded, thumbnail)

    def _decoded(self, photo: OpenRequest, target_side: int) -> DecodedPhoto:
        with photo.source.reader() as file:
            return self._decode(
                file,
                format_hint=photo.request.format_hint,
                target_side=target_side,
                beside=_beside(photo.request),
            )

    def _prepared(
        self, ticket: int, image: Image.Image, decoded: DecodedPhoto, thumbnail: bytes
    ) -> Decoded:
        pixels = self._model.encoder().prepare(image)
        self._forward(PreparedPhoto(ticket, pixels, decoded.metadata, decoded.suspect, thumbnail))
        return Decoded(ticket)


_TOO_LARGE = "Reading this photo needs more memory than Pixlore allows for one photo."
_UNREADABLE = "The photo is damaged in a way Pixlore cannot read."


def _metadata_read(photo: OpenRequest, request: ReadMetadata) -> MetadataRead:
    from indexer.media.decode import read_photo

    with photo.source.reader() as file:
        metadata = read_photo(file, format_hint=request.format_hint, beside=request.beside)
    return MetadataRead(request.ticket, metadata)


def _beside(request: PhotoRequest) -> Sequence[bytes]:
    return request.beside if isinstance(request, IndexPhoto) else ()


def _is_coarse(decoded: DecodedPhoto, max_side: int) -> bool:
    """Whether a JPEG came out smaller than it could be shown."""
    wanted = min(max_side, max(decoded.metadata.width, decoded.metadata.height))
    return max(decoded.image.size) < wanted


def _rendered(image: Image.Image, request: RenderPhoto) -> Rendered:
    if max(image.size) > request.max_side:
        image.thumbnail((request.max_side, request.max_side), Image.Resampling.LANCZOS)
    return Rendered(request.ticket, image.width, image.height, image.tobytes())
