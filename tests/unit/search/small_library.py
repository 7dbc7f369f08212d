"""A library with a few photos whose vectors a test chooses, written through the real store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoId, PhotoMetadata, SpaceKind, Vector
from indexer.store.library import open_library
from indexer.store.records import FailedPhoto, FoundFile, IndexedPhoto, ScanOutcome

DIMENSIONS = 4
MODEL_ID = "m1"


def at_cosine(cosine: float) -> Vector:
    """A unit vector at this cosine to `axis()`."""
    return np.array([cosine, np.sqrt(1 - cosine**2), 0, 0], np.float32)


def axis(number: int = 0) -> Vector:
    """One of the unit vectors along the axes."""
    return np.eye(DIMENSIONS, dtype=np.float32)[number]


class SmallLibrary:
    """Writes photos; close it before other processes are to write."""

    def __init__(self, folder: Path, *, visual: bool = False, model: str = "starter") -> None:
        self.paths = LibraryPaths(folder)
        self.store = open_library(self.paths)
        self._open = True
        spaces = self.store.index.spaces
        self.joint = spaces.get_or_create(MODEL_ID, model, SpaceKind.JOINT, DIMENSIONS)
        self.visual = (
            spaces.get_or_create(MODEL_ID, model, SpaceKind.VISUAL, DIMENSIONS) if visual else None
        )
        self.store.user.settings.set("model", model)

    def close(self) -> None:
        """Let other processes write; idempotent."""
        if self._open:
            self._open = False
            self.store.close()

    def watch(self, path: Path | str) -> int:
        """Add a watched folder; its id."""
        return self.store.user.folders.add(str(path), volume="disk", added_at=1.0).id

    def find(
        self, folder_id: int, names: Sequence[str], stat: FileStat | None = None
    ) -> list[PhotoId]:
        """Add pending photos as a scan would."""
        files = [FoundFile(name, stat or FileStat(10, 1)) for name in names]
        outcome = ScanOutcome(folder_id, seen_at=1.0, added=files)
        return self.store.index.scans.apply(outcome)

    def index(
        self,
        folder_id: int,
        name: str,
        joint: Vector,
        visual: Vector | None = None,
        stat: FileStat | None = None,
    ) -> PhotoId:
        """Add an indexed photo."""
        stat = stat or FileStat(10, 1)
        photo_id = self.find(folder_id, [name], stat)[0]
        vectors = {self.joint.id: joint}
        if self.visual is not None and visual is not None:
            vectors[self.visual.id] = visual
        content = photo_id.to_bytes(16, "little")
        photo = IndexedPhoto(photo_id, stat, content, PhotoMetadata(width=4, height=3), vectors)
        assert self.store.index.results.commit([photo], now=2.0).indexed == [photo_id]
        return photo_id

    def fail(self, folder_id: int, name: str, reason: str) -> PhotoId:
        """Add a photo that could not be indexed."""
        photo_id = self.find(folder_id, [name])[0]
        failure = FailedPhoto(photo_id, "CorruptPhoto", reason)
        self.store.index.results.commit(failed=[failure], now=2.0)
        return photo_id

    def remember(self, text: str, vector: Vector) -> None:
        """Cache the vector of a query, as the service does."""
        self.store.index.queries.put(self.joint.id, text, vector, now=3.0)
