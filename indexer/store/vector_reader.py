"""Reads and compares embeddings."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import apsw
import numpy as np

from indexer.core.errors import StoreError
from indexer.core.together import both
from indexer.core.types import PhotoId
from indexer.store import code_reader, embedding_keys, sampling, vectors
from indexer.store.generation import read_generation
from indexer.store.id_list import id_list
from indexer.store.query_cache import cached_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from indexer.core.types import FolderId, SpaceId, Vector
    from indexer.store.code_reader import Changes, CodeSet
    from indexer.store.compact_index import CompactIndex
    from indexer.store.connection import Database, Rows
    from indexer.store.reader_pool import ReaderPool
    from indexer.store.scalar_codes import ScalarCodes

_WORTH_SHARING = 128
_PRESENT = "photo_id NOT IN (SELECT id FROM photo WHERE missing_since IS NOT NULL)"


class VectorReader:
    """Reads and compares embeddings, from any thread. Missing photos are left out.

    The distances are sqlite-vec's: for 100,000 vectors of 512 dimensions 125 ms for all scores
    and 85 ms for the best 50, where reading the vectors into numpy took 360 ms.
    """

    def __init__(self, pool: ReaderPool, codes: Path) -> None:
        self._pool = pool
        self._codes = codes
        self._opened: WeakSet[ScalarCodes] = WeakSet()

    def close(self) -> None:
        """Close the files of codes; whoever still uses one reads no more rows."""
        for codes in list(self._opened):
            codes.close()

    def scores(
        self, space_id: SpaceId, vector: Vector
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and cosines of every photo of a space, in id order. One pass over all vectors."""
        with self._pool.borrow() as database:
            _guard_query(database, space_id, vector)
            rows = database.rows(
                "SELECT photo_id, vec_distance_cosine(vector, ?) FROM embedding "  # noqa: S608
                f"WHERE id BETWEEN ? AND ? AND {_PRESENT} ORDER BY id",
                (vectors.to_blob(vector), *embedding_keys.span(space_id)),
            )
        table = np.array(rows, np.float64).reshape(-1, 2)
        return table[:, 0].astype(np.int64), (1.0 - table[:, 1]).astype(np.float32)

    def rank(
        self,
        space_id: SpaceId,
        vector: Vector,
        *,
        limit: int,
        folder_ids: Iterable[FolderId] | None = None,
        photo_ids: Iterable[PhotoId] | None = None,
    ) -> list[tuple[PhotoId, float]]:
        """The nearest photos and their cosines, best first, exact; filters apply before ranking.

        Equal cosines are ordered by id.
        """
        where, parameters = _filters(folder_ids, photo_ids)
        with self._pool.borrow() as database:
            _guard_query(database, space_id, vector)
            rows = database.rows(
                "SELECT photo_id, vec_distance_cosine(vector, ?) AS distance FROM embedding "  # noqa: S608
                f"WHERE id BETWEEN ? AND ? AND {_PRESENT} {where} ORDER BY distance, id LIMIT ?",
                (vectors.to_blob(vector), *embedding_keys.span(space_id), *parameters, limit),
            )
        return [(PhotoId(photo_id), 1.0 - distance) for photo_id, distance in rows]

    def cosines(
        self, space_id: SpaceId, vector: Vector, photo_ids: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and cosines of some photos, missing ones too, in id order.

        Photos without an embedding are left out. From 4 microseconds a photo of 512 dimensions
        to 16 where photos are scattered over a large file: a page is read for each. Many are
        read on two threads.
        """
        keys = np.sort(photo_ids.astype(np.int64) + embedding_keys.key(space_id, PhotoId(0)))
        with self._pool.borrow() as database:
            if len(keys) < _WORTH_SHARING:
                rows = _distances(database, vector, keys)
            else:
                rows = self._shared_distances(database, vector, keys)
        table = np.array(rows, np.float64).reshape(-1, 2)
        return table[:, 0].astype(np.int64), (1.0 - table[:, 1]).astype(np.float32)

    def _shared_distances(
        self, database: Database, vector: Vector, keys: npt.NDArray[np.int64]
    ) -> Rows:
        generation, half = read_generation(database), len(keys) // 2

        def second() -> Rows | None:
            with self._pool.snapshot(), self._pool.borrow() as another:
                is_same = read_generation(another) == generation
                return _distances(another, vector, keys[half:]) if is_same else None

        rows, more = both(lambda: _distances(database, vector, keys[:half]), second)
        # The other connection saw a later state: both halves must be of one.
        return rows + (_distances(database, vector, keys[half:]) if more is None else more)

    def in_parts(
        self, space_id: SpaceId, count: int
    ) -> Iterator[tuple[npt.NDArray[np.int64], Vector]]:
        """Ids and vectors of the photos of a space, `count` at a time, in id order."""
        next_id, highest = embedding_keys.span(space_id)
        while True:
            with self._pool.borrow() as database:
                rows = database.rows(
                    f"SELECT id, photo_id, vector FROM embedding WHERE id BETWEEN ? AND ? "  # noqa: S608
                    f"AND {_PRESENT} ORDER BY id LIMIT ?",
                    (next_id, highest, count),
                )
            if not rows:
                return
            keys, ids, blobs = zip(*rows, strict=True)
            next_id = keys[-1] + 1
            yield np.array(ids, np.int64), vectors.from_blob(b"".join(blobs)).reshape(len(ids), -1)

    def code_set(self, space_id: SpaceId) -> CodeSet | None:
        """Which codes a space has; None for a space without."""
        with self._pool.borrow() as database:
            return code_reader.current_set(database, space_id)

    def codes(self, code_set: CodeSet) -> CompactIndex:
        """See `code_reader.read_codes`."""
        return code_reader.read_codes(self._codes, code_set)

    def scalar_codes(self, space_id: SpaceId, code_set: CodeSet) -> ScalarCodes:
        """See `code_reader.open_scalar_codes`."""
        codes = code_reader.open_scalar_codes(self._codes, space_id, code_set)
        self._opened.add(codes)
        return codes

    def code_changes(self, space_id: SpaceId, revision: int) -> Changes | None:
        """See `code_reader.next_changes`; call within a snapshot."""
        with self._pool.borrow() as database:
            return code_reader.next_changes(database, space_id, revision)

    def sampled(self, space_id: SpaceId, count: int) -> Vector:
        """See `sampling.sampled`."""
        with self._pool.borrow() as database:
            return sampling.sampled(database, space_id, count)

    def missing_ids(self) -> npt.NDArray[np.int64]:
        """Photos whose files are gone, in id order."""
        with self._pool.borrow() as database:
            gone = id_list(database, "SELECT id FROM photo WHERE missing_since IS NOT NULL")
        return np.sort(gone)

    def get(self, space_id: SpaceId, photo_ids: Sequence[PhotoId]) -> dict[PhotoId, Vector]:
        """Vectors by photo, missing photos too; photos without one are left out."""
        with self._pool.borrow() as database:
            rows = database.rows(
                "SELECT photo_id, vector FROM embedding "
                "WHERE id IN (SELECT (? << 40) + value FROM json_each(?))",
                (space_id, json.dumps([int(photo_id) for photo_id in photo_ids])),
            )
        return {PhotoId(photo_id): vectors.from_blob(blob) for photo_id, blob in rows}

    def cached_query(self, space_id: SpaceId, query: str) -> Vector | None:
        """The remembered vector of a query, or None."""
        with self._pool.borrow() as database:
            return cached_query(database, space_id, query)


def _distances(database: Database, vector: Vector, keys: npt.NDArray[np.int64]) -> Rows:
    if not len(keys):  # an empty carray is refused
        return []
    return database.rows(
        "SELECT photo_id, vec_distance_cosine(vector, ?) FROM embedding WHERE id IN carray(?)",
        (vectors.to_blob(vector), apsw.carray(keys)),
    )


def _filters(
    folder_ids: Iterable[FolderId] | None, photo_ids: Iterable[PhotoId] | None
) -> tuple[str, list[Any]]:
    where, parameters = "", []
    if folder_ids is not None:
        where += (
            " AND photo_id IN (SELECT id FROM photo"
            " WHERE folder_id IN (SELECT value FROM json_each(?)))"
        )
        parameters.append(json.dumps([int(folder_id) for folder_id in folder_ids]))
    if photo_ids is not None:
        where += " AND photo_id IN (SELECT value FROM json_each(?))"
        parameters.append(json.dumps([int(photo_id) for photo_id in photo_ids]))
    return where, parameters


def _guard_query(database: Database, space_id: SpaceId, vector: Vector) -> None:
    vectors.guard(vector, _dimensions(database, space_id))


def _dimensions(database: Database, space_id: SpaceId) -> int:
    dimensions = database.value("SELECT dimensions FROM space WHERE id = ?", (space_id,))
    if dimensions is None:
        raise StoreError(f"The index has no vector space {space_id}. Search again.")
    return int(dimensions)
