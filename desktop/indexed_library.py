"""The library of photos that the indexer keeps, as the window asks for it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.duplicate_groups import read_duplicates
from desktop.library import Shelves
from desktop.photo_list import PhotoList
from desktop.photo_shapes import ShapeBook
from desktop.places import by_country
from desktop.queries import (
    FavouritesQuery,
    FileQuery,
    FolderQuery,
    RegionQuery,
    SimilarQuery,
    TextQuery,
)
from desktop.thumbnails.outdated import is_outdated
from indexer.api import (
    THUMBNAIL_SIDE,
    PhotoRenderer,
    PixloreError,
    Strength,
    open_library,
    thumbnail_size,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from desktop.duplicate_groups import Duplicates
    from desktop.photo_list import Aspects, Ids
    from desktop.places import PlaceLine
    from desktop.queries import PictureQuery, Query, Scope
    from indexer.api import (
        Explanation,
        GoOn,
        Library,
        LibraryPaths,
        PhotoId,
        PhotoRecord,
        QueryVector,
        Ranking,
        RenderedPhoto,
        ServiceClient,
    )

log = logging.getLogger(__name__)


class IndexedLibrary:
    """The real library behind `indexer.api`."""

    def __init__(self, paths: LibraryPaths) -> None:
        self._library: Library = open_library(paths)
        self._renderer = PhotoRenderer()
        self._shapes = ShapeBook(self._library.reader)

    def service(self) -> ServiceClient:
        """The background service, started when there is none."""
        return self._library.service()

    def newest_first(self) -> PhotoList:
        """Every photo, by the date it was taken."""
        if not self._library.reader.exists():
            return PhotoList()
        return _by_time(self._shapes.newest_first())

    def search(self, query: Query) -> PhotoList:
        """Every searchable photo, best first; places to look give theirs newest first."""
        match query:
            case FolderQuery() | FavouritesQuery():
                return _by_time(self._shapes.newest_of(self._ids_in(query)))
            case TextQuery(text, within):
                return self._found(text, within)
            case _:
                return self._ranked(query)

    def _found(self, text: str, within: Scope | None) -> PhotoList:
        """The answer to a typed query: ranked by its words, or newest first without any."""
        found = self._library.find(text, among=self._among(within))
        if any(chip.ranks for chip in found.parse.chips):
            photos = self._list_of(found.ranking)
        else:
            photos = _by_time(self._shapes.newest_of(found.ranking.photo_ids))
        return replace(photos, parse=found.parse)

    def _ranked(self, query: PictureQuery) -> PhotoList:
        among = self._among(query.within)
        if query.words:
            region = query.region if isinstance(query, RegionQuery) else None
            found = self._library.find_similar(query.path, query.words, region=region, among=among)
            return replace(self._list_of(found.ranking), parse=found.parse)
        vector = self._vector_of(query)
        return self._list_of(self._library.engine.rank(vector, photo_ids=among))

    def _among(self, scope: Scope | None) -> Ids | None:
        """The photos that may be found; None for all."""
        return None if scope is None else self._ids_in(scope)

    def _ids_in(self, scope: Scope) -> Ids:
        reader = self._library.reader
        if not reader.exists():
            return np.empty(0, np.int64)
        match scope:
            case FolderQuery(path):
                return reader.ids_below(path)
            case FavouritesQuery():
                return reader.ids_with_content(reader.favourites())

    def _list_of(self, ranking: Ranking) -> PhotoList:
        return PhotoList(
            ranking.photo_ids,
            ranking.scores,
            ranking.count(Strength.STRONG),
            ranking.count(Strength.LIKELY),
            ranking.searched,
            ranking.total,
            self._shapes.aspects_of(ranking.photo_ids),
        )

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; photos that are gone are left out.

        Files that were deleted while the service rested leave the grid when it has looked again.
        """
        found = self._library.reader.photos(photo_ids)
        gone = self._library.absent.gone([it.path for it in found if it.online])
        if gone:
            self._library.absent.tell()
        return [it for it in found if it.path not in gone]

    def shelves(self) -> Shelves:
        """What there is to look through."""
        reader = self._library.reader
        if not reader.exists():
            return Shelves()
        directories = reader.directories()
        folders = tuple(
            (folder.path, tuple(directories.get(folder.id, ()))) for folder in reader.folders()
        )
        return Shelves(
            reader.counts().indexed,
            reader.favourites(),
            folders,
            tuple((saved.name, saved.query) for saved in reader.saved_searches()),
            tuple(concept.name for concept in reader.concepts()),
        )

    def stacks(self, go_on: GoOn) -> list[list[PhotoId]]:
        """Photos to be shown as one; takes seconds for a large library."""
        return self._library.stacks(go_on)

    def duplicates(self, go_on: GoOn) -> list[Duplicates]:
        """Photos that are there more than once; takes seconds for a large library."""
        return read_duplicates(self._library, go_on)

    def explain(self, text: str, path: str, within: Scope | None = None) -> Explanation:
        """Why a photo is, or is not, among the hits of a query typed in that place."""
        return self._library.explain(text, path, among=self._among(within))

    def places(self) -> Sequence[PlaceLine]:
        """The countries and cities that photos were taken in."""
        return by_country(self._library.places())

    def failed(self) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons."""
        return self._library.reader.failed()

    def setting(self, name: str) -> Any:
        """One of the indexer's settings; None if it was never set."""
        return self._library.reader.setting(name) if self._library.reader.exists() else None

    def thumbnail(self, content_id: bytes) -> bytes | None:
        """The stored JPEG, else the photo itself drawn small; None when neither can be had."""
        stored = self._library.thumbnails.get([content_id]).get(content_id)
        if stored is None or is_outdated(stored):
            return self._drawn(content_id) or stored
        return stored

    def render(self, path: str, max_side: int) -> RenderedPhoto:
        """A photo's pixels, decoded in another process."""
        return self._renderer.render(path, max_side)

    def close(self) -> None:
        """End the decoder, hang up, close the databases."""
        self._renderer.close()
        self._library.close()

    def _drawn(self, content_id: bytes) -> bytes | None:
        """A thumbnail that a limit left no space for, or that was lost, made from its photo."""
        reader = self._library.reader
        here = [p for p in reader.photos(reader.photos_with_content(content_id)) if p.online]
        if not here:
            return None
        try:
            picture = self._renderer.render(here[0].path, _drawn_side(here[0]))
        except PixloreError:
            log.info("A thumbnail could not be drawn from its photo")
            return None
        return b"P6 %d %d 255\n" % (picture.width, picture.height) + picture.rgb

    def _vector_of(self, query: PictureQuery) -> QueryVector:
        match query:
            case SimilarQuery(photo_id=photo_id):
                return self._library.queries.of_indexed(photo_id)
            case FileQuery(path=path):
                return self._library.queries.of_photo(path)
            case RegionQuery(path=path, region=region):
                return self._library.queries.of_photo(path, region)


def _drawn_side(record: PhotoRecord) -> int:
    """How long a thumbnail drawn from the photo is."""
    width, height = record.metadata.width, record.metadata.height
    return max(thumbnail_size(width, height)) if width and height else THUMBNAIL_SIDE


def _by_time(photos: tuple[Ids, npt.NDArray[np.float64], Aspects]) -> PhotoList:
    ids, taken, aspects = photos
    return PhotoList(ids, searched=len(ids), total=len(ids), aspects=aspects, taken=taken)
