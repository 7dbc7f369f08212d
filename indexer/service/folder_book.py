"""The watched folders: added, absorbed and removed in both databases, read from memory."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.core.errors import FolderUnavailable, UsageError
from indexer.core.folder_names import is_inside, one_name
from indexer.pipeline.exclude_patterns import checked
from indexer.pipeline.folder_filters import apply_smallest_side, leave_out_excluded
from indexer.pipeline.volumes import volume_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.core.types import FolderId, WatchedFolder
    from indexer.pipeline.coordinator import Coordinator
    from indexer.store.library import Library


@dataclass(frozen=True, slots=True)
class Addition:
    """What came of adding a folder."""

    folder: WatchedFolder
    added: bool
    covered_by: str | None = None
    """The watched folder that already includes it."""
    absorbed: tuple[str, ...] = ()
    """Watched folders inside it that are part of it from now on."""


class FolderBook:
    """The watched folders as they are now. Any thread; changes go through the writer."""

    def __init__(self, coordinator: Coordinator) -> None:
        self._coordinator = coordinator
        self._folders: tuple[WatchedFolder, ...] = ()

    def load(self) -> None:
        """Read the folders; finish an absorption that a kill interrupted."""
        self._coordinator.ask(self._load).result()

    def all(self) -> list[WatchedFolder]:
        """The folders in the order they were added."""
        return list(self._folders)

    def by_id(self) -> dict[FolderId, WatchedFolder]:
        """The folders by their ids."""
        return {folder.id: folder for folder in self._folders}

    def at(self, path: str) -> WatchedFolder:
        """The watched folder at `path`; raises UsageError when there is none."""
        wanted = one_name(path)
        for folder in self._folders:
            if one_name(folder.path) == wanted:
                return folder
        raise UsageError(f"{_shown(path)} is not a watched folder. `pixlore folders` lists them.")

    def around(self, path: str) -> WatchedFolder | None:
        """The watched folder that holds `path`, or is at it."""
        wanted = one_name(path)
        return next(
            (folder for folder in self._folders if is_inside(wanted, one_name(folder.path))),
            None,
        )

    def add(self, path: str, excludes: tuple[str, ...], min_side: int) -> Addition:
        """Watch a folder, unless a watched one includes it; take over those inside it.

        Raises:
            FolderUnavailable: there is no such folder, or it cannot be read.
        """
        _check(path)
        patterns = checked(excludes, path)
        around = self.around(path)
        if around is not None:
            is_same = one_name(around.path) == one_name(path)
            return Addition(around, added=False, covered_by=None if is_same else around.path)
        volume = volume_of(path).identity

        def change(library: Library) -> Addition:
            folder = library.user.folders.add(
                path, volume=volume, added_at=time.time(), excludes=patterns, min_side=min_side
            )
            absorbed = _absorb(library, folder)
            self._folders = tuple(library.user.folders.list())
            return Addition(folder, added=True, absorbed=tuple(absorbed))

        return self._coordinator.change(change)

    def remove(self, path: str) -> WatchedFolder:
        """Stop watching a folder and forget its photos; the photos themselves stay."""
        folder = self.at(path)

        def change(library: Library) -> None:
            library.user.folders.remove(folder.id)
            self._folders = tuple(library.user.folders.list())
            library.index.scans.remove_folder(folder.id)

        self._coordinator.change(change)
        return folder

    def set_filters(
        self, path: str, excludes: Sequence[str] | None, min_side: int | None
    ) -> WatchedFolder:
        """Change what is left out of a folder; None keeps what is set. Takes effect at once.

        Raises:
            UsageError: no such watched folder, or a pattern that can match nothing.
        """
        before = self.at(path)
        after = replace(
            before,
            excludes=before.excludes if excludes is None else checked(excludes, before.path),
            min_side=before.min_side if min_side is None else min_side,
        )

        def change(library: Library) -> None:
            library.user.folders.set_filters(
                after.id, excludes=after.excludes, min_side=after.min_side
            )
            self._folders = tuple(library.user.folders.list())
            leave_out_excluded(library.index, after, time.time())
            apply_smallest_side(library.index, after, time.time())

        self._coordinator.change(change)
        return after

    def purge(self, path: str) -> int:
        """Forget the photos of a folder that are missing; how many."""
        folder = self.at(path)

        def change(library: Library) -> int:
            purged = library.index.scans.purge_missing(
                missing_before=math.inf, folder_ids=[folder.id]
            )
            library.delete_orphan_thumbnails()
            return purged

        return self._coordinator.change(change)

    def _load(self, library: Library) -> None:
        for folder in library.user.folders.list():
            _absorb(library, folder)
        self._folders = tuple(library.user.folders.list())


def _absorb(library: Library, parent: WatchedFolder) -> list[str]:
    """Give the rows of folders inside `parent` to it; their embeddings stay."""
    root = one_name(parent.path)
    absorbed = []
    for child in library.user.folders.list():
        inside = one_name(child.path)
        if child.id == parent.id or not is_inside(inside, root):
            continue
        prefix = os.path.relpath(inside, root).replace(os.sep, "/")
        library.index.scans.adopt_folder(child.id, parent.id, prefix)
        library.user.folders.remove(child.id)
        absorbed.append(child.path)
    return absorbed


def _check(path: str) -> None:
    shown = _shown(path)
    if not Path(path).is_absolute():
        raise UsageError(f"{shown} is not an absolute path.")
    if not os.path.lexists(path):
        raise FolderUnavailable(f"There is no folder {shown}. Check the path.")
    if not os.path.isdir(path):  # noqa: PTH112 - names may be any bytes
        raise FolderUnavailable(f"{shown} is not a folder. Choose the folder that holds it.")
    if not os.access(path, os.R_OK | os.X_OK):
        raise FolderUnavailable(f"You may not read {shown}. Change its permissions, then add it.")


def _shown(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
