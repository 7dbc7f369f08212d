"""Opens the three databases for their one writer, healed and up to date."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from indexer.core.errors import StoreError
from indexer.store.backups import UserBackups
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.index_writer import IndexWriter
from indexer.store.photo_reader import records_by_id
from indexer.store.recovery import open_healed
from indexer.store.sizes import sizes
from indexer.store.thumbnail_store import LIMIT_SETTING, THUMBNAIL_STEPS, ThumbnailWriter
from indexer.store.user_schema import USER_STEPS
from indexer.store.user_store import UserStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from indexer.core.paths import LibraryPaths
    from indexer.core.types import PhotoId
    from indexer.store.records import StoreSizes
    from indexer.store.user_store import Settings

_RECOVERED = "recovered"
_OLD_INDEX = re.compile(r"index\.db\.(corrupt-[0-9TZ]+|before-v[0-9]+)(-wal|-shm|-journal)?")
_OLD_USER = re.compile(r"user\.db\.(corrupt-[0-9TZ]+|before-v[0-9]+)(-wal|-journal)?")
_TOLD_FOR_S = 3 * 24 * 3600.0


class Library:
    """The writer's side of a library. Belongs to one thread; `open_library` makes it.

    Attributes:
        user: what the person made, `user.db`.
        index: what is known of the photos, `index.db`.
        thumbnails: `thumbnails.db`.
        recovered: a sentence for the person about each database that had to be replaced in the
            last days, oldest first.
    """

    def __init__(
        self,
        paths: LibraryPaths,
        user: UserStore,
        index: IndexWriter,
        thumbnails: ThumbnailWriter,
        recovered: Sequence[str] = (),
    ) -> None:
        self.paths = paths
        self.user = user
        self.index = index
        self.thumbnails = thumbnails
        self.recovered = tuple(recovered)
        self._backups = UserBackups(paths.backups)
        self._changes_backed_up = 0

    def back_up(self, now: float) -> bool:
        """Make a verified copy of `user.db` if the last one is an hour old or older."""
        return self._backups.is_due(now) and self._back_up(now)

    def set_favourites(self, photo_ids: Sequence[PhotoId], *, favourite: bool, now: float) -> int:
        """Make photos favourites, or no more; return how many were known."""
        folders = self.user.folders.list()
        records = records_by_id(self.index.database, folders, photo_ids)
        if favourite:
            self.user.favourites.add(records, added_at=now)
        else:
            self.user.favourites.remove(records)
        return len(records)

    def forget_searches(self) -> None:
        """Delete what was searched for, wherever a trace of it lies: also in logs and old copies.

        Saved searches stay: a person keeps them on purpose.

        Raises:
            StoreError: a backup still holds searches; the databases do not.
        """
        self.user.searches.forget_history()
        self.user.database.rows("VACUUM")  # pages that were split hold copies of rows
        self.index.queries.forget()
        self.index.shrink()
        left = self.user.database.checkpoint() + self.index.checkpoint()
        self._backups.forget_history(self._old_files_cleared())
        if left:
            raise StoreError(
                "Your searches are forgotten, but traces of them are still in a file that another "
                "program reads. Close it and try again."
            )

    def _old_files_cleared(self) -> list[Path]:
        """Older files of `user.db`. Those of the index are deleted: it comes from the photos."""
        files = list(self.paths.data_dir.iterdir())
        for file in files:
            if _OLD_INDEX.fullmatch(file.name):
                file.unlink()
        return [file for file in files if _OLD_USER.fullmatch(file.name)]

    def delete_orphan_thumbnails(self) -> int:
        """Delete thumbnails that no row of the index needs; return how many."""
        return self.thumbnails.delete_orphans(self.index.content_ids())

    def limit_thumbnails(self) -> None:
        """Let thumbnails take the space that the settings allow; `trim` makes it true."""
        megabytes = self.user.settings.get(LIMIT_SETTING)
        allowed = megabytes if isinstance(megabytes, int) and megabytes > 0 else 0
        self.thumbnails.limit_bytes = allowed * 1_000_000

    def sizes(self) -> StoreSizes:
        """Bytes on disk."""
        return sizes(self.paths)

    def close(self) -> None:
        """Back up what changed, checkpoint and close, in this order."""
        with ExitStack() as closing:
            closing.callback(self.user.close)
            closing.callback(self.index.close)
            closing.callback(self.thumbnails.close)
            if self._changes() > self._changes_backed_up:
                self._back_up(time.time())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _back_up(self, now: float) -> bool:
        made = self._backups.make(self.user.database, now) is not None
        if made:
            self._changes_backed_up = self._changes()
        return made

    def _changes(self) -> int:
        """Rows of `user.db` changed since it was opened."""
        return self.user.database.connection.total_changes()


def open_library(paths: LibraryPaths) -> Library:
    """Open, heal and migrate the databases of a library, making what is missing.

    The caller holds the instance lock.

    Raises:
        SchemaTooNew: a newer Pixlore wrote a database.
        DiskFull, StoreError: the data directory cannot be written.
    """
    _make_data_directory(paths)
    backups = UserBackups(paths.backups)
    user_is_new = not paths.user_db.exists()
    with ExitStack() as undo:
        user, user_replaced = open_healed(paths.user_db, USER_STEPS, durable=True, backups=backups)
        undo.callback(user.close)
        index, index_replaced = open_healed(paths.index_db, INDEX_STEPS, durable=False)
        undo.callback(index.close)
        thumbnails, thumbnails_replaced = open_healed(
            paths.thumbnails_db, THUMBNAIL_STEPS, durable=False
        )
        undo.callback(thumbnails.close)
        library = Library(
            paths,
            UserStore(user),
            IndexWriter(index, paths.codes),
            ThumbnailWriter(thumbnails),
            _remembered(
                UserStore(user).settings,
                [s for s in (user_replaced, index_replaced, thumbnails_replaced) if s],
                time.time(),
            ),
        )
        if user_is_new or user_replaced:
            _part_from_lost_folders(library)
        library.index.spaces.finish_deletions()
        library.limit_thumbnails()
        undo.pop_all()
    return library


def _remembered(settings: Settings, sentences: Sequence[str], now: float) -> list[str]:
    """What was replaced now and in the days before: the service may have left since then."""
    known = [(at, text) for at, text in settings.get(_RECOVERED, []) if 0 <= now - at < _TOLD_FOR_S]
    if sentences:
        known += [(now, sentence) for sentence in sentences]
        settings.set(_RECOVERED, known)
    return [text for _, text in known]


def _make_data_directory(paths: LibraryPaths) -> None:
    try:
        paths.create()
    except OSError as error:
        raise StoreError(
            f"Pixlore cannot keep its files in {paths.data_dir} ({error.strerror}). "
            "Check that you may write there, or choose another data directory."
        ) from error


def _part_from_lost_folders(library: Library) -> None:
    """Keep index rows of folders that a lost `user.db` knew from becoming another folder's."""
    library.user.folders.reserve_ids(library.index.scans.highest_folder_id())
    known = [folder.id for folder in library.user.folders.list()]
    library.index.scans.set_aside_unknown_folders(known, time.time())
