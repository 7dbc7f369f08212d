"""Gets the vector of a query: from the index when it is there, else from the service."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from indexer.core.errors import QueryError
from indexer.core.types import PhotoState, SpaceKind
from indexer.search.query import QuerySource, QueryVector, checked_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.core.types import EmbeddedVectors, PhotoId, PhotoRecord, Space, Vector
    from indexer.store.index_reader import IndexReader

Box = tuple[float, float, float, float]
"""Left, top, width, height of a region, as fractions of the upright photo."""


class VectorService(Protocol):
    """What can embed: the background service, seen from here. Each answer names its model_id."""

    def embed_text(self, text: str) -> tuple[str, Vector]:
        """(model_id, unit vector of the joint space)."""

    def embed_photo(self, path: str, region: Box | None) -> tuple[str, EmbeddedVectors]:
        """(model_id, vectors of a photo file, or of a region of it)."""


class QueryVectors:
    """Turns texts and photos into query vectors of the active model.

    `service` is called only when the index does not have the vector, so that a repeated query or
    "find similar" of an indexed photo starts nothing.
    """

    def __init__(self, reader: IndexReader, service: Callable[[], VectorService]) -> None:
        self._reader = reader
        self._service = service

    def of_text(self, text: str) -> QueryVector:
        """The vector of a text; the service remembers it for the next time.

        Raises:
            QueryError: empty or too long.
            ServiceUnavailable: it must be embedded and no service comes up.
        """
        words = checked_text(text)
        space = self._active(SpaceKind.JOINT)
        known = self._reader.vectors.cached_query(space.id, words) if space else None
        if space and known is not None:
            return QueryVector(space.model_id, SpaceKind.JOINT, known, QuerySource.TEXT, words)
        model_id, vector = self._service().embed_text(words)
        return QueryVector(model_id, SpaceKind.JOINT, vector, QuerySource.TEXT, words)

    def of_photo(
        self, path: str, region: Box | None = None, *, space: SpaceKind | None = None
    ) -> QueryVector:
        """The vector of a photo file, inside or outside of the watched folders, or of its region.

        `space`: the one it is for, joint to be mixed with text; None for the one that compares
        photos best.

        Raises:
            QueryError: there is no such file.
            PhotoError, FileUnavailable: it is no photo, or cannot be read.
            ServiceUnavailable: it must be embedded and no service comes up.
        """
        absolute = str(Path(path).expanduser().absolute())
        record = self._record(absolute)
        if record is None:
            _check_file(absolute)
        elif region is None and _is_current(record):
            stored = self._stored(record.id, absolute, space)
            if stored is not None:
                return stored
        model_id, vectors = self._service().embed_photo(absolute, region)
        known = () if record is None else (record.id,)
        if vectors.visual is None or space is SpaceKind.JOINT:
            kind, vector = SpaceKind.JOINT, vectors.joint
        else:
            kind, vector = SpaceKind.VISUAL, vectors.visual
        return QueryVector(model_id, kind, vector, QuerySource.PHOTO, absolute, known)

    def of_indexed(self, photo_id: PhotoId, *, space: SpaceKind | None = None) -> QueryVector:
        """The stored vector of a photo in the index, see `of_photo`. Never asks the service.

        Raises:
            QueryError: the photo is gone, or not indexed with the active model yet.
        """
        records = self._reader.photos([photo_id])
        if not records:
            raise QueryError("This photo is no longer in the library.")
        stored = self._stored(photo_id, records[0].path, space)
        if stored is None:
            raise QueryError("This photo is not indexed yet. Try again when indexing got there.")
        return stored

    def _stored(self, photo_id: PhotoId, path: str, wanted: SpaceKind | None) -> QueryVector | None:
        for kind in (SpaceKind.VISUAL, SpaceKind.JOINT) if wanted is None else (wanted,):
            space = self._active(kind)
            found = self._reader.vectors.get(space.id, [photo_id]) if space else {}
            if space and photo_id in found:
                vector = found[photo_id]
                return QueryVector(
                    space.model_id, kind, vector, QuerySource.PHOTO, path, (photo_id,)
                )
        return None

    def _active(self, kind: SpaceKind) -> Space | None:
        if not self._reader.exists():
            return None
        spaces = self._reader.active_spaces()
        return next((space for space in spaces if space.kind is kind), None)

    def _record(self, absolute: str) -> PhotoRecord | None:
        if not self._reader.exists():
            return None
        return self._reader.photo_at(absolute) or self._reader.photo_at(_resolved(absolute))


def _resolved(path: str) -> str:
    try:
        return str(Path(path).resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return path


def _is_current(record: PhotoRecord) -> bool:
    """Whether the stored vectors are those of the file as it is now, or as it last was."""
    if record.state is not PhotoState.INDEXED:
        return False
    try:
        now = Path(record.path).stat()
    except OSError:
        return True
    return (now.st_size, now.st_mtime_ns) == (record.size, record.mtime_ns)


def _check_file(path: str) -> None:
    try:
        mode = Path(path).stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise QueryError(f"There is no photo at {path}. Check the path.") from None
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise QueryError(f"The photo {path} cannot be read: {reason}.") from None
    if stat.S_ISDIR(mode):
        raise QueryError(f"{path} is a folder. Name one photo in it.")
