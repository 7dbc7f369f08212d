"""What a person made: `user.db`, by topic."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from indexer.core.types import FolderId, WatchedFolder
from indexer.store import path_codec
from indexer.store.concepts import Concepts
from indexer.store.favourites import Favourites
from indexer.store.searches import Searches
from indexer.store.verdicts import Verdicts

if TYPE_CHECKING:
    from indexer.store.connection import Database

_FOLDER = "id, path, volume, added_at, excludes, min_side"


class UserStore:
    """`user.db`. On a reader's database the reading methods work and the others raise StoreError.

    Attributes:
        folders: the watched folders.
        settings: JSON values by name.
        favourites: the person's favourite photos.
        searches: saved searches and the history.
        concepts: what the person taught by thumbs up and down.
        verdicts: what the person decided about duplicates.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.folders = Folders(database)
        self.settings = Settings(database)
        self.favourites = Favourites(database)
        self.searches = Searches(database)
        self.concepts = Concepts(database)
        self.verdicts = Verdicts(database)

    def close(self) -> None:
        """Checkpoint and close."""
        self.database.checkpoint()
        self.database.close()


class Folders:
    """The watched folders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> list[WatchedFolder]:
        """In the order they were added."""
        rows = self._database.rows(f"SELECT {_FOLDER} FROM folder ORDER BY id")  # noqa: S608
        return [_folder(row) for row in rows]

    def get(self, folder_id: FolderId) -> WatchedFolder | None:
        """One folder, or None."""
        row = self._database.row(f"SELECT {_FOLDER} FROM folder WHERE id = ?", (folder_id,))  # noqa: S608
        return None if row is None else _folder(row)

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
        encoded = path_codec.to_bytes(path)
        with self._database.transaction():
            self._database.run(
                "INSERT INTO folder(path, volume, added_at, excludes, min_side) "
                "VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (encoded, volume, added_at, json.dumps(excludes), min_side),
            )
        row = self._database.row(f"SELECT {_FOLDER} FROM folder WHERE path = ?", (encoded,))  # noqa: S608
        assert row is not None
        return _folder(row)

    def set_volume(self, folder_id: FolderId, volume: str) -> None:
        """Bind a folder to another drive."""
        with self._database.transaction():
            self._database.run("UPDATE folder SET volume = ? WHERE id = ?", (volume, folder_id))

    def set_filters(self, folder_id: FolderId, *, excludes: tuple[str, ...], min_side: int) -> None:
        """Change what is left out of a folder."""
        with self._database.transaction():
            self._database.run(
                "UPDATE folder SET excludes = ?, min_side = ? WHERE id = ?",
                (json.dumps(excludes), min_side, folder_id),
            )

    def remove(self, folder_id: FolderId) -> None:
        """Stop watching; the index's rows are `IndexWriter.scans.remove_folder`'s to delete."""
        with self._database.transaction():
            self._database.run("DELETE FROM folder WHERE id = ?", (folder_id,))

    def reserve_ids(self, up_to: int) -> None:
        """Give later folders ids above `up_to`, which rows of a lost `user.db` may carry."""
        with self._database.transaction():
            highest = self._database.value("SELECT seq FROM sqlite_sequence WHERE name = 'folder'")
            if (highest or 0) < up_to:
                self._database.run("DELETE FROM sqlite_sequence WHERE name = 'folder'")
                self._database.run("INSERT INTO sqlite_sequence VALUES ('folder', ?)", (up_to,))


class Settings:
    """JSON values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: Any = None) -> Any:
        """A setting's value, or `default`."""
        value = self._database.value("SELECT value FROM setting WHERE name = ?", (name,))
        return default if value is None else json.loads(value)

    def set(self, name: str, value: Any) -> None:
        """Store a JSON value."""
        with self._database.transaction():
            self._database.run(
                "INSERT INTO setting VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET value = excluded.value",
                (name, json.dumps(value)),
            )

    def all(self) -> dict[str, Any]:
        """Every setting that was ever set."""
        rows = self._database.rows("SELECT name, value FROM setting ORDER BY name")
        return {name: json.loads(value) for name, value in rows}


def _folder(row: tuple[Any, ...]) -> WatchedFolder:
    folder_id, path, volume, added_at, excludes, min_side = row
    return WatchedFolder(
        id=FolderId(folder_id),
        path=path_codec.to_str(path),
        volume=volume,
        added_at=added_at,
        excludes=tuple(json.loads(excludes)),
        min_side=min_side,
    )
