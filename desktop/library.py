"""What the window asks of the library: blocking calls, to be made on the lanes of `tasks`."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from desktop.duplicate_groups import read_duplicates
from desktop.photo_shapes import ShapeBook
from desktop.places import by_country
from indexer.api import THUMBNAIL_SIDE, PhotoRenderer, PixloreError, Strength, open_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.duplicate_groups import Duplicates
    from desktop.places import PlaceLine
    from indexer.api import (
        Box,
        Explanation,
        GoOn,
        Library,
        LibraryPaths,
        Parse,
        PhotoId,
        PhotoRecord,
        QueryVector,
        Ranking,
        RenderedPhoto,
        ServiceClient,
    )

log = logging.getLogger(__name__)

Ids = npt.NDArray[np.int64]
Aspects = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Photos that show what the text says."""

    text: str


@dataclass(frozen=True, slots=True)
class SimilarQuery:
    """Photos like one of the library."""

    photo_id: PhotoId
    path: str
    words: str = ""
    """What they should show besides."""


@dataclass(frozen=True, slots=True)
class FileQuery:
    """Photos like a file, which need not be in the library."""

    path: str
    temporary: bool = False
    """The window wrote the file itself from a pasted or dropped picture."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class RegionQuery:
    """Photos like a part of a file."""

    path: str
    region: Box
    """Left, top, width and height as fractions of the upright photo."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class FolderQuery:
    """The photos in a folder and the folders in it, newest first."""

    path: str


@dataclass(frozen=True, slots=True)
class FavouritesQuery:
    """The person's favourites, newest first."""


PictureQuery = SimilarQuery | FileQuery | RegionQuery
Query = TextQuery | PictureQuery | FolderQuery | FavouritesQuery


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the sidebar offers to look through."""

    photos: int = 0
    favourites: frozenset[bytes] = frozenset()
    """Content ids."""
    folders: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each watched folder, with the directories in it that hold photos, '/'-separated."""
    searches: tuple[tuple[str, str], ...] = ()
    """The person's saved searches: name and text."""
    concepts: tuple[str, ...] = ()
    """The names of the concepts that the person taught."""


def _no_ids() -> Ids:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class PhotoList:
    """Photos in the order to show them; `scores` is None without a query.

    The first `strong` are strong hits, from there to `likely` they are likely, the rest is weak.
    """

    ids: Ids = field(default_factory=_no_ids)
    scores: npt.NDArray[np.float32] | None = None
    strong: int = 0
    likely: int = 0
    searched: int = 0
    total: int = 0
    aspects: Aspects | None = None
    """Width to height of each photo; None where it is not known."""
    taken: npt.NDArray[np.float64] | None = None
    """Seconds since 1970 of each photo, newest first; None for an order that is not by time."""
    counts: Ids | None = None
    """How many photos each row stands for, see `stack_book`; None for one each."""
    parse: Parse | None = None
    """How the typed query was understood in the end; None for other lists."""

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def ranked(self) -> bool:
        """Whether the order is that of a query."""
        return self.scores is not None

    @property
    def photo_count(self) -> int:
        """How many photos the rows stand for together."""
        return self.photos_between(0, len(self))

    def photos_between(self, first: int, end: int) -> int:
        """How many photos the rows from `first` to before `end` stand for."""
        return end - first if self.counts is None else int(self.counts[first:end].sum())

    def folded(self, rows: Ids, leads: Ids, counts: Ids) -> PhotoList:
        """These rows in this order, each in the place of its lead among strengths and times."""
        return PhotoList(
            self.ids[rows],
            None if self.scores is None else self.scores[rows],
            int(np.count_nonzero(leads < self.strong)),
            int(np.count_nonzero(leads < self.likely)),
            self.searched,
            self.total,
            None if self.aspects is None else self.aspects[rows],
            None if self.taken is None else self.taken[leads],
            counts,
            self.parse,
        )

    def only(self, kept: npt.NDArray[np.bool_]) -> PhotoList:
        """The rows for which `kept` (one truth for each) holds, in the same order."""
        return PhotoList(
            self.ids[kept],
            None if self.scores is None else self.scores[kept],
            int(np.count_nonzero(kept[: self.strong])),
            int(np.count_nonzero(kept[: self.likely])),
            self.searched,
            self.total,
            None if self.aspects is None else self.aspects[kept],
            None if self.taken is None else self.taken[kept],
            parse=self.parse,
        )

    def strength(self, row: int) -> Strength:
        """How sure a ranked row is."""
        if row < self.strong:
            return Strength.STRONG
        return Strength.LIKELY if row < self.likely else Strength.WEAK


