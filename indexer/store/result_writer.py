"""What came of the photos that the worker was given."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from indexer.core.errors import StoreError
from indexer.media.version import METADATA_VERSION
from indexer.store import embedding_keys, photo_metadata, vectors
from indexer.store.derived import write_derived
from indexer.store.generation import advance_generation
from indexer.store.photo_text import delete_text
from indexer.store.records import Committed, FailedPhoto
from indexer.store.space_writer import list_spaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from indexer.core.types import FileStat, PhotoId, SpaceId
    from indexer.store.connection import Database
    from indexer.store.records import Fingerprint, IndexedPhoto, RereadPhoto

_VERSION = "metadata_version = iif(sidecars = ?, ?, 0)"
"""Sidecars, then version: with other sidecars than were read the photo is to be read again."""
_SET_METADATA = ", ".join([*(f"{name} = ?" for name in photo_metadata.NAMES), _VERSION])
_COPY_METADATA = ", ".join(f"{name} = twin.{name}" for name in photo_metadata.NAMES)
_OWN_METADATA = "twin.id = photo.id OR (twin.sidecars = '' AND photo.sidecars = '')"
"""When a copy's metadata is also that of the photo: nothing beside either says more."""
_DONE = "state = 'indexed', attempts = 0, failure_kind = '', reason = ''"
_SAME_FILE = "photo.id = ? AND photo.size = ? AND photo.mtime_ns = ?"


