"""What the service gives a worker and what it hears back. Frozen, and free of torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from indexer.core.errors import EnvironmentFault, PixloreError
from indexer.core.types import PhotoId, PhotoMetadata, PhotoResult

if TYPE_CHECKING:
    from indexer.core.opening import OpenedFile

Region = tuple[float, float, float, float]
"""x, y, width, height in 0..1 of the upright photo, as `media.crop` takes it."""

LOCAL_DEADLINE_S = 20.0
NETWORK_DEADLINE_S = 60.0


class WorkerUnavailable(EnvironmentFault):
    """The worker ended, did not start, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class PhotoJob:
    """One photo to decode, thumbnail and embed. The worker never learns its path."""

    photo_id: PhotoId
    source: OpenedFile
    """Stays the caller's: close it as soon as `submit` has returned."""
    format_hint: str
    """The format family the name promises, as `formats.format_of` gives it."""
    deadline_s: float = LOCAL_DEADLINE_S
    """Wall clock for reading and decoding, counted from `PhotoStarted`."""
    only_metadata: bool = False
    """Read what it says about itself, and decode nothing."""
    beside: tuple[bytes, ...] = ()
    """The contents of files that describe it."""


@dataclass(frozen=True, slots=True)
class PhotoStarted:
    """The worker opened this photo: from now on it may be what kills the worker."""

    photo_id: PhotoId


@dataclass(frozen=True, slots=True)
class PhotoDone:
    """The photo is decoded and embedded."""

    photo_id: PhotoId
    result: PhotoResult


@dataclass(frozen=True, slots=True)
class PhotoReread:
    """The answer to a job for `only_metadata`."""

    photo_id: PhotoId
    metadata: PhotoMetadata


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """The photo cannot be indexed; the worker goes on with the others."""

    photo_id: PhotoId
    error: PixloreError
    """`PhotoError`: the file's fault. `EnvironmentFault`: unreadable now; try later. `ModelError`:
    the model does not load or answers nonsense, so no photo is to blame."""


@dataclass(frozen=True, slots=True)
class WorkerDied:
    """The last event of a worker, naming every photo it still owed an answer for."""

    reason: str
    """A sentence: killed by signal 11 (segmentation fault), stopped, deadline passed, ..."""
    decoding: tuple[PhotoId, ...] = ()
    """Being read or decoded at that moment, oldest first: one of them is the culprit of a crash."""
    embedding: tuple[PhotoId, ...] = ()
    """Decoded and waiting for their vectors: innocent of a decoder crash."""
    waiting: tuple[PhotoId, ...] = ()
    """Never opened: innocent."""
    overdue: PhotoId | None = None
    """The photo whose deadline passed, when that is why the worker was killed."""
    decoding_query: bool = False
    """A query photo was being decoded too, so it may be the culprit instead."""
    expected: bool = False
    """The worker was asked to stop: no photo is to blame."""
    finished: int = 0
    """Photos answered (done or failed) over this worker's life: 0 means no progress at all."""
    exit_code: int | None = None
    """As `subprocess.Popen.returncode`: negative for a signal."""


WorkerEvent = PhotoStarted | PhotoDone | PhotoReread | PhotoFailed | WorkerDied


class EventSink(Protocol):
    """Where a worker's events go: a `queue.Queue` or `queue.SimpleQueue`."""

    def put(self, event: WorkerEvent, /) -> None:
        """Take one event; must not block."""


@dataclass(frozen=True, slots=True)
class WorkerDescription:
    """The model a worker has loaded and what it runs on."""

    model_id: str
    model_name: str
    dimensions: int
    visual_dimensions: int
    logit_scale: float
    logit_bias: float
    device: str
    precision: str
    versions: dict[str, str] = field(default_factory=dict)
    """Library name to version: stored with the reason of a quarantined file."""


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """How one worker is bounded."""

    in_flight: int = 32
    """Photos a worker may hold at once; `submit` waits above it."""
    decode_threads: int = 0
    """0: one a core."""
    cores: int = 0
    """How many cores the worker may use; 0 for all."""
    startup_s: float = 120.0
    """For the process to start and load its model."""
    stall_s: float = 180.0
    """Without any report while photos are open: the worker hangs."""
    memory_mb: int = 1536
    """Address space above what the loaded model needs (Linux)."""