class PhotoLibrary(Protocol):
    """The library as the window sees it. Methods block and may be called from any thread."""

    def service(self) -> ServiceClient:
        """The background service, started when there is none."""
        ...

    def newest_first(self) -> PhotoList:
        """Every photo."""
        ...

    def search(self, query: Query) -> PhotoList:
        """Every searchable photo, best first."""
        ...

    def photos(self, photo_ids: Sequence[PhotoId]) -> list[PhotoRecord]:
        """Records in the order asked; photos that are gone are left out."""
        ...

    def shelves(self) -> Shelves:
        """What there is to look through."""
        ...

    def stacks(self, go_on: GoOn) -> list[list[PhotoId]]:
        """Photos to be shown as one; takes seconds for a large library."""
        ...

    def duplicates(self, go_on: GoOn) -> list[Duplicates]:
        """Photos that are there more than once; takes seconds for a large library."""
        ...

    def explain(self, text: str, path: str) -> Explanation:
        """Why a photo is, or is not, among the hits of a typed query."""
        ...

    def places(self) -> Sequence[PlaceLine]:
        """The countries and cities that photos were taken in."""
        ...

    def failed(self) -> list[PhotoRecord]:
        """Photos that could not be indexed, with their reasons."""
        ...

    def setting(self, name: str) -> Any:
        """One of the indexer's settings; None if it was never set."""
        ...

    def thumbnail(self, content_id: bytes) -> bytes | None:
        """A picture as a JPEG or PPM file's bytes."""
        ...

    def render(self, path: str, max_side: int) -> RenderedPhoto:
        """A photo's pixels, decoded in another process."""
        ...

    def close(self) -> None:
        """Hang up and close."""
        ...


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
            case FolderQuery(path):
                return _by_time(self._shapes.newest_of(self._library.reader.ids_below(path)))
            case FavouritesQuery():
                reader = self._library.reader
                chosen = reader.ids_with_content(reader.favourites())
                return _by_time(self._shapes.newest_of(chosen))
            case TextQuery(text):
                return self._found(text)
            case _:
                return self._ranked(query)

    def _found(self, text: str) -> PhotoList:
        """The answer to a typed query: ranked by its words, or newest first without any."""
        found = self._library.find(text)
        if any(chip.ranks for chip in found.parse.chips):
            photos = self._list_of(found.ranking)
        else:
            photos = _by_time(self._shapes.newest_of(found.ranking.photo_ids))
        return replace(photos, parse=found.parse)

    def _ranked(self, query: PictureQuery) -> PhotoList:
        if query.words:
            region = query.region if isinstance(query, RegionQuery) else None
            found = self._library.find_similar(query.path, query.words, region=region)
            return self._list_of(found.ranking)
        return self._list_of(self._library.engine.rank(self._vector_of(query)))

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
        """Records in the order asked; photos that are gone are left out."""
        return self._library.reader.photos(photo_ids)

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

    def explain(self, text: str, path: str) -> Explanation:
        """Why a photo is, or is not, among the hits of a typed query."""
        return self._library.explain(text, path)

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
        return self._drawn(content_id) if stored is None else stored

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
            picture = self._renderer.render(here[0].path, THUMBNAIL_SIDE)
        except PixloreError:
            log.info("A thumbnail could not be drawn from its photo")
            return None
        return b"P6 %d %d 255\n" % (picture.width, picture.height) + picture.rgb

    def _vector_of(self, query: PictureQuery) -> QueryVector:
        match query:
            case SimilarQuery(photo_id):
                return self._library.queries.of_indexed(photo_id)
            case FileQuery(path):
                return self._library.queries.of_photo(path)
            case RegionQuery(path, region):
                return self._library.queries.of_photo(path, region)


def _by_time(photos: tuple[Ids, npt.NDArray[np.float64], Aspects]) -> PhotoList:
    ids, taken, aspects = photos
    return PhotoList(ids, searched=len(ids), total=len(ids), aspects=aspects, taken=taken)
