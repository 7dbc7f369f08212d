"""What waits for the worker, what is in its hands, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from indexer.core.types import FolderId, PhotoId, SpaceId
    from indexer.store.connection import Database
    from indexer.store.records import (
        Committed,
        FailedPhoto,
        Fingerprint,
        IndexedPhoto,
        Intent,
        PendingPhoto,
        TimelineKey,
    )


class WorkQueue:
    """The pending photos and their results. Survives a kill between any two calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(
        self,
        folder_ids: Sequence[FolderId],
        *,
        limit: int,
        first: FolderId | None = None,
        skip: Collection[PhotoId] = (),
    ) -> list[PendingPhoto]:
        """The next pending photos of these (online) folders; `skip` names those in flight.

        Order: folder `first`, then photos never tried, then the newest files.
        """
        raise NotImplementedError

    def lacking(
        self,
        space_id: SpaceId,
        folder_ids: Sequence[FolderId],
        *,
        limit: int,
        before: TimelineKey | None = None,
    ) -> list[PendingPhoto]:
        """Indexed photos without an embedding in a space, newest first, each with its `key`.

        Pass the last `key` as `before` for the next page; start again at None to pick up the rest.
        """
        raise NotImplementedError

    def begin(self, photo_ids: Sequence[PhotoId], started_at: float) -> None:
        """Record, before a worker may open them, that these photos are in its hands."""
        raise NotImplementedError

    def intents(self) -> list[Intent]:
        """Photos in a worker's hands; at start, those that the last service left behind."""
        raise NotImplementedError

    def give_back(self, photo_ids: Sequence[PhotoId], *, count_attempt: bool) -> None:
        """Clear intents without a result; `count_attempt` adds one to the photos' attempts."""
        raise NotImplementedError

    def reuse(
        self, fingerprints: Sequence[Fingerprint], space_ids: Sequence[SpaceId]
    ) -> list[PhotoId]:
        """Finish photos whose content is already embedded in all of `space_ids`, without a worker.

        Copies metadata and embeddings of the photo with the same content (or finds the photo's
        own still right). Returns the photos that are indexed now. One transaction.
        """
        raise NotImplementedError

    def commit(
        self,
        indexed: Sequence[IndexedPhoto] = (),
        failed: Sequence[FailedPhoto] = (),
        *,
        now: float,
    ) -> Committed:
        """Store a batch in one transaction and clear its intents.

        Vectors are guarded: a bad one makes its photo fail with the reason, not the batch.
        """
        raise NotImplementedError

    def add_vectors(self, indexed: Sequence[IndexedPhoto]) -> list[PhotoId]:
        """Add vectors to photos already indexed (a model swap); their state stays as it is."""
        raise NotImplementedError

    def retry_failed(
        self, *, folder_id: FolderId | None = None, photo_ids: Sequence[PhotoId] | None = None
    ) -> int:
        """Make failed photos pending again with no attempts counted; return how many."""
        raise NotImplementedError

    def suspects(self, limit: int) -> list[PendingPhoto]:
        """Indexed photos that looked half-copied when they were decoded."""
        raise NotImplementedError

    def look_again(self, photo_ids: Sequence[PhotoId]) -> None:
        """Make these photos pending again."""
        raise NotImplementedError
