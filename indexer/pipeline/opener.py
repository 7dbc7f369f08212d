"""Opens and fingerprints claimed photos in its own thread: a slow disk must not hold the writer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from indexer.core.errors import PixloreError
from indexer.core.formats import format_of
from indexer.core.opening import OpenedFile, open_photo
from indexer.media.fingerprint import content_id
from indexer.pipeline.sidecars import read_beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.store.records import PendingPhoto


@dataclass(frozen=True, slots=True)
class Claim:
    """A photo that somebody works on. `model` is the one whose vectors it lacks."""

    photo: PendingPhoto
    path: str
    """Absolute."""
    model: str
    is_indexed: bool = False
    """The photo is indexed already and only lacks this model's vectors, or `only_metadata`."""
    only_metadata: bool = False
    """What was read out of this indexed photo is old: read it again, and nothing else."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open photo; whoever gets it closes `source`."""

    claim: Claim
    source: OpenedFile
    content_id: bytes
    beside: tuple[bytes, ...] = ()
    """The contents of its sidecars."""


@dataclass(frozen=True, slots=True)
class NotOpened:
    """A photo that could not be opened or read."""

    claim: Claim
    error: PixloreError


class Opener:
    """Opens claims in the order they were put in and passes each on to `sink`."""

    def __init__(self, sink: Callable[[Opened | NotOpened], None]) -> None:
        self._sink = sink
        self._claims: SimpleQueue[Claim | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="open-photos", daemon=True)

    def start(self) -> None:
        """Begin to open."""
        self._thread.start()

    def open(self, claim: Claim) -> None:
        """Open this photo when its turn comes."""
        self._claims.put(claim)

    def stop(self, deadline_s: float) -> None:
        """End the thread; claims that wait are dropped."""
        self._stopping.set()
        self._claims.put(None)
        self._thread.join(deadline_s)

    def _run(self) -> None:
        while (claim := self._claims.get()) is not None and not self._stopping.is_set():
            self._sink(open_claim(claim))


def open_claim(claim: Claim) -> Opened | NotOpened:
    """Open a photo read-only and take its content identity."""
    try:
        source = open_photo(claim.path)
    except PixloreError as error:
        return NotOpened(claim, error)
    try:
        with source.reader() as reader:
            identity = content_id(reader, source.stat.size, format_of(claim.path) or "")
    except PixloreError as error:
        source.close()
        return NotOpened(claim, error)
    return Opened(claim, source, identity, read_beside(claim.path, _sidecars(claim)))


def _sidecars(claim: Claim) -> str:
    """Those that are needed: not for new vectors alone."""
    only_vectors = claim.is_indexed and not claim.only_metadata
    return "" if only_vectors else claim.photo.sidecars
