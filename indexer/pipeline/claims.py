"""Chooses which photos to work on next."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexer.pipeline.models import known_spaces
from indexer.pipeline.opener import Claim
from indexer.pipeline.walk import absolute_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from indexer.core.types import FolderId, PhotoId, WatchedFolder
    from indexer.pipeline.models import Models
    from indexer.store.index_writer import IndexWriter
    from indexer.store.records import PendingPhoto, TimelineKey

WINDOW = 48
"""Unfinished photos on the way at once: a worker holds up to 32, the rest are being opened."""


@dataclass(slots=True)
class _Rebuild:
    """How far a model's missing vectors have been looked up."""

    after: TimelineKey | None = None
    found_any: bool = False
    """Whether this pass over the library gave anything to do: then another one follows."""
    is_done: bool = False


class ClaimSource:
    """Pending photos first, then old metadata, then photos that lack vectors of a model.

    A photo that was being decoded when a worker died is claimed alone: if the worker dies again, it
    is the culprit.
    """

    def __init__(
        self,
        index: IndexWriter,
        models: Models,
        folders: Callable[[], Mapping[FolderId, WatchedFolder]],
    ) -> None:
        self._index = index
        self._models = models
        self._folders = folders
        self._deferred: dict[PhotoId, float] = {}
        self._given_up: set[PhotoId] = set()
        self._rebuilds: dict[str, _Rebuild] = {}
        self._on_trial: PhotoId | None = None
        self._nothing_pending = False
        self._nothing_old = False

    def more(self, claimed: Collection[PhotoId], finished: int = 0) -> list[Claim]:
        """What to work on beside `claimed`; empty when the window is full or nothing is left.

        So many of `claimed` are `finished` and only wait to be stored: they take no room, or the
        worker would run dry before every commit.
        """
        room = WINDOW - len(claimed) + finished
        if self._on_trial in claimed or room <= 0:
            return []
        self._on_trial = None
        return (
            self._pending(claimed, room)
            or self._old_metadata(claimed, room)
            or self._rebuild(claimed, room)
        )

    def look_again(self) -> None:
        """The index, the folders or the models changed."""
        self._nothing_pending = self._nothing_old = False
        self._rebuilds.clear()

    def look_again_for_target(self) -> None:
        """New photos were indexed by the active model: the target model lacks them."""
        if self._models.target != self._models.active:
            self._rebuilds.pop(self._models.target, None)

    def defer(self, photo_id: PhotoId, seconds: float) -> None:
        """Leave a photo alone for a while."""
        self._deferred[photo_id] = time.monotonic() + seconds
        self._nothing_pending = self._nothing_old = False

    def give_up(self, photo_id: PhotoId) -> None:
        """Never claim this indexed photo again for what it lacks, while the service runs."""
        self._given_up.add(photo_id)

    def is_rebuilt(self, model: str) -> bool:
        """Whether the last look found no reachable photo without this model's vectors."""
        return model in self._rebuilds and self._rebuilds[model].is_done

    def _pending(self, claimed: Collection[PhotoId], room: int) -> list[Claim]:
        if self._nothing_pending:
            return []
        folders = self._folders()
        skip = {*claimed, *self._still_deferred()}
        found = self._index.queue.claim(list(folders), limit=room, skip=skip)
        untried = [photo for photo in found if not photo.attempts]
        if found and not untried:
            untried = [] if claimed else found[:1]
            self._on_trial = untried[0].photo_id if untried else None
        self._nothing_pending = not found and not claimed and not self._deferred
        return [self._claim(photo, self._models.active, folders) for photo in untried]

    def _old_metadata(self, claimed: Collection[PhotoId], room: int) -> list[Claim]:
        if self._nothing_old:
            return []
        folders = self._folders()
        skip = {*claimed, *self._still_deferred(), *self._given_up}
        found = self._index.queue.stale_metadata(list(folders), limit=room, skip=skip)
        self._nothing_old = not found and not claimed and not self._deferred
        model = self._models.active
        return [
            self._claim(photo, model, folders, is_indexed=True, only_metadata=True)
            for photo in found
        ]

    def _still_deferred(self) -> list[PhotoId]:
        now = time.monotonic()
        self._deferred = {photo: due for photo, due in self._deferred.items() if due > now}
        return list(self._deferred)

    def _rebuild(self, claimed: Collection[PhotoId], room: int) -> list[Claim]:
        for model in dict.fromkeys([self._models.active, self._models.target]):
            progress = self._rebuilds.setdefault(model, _Rebuild())
            if progress.is_done:
                continue
            claims = self._rebuild_page(model, progress, claimed, room)
            if claims:
                return claims
        return []

    def _rebuild_page(
        self, model: str, progress: _Rebuild, claimed: Collection[PhotoId], room: int
    ) -> list[Claim]:
        spaces = known_spaces(self._index, model)
        if spaces is None:
            return []  # its worker has yet to say what it makes
        folders = self._folders()
        page = self._index.queue.lacking(
            spaces.joint.id, list(folders), limit=room, before=progress.after
        )
        if not page and not claimed:
            self._end_pass(model, progress)
        if page:
            progress.after = page[-1].key
        claims = [
            self._claim(photo, model, folders, is_indexed=True)
            for photo in page
            if photo.photo_id not in claimed and photo.photo_id not in self._given_up
        ]
        progress.found_any |= bool(claims)
        return claims

    def _end_pass(self, model: str, progress: _Rebuild) -> None:
        """Begin again for what was given back meanwhile; done when a pass found nothing."""
        self._rebuilds[model] = _Rebuild(is_done=not progress.found_any)

    def _claim(
        self,
        photo: PendingPhoto,
        model: str,
        folders: Mapping[FolderId, WatchedFolder],
        *,
        is_indexed: bool = False,
        only_metadata: bool = False,
    ) -> Claim:
        root = folders[photo.folder_id].path
        path = absolute_path(root, photo.path)
        return Claim(photo, path, model, is_indexed, only_metadata)
