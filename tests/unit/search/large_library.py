"""A library of clustered vectors, written through the real store, with codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from indexer.core.paths import LibraryPaths
from indexer.core.types import FileStat, PhotoId, PhotoMetadata, SpaceKind, Vector
from indexer.store.index_reader import IndexReader
from indexer.store.library import open_library
from indexer.store.records import ChangedFile, FoundFile, IndexedPhoto, ScanOutcome

DIMENSIONS = 96
MODEL_ID = "large"
STAT = FileStat(10, 1)


class LargeLibrary:
    """`count` indexed photos; `queries` are vectors that lie among them."""

    def __init__(self, folder: Path, count: int) -> None:
        self._random = np.random.default_rng(3)
        self._centres = self._random.standard_normal((40, DIMENSIONS)) + 1
        self._added = 0
        self.paths = LibraryPaths(folder)
        self.store = open_library(self.paths)
        self.space = self.store.index.spaces.get_or_create(
            MODEL_ID, "starter", SpaceKind.JOINT, DIMENSIONS
        )
        self.folder = self.store.user.folders.add("/photos", volume="disk", added_at=0.0).id
        self.queries = self.vectors(6)
        self.add(count)
        self.code()

    def vectors(self, count: int) -> Vector:
        """Unit vectors in clusters around a common mean."""
        found = self._centres[self._random.integers(len(self._centres), size=count)]
        found = found + 0.4 * self._random.standard_normal((count, DIMENSIONS))
        return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)

    @property
    def last(self) -> int:
        """The id of the last photo that was added."""
        return self._added

    def add(self, count: int) -> None:
        """Add indexed photos; their ids follow on `last`."""
        names = [f"{self._added + number}.jpg" for number in range(count)]
        self._added += count
        files = [FoundFile(name, STAT) for name in names]
        ids = self.store.index.scans.apply(ScanOutcome(self.folder, seen_at=0.0, added=files))
        photos = [self._photo(i, v) for i, v in zip(ids, self.vectors(count), strict=True)]
        self.store.index.results.commit(photos, now=0.0)

    def replace(self, photo_id: int, vector: Vector) -> None:
        """Index a photo again, with another vector."""
        self.store.index.results.commit([self._photo(PhotoId(photo_id), vector)], now=1.0)

    def delete(self, photo_id: int) -> None:
        """Delete a photo's row, as the removal of its folder does."""
        database = self.store.index.database
        with database.transaction():
            database.run("DELETE FROM photo WHERE id = ?", (photo_id,))
            database.run("UPDATE meta SET value = value + 1 WHERE name = 'generation'")

    def return_photo(self, photo_id: PhotoId) -> None:
        """Let a missing photo's file be back."""
        back = [ChangedFile(photo_id, STAT)]
        self.store.index.scans.apply(ScanOutcome(self.folder, seen_at=9.0, returned=back))

    def code(self) -> None:
        """Bring the codes up to date, as the service does when it has time."""
        while self.store.index.codes.maintain():
            pass

    def epoch(self) -> int:
        """The number of the present set of codes."""
        return int(self.store.index.database.value("SELECT epoch FROM code_set"))

    def scores(self, reader: IndexReader) -> tuple[np.ndarray, np.ndarray]:
        """Every photo and its score for the first query, by comparing every vector."""
        return reader.vectors.scores(self.space.id, self.queries[0])

    def reopen(self) -> None:
        """Close the writer and open it anew."""
        self.store.close()
        self.store = open_library(self.paths)

    def close(self) -> None:
        """Close the writer."""
        self.store.close()

    def _photo(self, photo_id: PhotoId, vector: Vector) -> IndexedPhoto:
        content = int(photo_id).to_bytes(16, "little")
        return IndexedPhoto(photo_id, STAT, content, PhotoMetadata(), {self.space.id: vector})
