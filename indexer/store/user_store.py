"""What a person made: `user.db`, by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.core.types import FolderId, WatchedFolder
    from indexer.store.connection import Database


class UserStore:
    """`user.db`. On a reader's database the reading methods work and the others raise StoreError.

    Attributes:
        folders: the watched folders.
        settings: JSON values by name.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.folders = Folders(database)
        self.settings = Settings(database)


class Folders:
    """The watched folders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[WatchedFolder]:
        """In the order they were added."""
        raise NotImplementedError

    def get(self, folder_id: FolderId) -> WatchedFolder | None:
        """One folder, or None."""
        raise NotImplementedError

    def add(
        self,
        path: str,
        *,
        volume: str,
        added_at: float,
        excludes: tuple[str, ...] = (),
        min_side: int = 0,
    ) -> WatchedFolder:
        """Watch a folder; the same path again returns the row it has, unchanged."""
        raise NotImplementedError

    def set_volume(self, folder_id: FolderId, volume: str) -> None:
        """Bind a folder to another drive."""
        raise NotImplementedError

    def set_filters(self, folder_id: FolderId, *, excludes: tuple[str, ...], min_side: int) -> None:
        """Change what is left out of a folder."""
        raise NotImplementedError

    def remove(self, folder_id: FolderId) -> None:
        """Stop watching; the index's rows are `IndexWriter.scans.remove_folder`'s to delete."""
        raise NotImplementedError


class Settings:
    """JSON values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: object = None) -> object:
        """A setting's value, or `default`."""
        raise NotImplementedError

    def set(self, name: str, value: object) -> None:
        """Store a JSON value."""
        raise NotImplementedError

    def all(self) -> dict[str, object]:
        """Every setting that was ever set."""
        raise NotImplementedError
