"""Reads the library from any thread and process; never writes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from indexer.core.errors import DatabaseDamaged, SchemaTooNew, StoreError
from indexer.core.types import LibraryCounts, Space, SpaceKind
from indexer.store import counting, photo_reader
from indexer.store.generation import read_generation
from indexer.store.index_schema import INDEX_STEPS
from indexer.store.photo_filter import PhotoFilter, PhotoTest
from indexer.store.photo_place import PhotosInCity, photos_by_city
from indexer.store.photo_words import NamedPhoto, named_photos, similar_words
from indexer.store.reader_pool import ReaderPool
from indexer.store.sizes import sizes
from indexer.store.space_writer import count_embedded, list_spaces
from indexer.store.user_schema import USER_STEPS
from indexer.store.user_store import UserStore
from indexer.store.vector_reader import VectorReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    import numpy.typing as npt

    from indexer.core.paths import LibraryPaths
    from indexer.core.types import (
        FolderId,
        PhotoId,
        PhotoRecord,
        PhotoState,
        SpaceId,
        WatchedFolder,
    )
    from indexer.store.concepts import Concept, Example
    from indexer.store.records import PhotoShapes, StoreSizes, TimelineKey
    from indexer.store.searches import SavedSearch
    from indexer.store.verdicts import Verdict


class IndexReader:
    """Reads `index.db` and `user.db`. Safe to share between threads; opens lazily.

    Attributes:
        vectors: reads and compares embeddings.

    Raises:
        StoreError: the library was not made yet (`exists()` tells), or is damaged or newer.
    """

    def __init__(self, paths: LibraryPaths) -> None:
        self._paths = paths
        self._index = ReaderPool(paths.index_db, INDEX_STEPS)
        self._user = ReaderPool(paths.user_db, USER_STEPS)
        self.vectors = VectorReader(self._index, paths.codes)

    def exists(self) -> bool:
        """Whether the service has made this library and brought it up to date.

        Raises:
            SchemaTooNew, DatabaseDamaged: it is there, and cannot be used.
        """
        try:
            with self._index.borrow(), self._user.borrow():
                return True
        except (SchemaTooNew, DatabaseDamaged):
            raise
        except StoreError:
            return False

    def snapshot(self) -> contextlib.AbstractContextManager[None]:
        """Until the block ends, all reads of the index in this thread see one state of it.

        Keep it as short as one query.
        """
        return self._index.snapshot()

    def generation(self) -> int:
        """A number that changes whenever what readers see of the index changed."""
        with self._index.borrow() as database:
            return read_generation(database)

    def folders(self) -> list[WatchedFolder]:
        """The watched folders in the order they were added."""
        with self._user.borrow() as database:
            return UserStore(database).folders.list()

    def setting(self, name: str, default: Any = None) -> Any:
        """A setting's JSON value."""
        with self._user.borrow() as database:
            return UserStore(database).settings.get(name, default)

    def spaces(self) -> list[Space]:
        """All vector spaces, oldest first."""
        with self._index.borrow() as database:
            return list_spaces(database)

    def active_spaces(self, default_model: str = "starter") -> list[Space]:
        """The newest spaces of the model that the setting `model` names, the joint one first."""
        name = self.setting("model", default_model)
        newest = {space.kind: space for space in self.spaces() if space.model_name == name}
        return sorted(newest.values(), key=lambda space: space.kind is not SpaceKind.JOINT)

    def embedded(self, space_id: SpaceId) -> int:
        """How many photos have a vector in this space."""
        with self._index.borrow() as database:
            return count_embedded(database, space_id)

    def counts(self, folder_id: FolderId | None = None) -> LibraryCounts:
        """Photos in each state, over the library or one folder."""
        by_folder = self.counts_by_folder()
        if folder_id is None:
            return counting.total(by_folder.values())
        return by_folder.get(folder_id, LibraryCounts())

    def counts_by_folder(self) -> dict[FolderId, LibraryCounts]:
        """Photos in each state, for each folder that has rows."""
        with self._index.borrow() as database:
            return counting.counts_by_folder(database)

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; ids that are gone are left out."""
        folders = self.folders()
        with self._index.borrow() as database:
            return photo_reader.records_by_id(database, folders, photo_ids)

    def photo_places(self, photo_ids: Sequence[PhotoId]) -> dict[PhotoId, tuple[str, bool]]:
        """See `photo_reader.places_by_id`."""
        folders = self.folders()
        with self._index.borrow() as database:
            return photo_reader.places_by_id(database, folders, photo_ids)

    def photo_at(self, path: str) -> PhotoRecord | None:
        """The photo at an absolute path, or None."""
        folders = self.folders()
        with self._index.borrow() as database:
            return photo_reader.record_at(database, folders, path)

    def photos_with_content(self, content_id: bytes) -> list[PhotoId]:
        """Photos with this content, those on disk first."""
        with self._index.borrow() as database:
            rows = database.rows(
                "SELECT id FROM photo WHERE content_id = ? ORDER BY missing_since IS NOT NULL, id",
                (content_id,),
            )
        return [photo_id for (photo_id,) in rows]

    def photo_ids(
        self,
        *,
        folder_ids: Iterable[FolderId] | None = None,
        state: PhotoState | None = None,
    ) -> npt.NDArray[np.int64]:
        """See `photo_reader.photo_ids`."""
        with self._index.borrow() as database:
            return photo_reader.photo_ids(database, folder_ids, state)

    def failed(self, *, limit: int = 1000) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons, by path."""
        folders = self.folders()
        with self._index.borrow() as database:
            return photo_reader.records(
                database,
                folders,
                "state = 'failed' AND missing_since IS NULL ORDER BY photo.folder_id, path LIMIT ?",
                (limit,),
            )

    def damaged(self) -> list[PhotoRecord]:
        """Photos that are searched although the end of their file is missing."""
        folders = self.folders()
        with self._index.borrow() as database:
            return photo_reader.records(
                database, folders, "suspect = 1 AND state = 'indexed' AND missing_since IS NULL", ()
            )

    def timeline(
        self,
        *,
        limit: int,
        before: TimelineKey | None = None,
        folder_ids: Iterable[FolderId] | None = None,
    ) -> list[TimelineKey]:
        """A page of photos newest first; pass the last key as `before` for the next page."""
        with self._index.borrow() as database:
            return photo_reader.timeline(
                database, limit=limit, before=before, folder_ids=folder_ids
            )

    def newest_ids(self, folder_ids: Iterable[FolderId] | None = None) -> npt.NDArray[np.int64]:
        """Ids of all photos that can be shown, newest first, shape (n,)."""
        with self._index.borrow() as database:
            return photo_reader.newest_ids(database, folder_ids)

    def favourites(self) -> frozenset[bytes]:
        """The content ids of the person's favourites."""
        with self._user.borrow() as database:
            return UserStore(database).favourites.content_ids()

    def concepts(self) -> list[Concept]:
        """The concepts the person taught, by name."""
        with self._user.borrow() as database:
            return UserStore(database).concepts.list()

    def concept_examples(self, name: str) -> Sequence[Example] | None:
        """The photos a concept was taught with; None when there is no such concept."""
        with self._user.borrow() as database:
            return UserStore(database).concepts.examples(name)

    def verdicts(self) -> dict[tuple[bytes, bytes], Verdict]:
        """What the person decided about pairs of contents, the lesser first."""
        with self._user.borrow() as database:
            return UserStore(database).verdicts.all()

    def raw_beside_photos(self) -> list[list[PhotoId]]:
        """RAW files with the photos of the same name beside them, by group, the oldest row first.

        Reads every path: 0.2 s for 100,000 photos with RAW files among them.
        """
        with self._index.borrow() as database:
            return photo_reader.raw_beside_photos(database)

    def identical_photos(self) -> dict[bytes, list[PhotoId]]:
        """Photos with the same bytes, by content; those on disk that are there more than once."""
        with self._index.borrow() as database:
            return photo_reader.identical_photos(database)

    def filtered(self, tests: Sequence[PhotoTest]) -> npt.NDArray[np.int64]:
        """Photos on show that fit all tests, ascending, shape (n,)."""
        with self._filter() as photo_filter:
            return photo_filter.ids(tests)

    def fits(self, photo_id: PhotoId, test: PhotoTest) -> bool:
        """Whether one photo fits a test."""
        with self._filter() as photo_filter:
            return photo_filter.fits(photo_id, test)

    def named(
        self, words: Sequence[str], photo_ids: Sequence[PhotoId] | None = None
    ) -> list[NamedPhoto]:
        """Photos whose names, folders, keywords, captions or cameras hold all words, best first."""
        with self._index.borrow() as database:
            return named_photos(database, words, photo_ids)

    def similar_words(self, word: str) -> list[str]:
        """Words of the photos' names and texts that look like `word`, in lower case."""
        with self._index.borrow() as database:
            return similar_words(database, word)

    def saved_searches(self) -> list[SavedSearch]:
        """The person's saved searches, by name."""
        with self._user.borrow() as database:
            return UserStore(database).searches.saved()

    def search_history(self, limit: int = 20) -> list[str]:
        """What was searched for, the latest first."""
        with self._user.borrow() as database:
            return UserStore(database).searches.history(limit)

    def newer_than(self, photo_ids: npt.NDArray[np.int64], moment: float) -> int:
        """How many of these photos were indexed after `moment`, in seconds since 1970."""
        with self._index.borrow() as database:
            return photo_reader.count_newer(database, photo_ids, moment)

    def ids_with_content(self, content_ids: Iterable[bytes]) -> npt.NDArray[np.int64]:
        """Photos that have one of these contents, in no order, shape (n,)."""
        with self._index.borrow() as database:
            return photo_reader.ids_with_content(database, content_ids)

    def ids_below(self, path: str) -> npt.NDArray[np.int64]:
        """Photos in a folder (absolute path) and the folders in it, in no order, shape (n,)."""
        folders = self.folders()
        with self._index.borrow() as database:
            return photo_reader.ids_below(database, folders, path)

    def directories(self) -> dict[FolderId, list[str]]:
        """The directories that hold photos, below each watched folder ('' is itself), sorted."""
        with self._index.borrow() as database:
            return photo_reader.directories(database)

    def shapes(self) -> PhotoShapes:
        """When each photo on show was taken, and its width to height."""
        with self._index.borrow() as database:
            return photo_reader.shapes(database)

    def photos_by_city(self) -> list[PhotosInCity]:
        """The cities that photos on show were taken in."""
        with self._index.borrow() as database:
            return photos_by_city(database)

    def sizes(self) -> StoreSizes:
        """Bytes on disk."""
        return sizes(self._paths)

    @contextlib.contextmanager
    def _filter(self) -> Iterator[PhotoFilter]:
        folders, favourites = self.folders(), self.favourites()
        with self._index.borrow() as database:
            yield PhotoFilter(database, folders, favourites)

    def close(self) -> None:
        """Close every connection; later calls raise StoreError."""
        self._index.close()
        self._user.close()
        self.vectors.close()
