"""Everything service and worker say to each other.

A *ticket* is the number the service gives a request; every answer names it. Photos travel beside
their request as an open descriptor, or as `content` where descriptors cannot be passed.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.core.types import PhotoMetadata
from indexer.embedding.trial import Attempt
from indexer.worker.codec import from_frame
from indexer.worker.events import Region
from indexer.worker.frames import Frame


@dataclass(frozen=True, slots=True)
class Setup:
    """First message: the model as `ModelSpec.to_json` gives it (None: decode only) and limits."""

    model: dict[str, str] | None
    decode_threads: int
    memory_mb: int
    cores: int = 0
    """How many cores to use; 0 for all."""


@dataclass(frozen=True, slots=True)
class IndexPhoto:
    """Decode, thumbnail and embed a photo of the library."""

    ticket: int
    format_hint: str
    content: bytes = b""
    beside: tuple[bytes, ...] = ()
    """The contents of files that describe the photo."""


@dataclass(frozen=True, slots=True)
class ReadMetadata:
    """Read what a photo of the library says about itself; its pixels are not decoded."""

    ticket: int
    format_hint: str
    content: bytes = b""
    beside: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class EmbedPhoto:
    """Embed a query photo, or `region` of it: x, y, width, height in 0..1."""

    ticket: int
    format_hint: str
    region: Region | None = None
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class RenderPhoto:
    """Decode a photo to show it, its longer side at most `max_side` pixels."""

    ticket: int
    format_hint: str
    max_side: int
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class EmbedText:
    """Embed texts."""

    ticket: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Describe:
    """Load the model's description."""

    ticket: int


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Load one half of the model: "text" or "image"."""

    ticket: int
    part: str


@dataclass(frozen=True, slots=True)
class TryOut:
    """Try the devices and number formats that the model could run in, each for `seconds`."""

    ticket: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Finish nothing more, and leave."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is set up; `offline` when it has no network at all."""

    offline: bool


@dataclass(frozen=True, slots=True)
class Started:
    """Reading and decoding begin."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoding is over and did no harm; the photo waits for its vectors."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Indexed:
    """Answer to `IndexPhoto`. Vectors are little-endian float32; `visual` may be empty."""

    ticket: int
    metadata: PhotoMetadata
    suspect: bool
    joint: bytes
    visual: bytes
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class MetadataRead:
    """Answer to `ReadMetadata`."""

    ticket: int
    metadata: PhotoMetadata


@dataclass(frozen=True, slots=True)
class Embedded:
    """Answer to `EmbedPhoto` and `EmbedText`: `rows` vectors one after another."""

    ticket: int
    rows: int
    joint: bytes
    visual: bytes = b""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Answer to `RenderPhoto`."""

    ticket: int
    width: int
    height: int
    rgb: bytes


@dataclass(frozen=True, slots=True)
class Described:
    """Answer to `Describe`: the fields of `WorkerDescription`."""

    ticket: int
    model_id: str
    model_name: str
    dimensions: int
    visual_dimensions: int
    logit_scale: float
    logit_bias: float
    device: str
    precision: str
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class WarmedUp:
    """Answer to `WarmUp`."""

    ticket: int


@dataclass(frozen=True, slots=True)
class TriedOut:
    """Answer to `TryOut`."""

    ticket: int
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The request cannot be answered: the kind and sentence of a `PixloreError`."""

    ticket: int
    kind: str
    message: str


PhotoRequest = IndexPhoto | ReadMetadata | EmbedPhoto | RenderPhoto
Request = Setup | PhotoRequest | EmbedText | Describe | WarmUp | TryOut | Stop
Report = Started | Decoded
Answer = Indexed | MetadataRead | Embedded | Rendered | Described | WarmedUp | TriedOut | Failed
FromWorker = Ready | Report | Answer

_REQUESTS: dict[str, type[Request]] = {
    kind.__name__: kind
    for kind in (
        Setup, IndexPhoto, ReadMetadata, EmbedPhoto, RenderPhoto, EmbedText, Describe, WarmUp,
        TryOut, Stop,
    )
}  # fmt: skip
_FROM_WORKER: dict[str, type[FromWorker]] = {
    kind.__name__: kind
    for kind in (
        Ready, Started, Decoded, Indexed, MetadataRead, Embedded, Rendered, Described, WarmedUp,
        TriedOut, Failed,
    )
}  # fmt: skip


def request_of(frame: Frame) -> Request:
    """The request in a frame; raises `FrameError`."""
    return from_frame(frame, _REQUESTS)


def message_of(frame: Frame) -> FromWorker:
    """What a worker says in a frame; raises `FrameError`."""
    return from_frame(frame, _FROM_WORKER)