class ResultWriter:
    """Stores results. A photo's embeddings and its new state are one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def commit(
        self,
        indexed: Sequence[IndexedPhoto] = (),
        failed: Sequence[FailedPhoto] = (),
        *,
        now: float,
    ) -> Committed:
        """Store a batch in one transaction and clear its intents.

        A vector that fails the guard makes its photo fail with the reason, not the batch.
        A changed content drops the photo's embeddings in all other spaces.
        """
        sound, refused = self._sift(indexed)
        with self._database.transaction():
            stored = [photo.photo_id for photo in sound if self._store(photo, now)]
            lost = [photo.photo_id for photo in (*failed, *refused) if self._fail(photo)]
            write_derived(self._database, stored)
            self._clear_intents([photo.photo_id for photo in indexed])
            self._clear_intents([photo.photo_id for photo in failed])
            advance_generation(self._database)
        return Committed(stored, lost)

    def reuse(
        self, fingerprints: Sequence[Fingerprint], space_ids: Sequence[SpaceId], *, now: float
    ) -> list[PhotoId]:
        """Finish photos whose content is already embedded in all of `space_ids`, without a worker.

        Copies metadata and embeddings of the photo with the same content (or finds the photo's
        own still right). Returns the photos that are indexed now. One transaction.
        """
        with self._database.transaction():
            done = [f.photo_id for f in fingerprints if self._reuse_one(f, space_ids, now)]
            if done:
                write_derived(self._database, done)
                self._clear_intents(done)
                advance_generation(self._database)
        return done

    def add_vectors(self, indexed: Sequence[IndexedPhoto]) -> list[PhotoId]:
        """Add vectors to photos already indexed (a model swap); nothing else of them changes.

        Photos whose file or content differs by now, or with a bad vector, are left out.
        """
        sound, _ = self._sift(indexed)
        with self._database.transaction():
            stored = [photo.photo_id for photo in sound if self._still_has(photo)]
            for photo in sound:
                if photo.photo_id in stored:
                    self._put_vectors(photo)
            self._clear_intents(photo.photo_id for photo in indexed)
            if stored:
                advance_generation(self._database)
        return stored

    def replace_metadata(self, photos: Sequence[RereadPhoto]) -> bool:
        """Store metadata that was read again; vectors and thumbnails stay. One transaction.

        A photo whose content is another by now becomes pending: whether there was one.
        """
        with self._database.transaction():
            others = [self._return_other_content(photo) for photo in photos]
            ids = [photo.photo_id for photo in photos if self._replace_metadata(photo)]
            write_derived(self._database, ids)
            self._clear_intents(photo.photo_id for photo in photos)
            advance_generation(self._database)
        return any(others)

    def _return_other_content(self, photo: RereadPhoto) -> bool:
        changed = self._database.run(
            f"UPDATE photo SET state = 'pending', attempts = 0 WHERE {_SAME_FILE} "  # noqa: S608
            "AND content_id IS NOT ? AND indexed_at IS NOT NULL",
            (photo.photo_id, photo.stat.size, photo.stat.mtime_ns, photo.content_id),
        )
        return bool(changed)

    def _replace_metadata(self, photo: RereadPhoto) -> bool:
        same = (photo.photo_id, photo.stat.size, photo.stat.mtime_ns)
        read_again = f"{_SAME_FILE} AND content_id = ? AND indexed_at IS NOT NULL"
        if photo.metadata is None:
            self._database.run(
                f"UPDATE photo SET {_VERSION} WHERE {read_again}",  # noqa: S608
                (photo.sidecars, METADATA_VERSION, *same, photo.content_id),
            )
            return False
        columns = (*photo_metadata.to_columns(photo.metadata), photo.sidecars, METADATA_VERSION)
        changed = self._database.run(
            f"UPDATE photo SET {_SET_METADATA} WHERE {read_again}",  # noqa: S608
            (*columns, *same, photo.content_id),
        )
        return bool(changed)

    def _sift(self, photos: Sequence[IndexedPhoto]) -> tuple[list[IndexedPhoto], list[FailedPhoto]]:
        """Part photos with sound vectors from those with a vector no ranking may see."""
        dimensions = {space.id: space.dimensions for space in list_spaces(self._database)}
        sound: list[IndexedPhoto] = []
        refused: list[FailedPhoto] = []
        for photo in photos:
            try:
                for space_id, vector in photo.vectors.items():
                    vectors.guard(vector, dimensions.get(space_id, 0))
            except StoreError as error:
                refused.append(FailedPhoto(photo.photo_id, error.kind, str(error), photo.stat))
            else:
                sound.append(photo)
        return sound, refused

    def _store(self, photo: IndexedPhoto, now: float) -> bool:
        """Make a photo indexed, unless its row changed or vanished meanwhile."""
        self._drop_embeddings_of_other_content(photo.photo_id, photo.content_id)
        changed = self._database.run(
            f"UPDATE photo SET {_DONE}, content_id = ?, suspect = ?, indexed_at = ?, "  # noqa: S608
            f"{_SET_METADATA} WHERE {_SAME_FILE}",
            (
                photo.content_id,
                photo.suspect,
                now,
                *photo_metadata.to_columns(photo.metadata),
                *(photo.sidecars, METADATA_VERSION),
                *(photo.photo_id, photo.stat.size, photo.stat.mtime_ns),
            ),
        )
        if changed:
            self._put_vectors(photo)
        return bool(changed)

    def _fail(self, photo: FailedPhoto) -> bool:
        """Make a photo failed and drop what was known of its former content."""
        changed = self._database.run(
            """
            UPDATE photo SET state = 'failed', attempts = attempts + 1, failure_kind = ?1,
                reason = ?2, content_id = NULL, indexed_at = NULL, suspect = 0
            WHERE id = ?3 AND (?4 IS NULL OR (size = ?4 AND mtime_ns = ?5))
            """,
            (photo.kind, photo.reason, photo.photo_id, *_size_and_time(photo.stat)),
        )
        if changed:
            self._drop_embeddings_of_other_content(photo.photo_id, b"")
            delete_text(self._database, photo.photo_id)
        return bool(changed)

    def _reuse_one(
        self, fingerprint: Fingerprint, space_ids: Sequence[SpaceId], now: float
    ) -> bool:
        twin = self._find_twin(fingerprint, space_ids)
        if twin is None or not self._copy_metadata(fingerprint, twin, now):
            return False
        if twin != fingerprint.photo_id:
            self._copy_embeddings(fingerprint.photo_id, twin)
        return True

    def _find_twin(self, fingerprint: Fingerprint, space_ids: Sequence[SpaceId]) -> PhotoId | None:
        """A photo (best the same one) with this content and a current vector in each space."""
        found: PhotoId | None = self._database.value(
            """
            SELECT id FROM photo WHERE content_id = ?1 AND indexed_at IS NOT NULL
                AND min(width, height) >= ?2 AND NOT EXISTS (
                    SELECT 1 FROM json_each(?3) AS space
                    WHERE NOT EXISTS (
                        SELECT 1 FROM embedding WHERE id = (space.value << 40) + photo.id)
                    OR EXISTS (
                        SELECT 1 FROM outdated_embedding WHERE id = (space.value << 40) + photo.id))
            ORDER BY id = ?4 DESC, suspect LIMIT 1
            """,
            (
                fingerprint.content_id,
                fingerprint.min_side,
                json.dumps(list(space_ids)),
                fingerprint.photo_id,
            ),
        )
        return found

    def _copy_metadata(self, fingerprint: Fingerprint, twin: PhotoId, now: float) -> bool:
        stat = fingerprint.stat
        changed = self._database.run(
            f"UPDATE photo SET {_DONE}, content_id = twin.content_id, suspect = twin.suspect, "  # noqa: S608
            f"indexed_at = ?, {_COPY_METADATA}, "
            f"metadata_version = iif({_OWN_METADATA}, twin.metadata_version, 0) "
            f"FROM (SELECT * FROM photo WHERE id = ?) AS twin WHERE {_SAME_FILE}",
            (now, twin, fingerprint.photo_id, stat.size, stat.mtime_ns),
        )
        return bool(changed)

    def _copy_embeddings(self, photo_id: PhotoId, twin: PhotoId) -> None:
        self._drop_embeddings(photo_id)
        self._database.run(
            "INSERT INTO embedding(id, vector) SELECT (space.id << 40) + ?, vector FROM embedding "
            "JOIN space ON embedding.id = (space.id << 40) + ?",
            (photo_id, twin),
        )

    def _still_has(self, photo: IndexedPhoto) -> bool:
        found = self._database.row(
            f"SELECT 1 FROM photo WHERE {_SAME_FILE} "  # noqa: S608
            "AND content_id = ? AND indexed_at IS NOT NULL",
            (photo.photo_id, photo.stat.size, photo.stat.mtime_ns, photo.content_id),
        )
        return found is not None

    def _put_vectors(self, photo: IndexedPhoto) -> None:
        self._database.run_many(
            "INSERT INTO embedding(id, vector) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET vector = excluded.vector",
            [
                (embedding_keys.key(space, photo.photo_id), vectors.to_blob(vector))
                for space, vector in photo.vectors.items()
            ],
        )

    def _drop_embeddings_of_other_content(self, photo_id: PhotoId, content_id: bytes) -> None:
        stored = self._database.value("SELECT content_id FROM photo WHERE id = ?", (photo_id,))
        if stored != content_id:
            self._drop_embeddings(photo_id)

    def _drop_embeddings(self, photo_id: PhotoId) -> None:
        self._database.run(
            "DELETE FROM embedding WHERE id IN (SELECT (id << 40) + ? FROM space)",
            (photo_id,),
        )

    def _clear_intents(self, photo_ids: Iterable[PhotoId]) -> None:
        self._database.run_many(
            "DELETE FROM intent WHERE photo_id = ?", [(photo_id,) for photo_id in photo_ids]
        )


def _size_and_time(stat: FileStat | None) -> tuple[int | None, int | None]:
    return (stat.size, stat.mtime_ns) if stat else (None, None)
