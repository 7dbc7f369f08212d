"""What goes into and comes out of the store beside `indexer.core.types`: plain frozen dataclasses.

Every `path` here is relative to its watched folder and '/'-separated (`str` by `os.fsdecode`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from indexer.core.types import (
    FileStat,
    FolderId,
    PhotoId,
    PhotoMetadata,
    PhotoState,
    SpaceId,
    Vector,
)

Trace = tuple[bytes, int, int, int, int]
"""Path, size, `mtime_ns`, inode and `ctime_ns` of a file, in bytes and numbers as the columns hold
them.

Two equal traces are one unchanged file; unequal ones need a closer look (a number may not fit its
column). A plain tuple, because a scan compares two for every photo of the library.
"""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the index remembers of one file.

    `state` is the state beneath a missing mark: a file that returns unchanged gets it back.
    """

    photo_id: PhotoId
    path: str
    stat: FileStat
    state: PhotoState
    content_id: bytes = b""
    missing_since: float | None = None


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that the index does not know yet."""

    path: str
    stat: FileStat


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A known row seen again with this stat."""

    photo_id: PhotoId
    stat: FileStat


@dataclass(frozen=True, slots=True)
class MovedFile:
    """A known row whose file is now at `path` in `folder_id`. It keeps its id and embeddings."""

    photo_id: PhotoId
    folder_id: FolderId
    path: str
    stat: FileStat


@dataclass(frozen=True, slots=True)
class FilesBeside:
    """The sidecars of the photo at `path` as they are now; `sidecars` as in `PendingPhoto`."""

    path: str
    sidecars: str


@dataclass(frozen=True, slots=True)
class ScannedDirectory:
    """A directory as it was listed; `path` is '' for the watched folder itself."""

    path: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class ScanOutcome:
    """All that one scan of a folder, or of a part of it, found out. Applied in one transaction.

    `modified` rows become pending again (and lose their missing mark); `returned` rows lose
    their missing mark and nothing else. A row at the target of a move is replaced by it. The
    metadata of `rewritten` rows is read again, which also finds out whether their content is
    another; of `touched` ones only the stat is kept. `beside` counts after all others.
    """

    folder_id: FolderId
    seen_at: float
    added: Sequence[FoundFile] = ()
    modified: Sequence[ChangedFile] = ()
    moved: Sequence[MovedFile] = ()
    missing: Sequence[PhotoId] = ()
    returned: Sequence[ChangedFile] = ()
    rewritten: Sequence[ChangedFile] = ()
    touched: Sequence[ChangedFile] = ()
    beside: Sequence[FilesBeside] = ()
    directories: Sequence[ScannedDirectory] = ()

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change no photo."""
        files = self.added or self.modified or self.moved or self.missing or self.returned
        return not (files or self.rewritten or self.beside)


@dataclass(frozen=True, slots=True)
class TimelineKey:
    """A place in the order newest first: by time taken (else the file's), then by id."""

    shown_at: float
    photo_id: PhotoId


@dataclass(frozen=True, slots=True)
class PhotoShapes:
    """What laying out all photos needs, as arrays of one length."""

    ids: npt.NDArray[np.int64]
    """Ascending."""
    shown_at: npt.NDArray[np.float64]
    """Time taken, else the file's: seconds since 1970."""
    aspects: npt.NDArray[np.float32]
    """Width to height."""


@dataclass(frozen=True, slots=True)
class PendingPhoto:
    """A photo that waits for the worker. `content_id` is that of its last indexed content."""

    photo_id: PhotoId
    folder_id: FolderId
    path: str
    stat: FileStat
    attempts: int = 0
    content_id: bytes = b""
    key: TimelineKey | None = None
    sidecars: str = ""
    """Names and times of the files beside it that describe it, as `pipeline.sidecars` writes them;
    the store only compares."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The content identity of a pending photo, taken while its file had `stat`.

    Copies of smaller photos than `min_side` do not count as the same.
    """

    photo_id: PhotoId
    content_id: bytes
    stat: FileStat
    min_side: int = 0


@dataclass(frozen=True, slots=True)
class IndexedPhoto:
    """A finished photo. It is dropped if the row's size or mtime differ from `stat` by now."""

    photo_id: PhotoId
    stat: FileStat
    content_id: bytes
    metadata: PhotoMetadata
    vectors: Mapping[SpaceId, Vector]
    suspect: bool = False
    sidecars: str = ""
    """Those that were read: with others by now the metadata is read again."""


@dataclass(frozen=True, slots=True)
class RereadPhoto:
    """The metadata of an indexed photo, read again; None: it could not be, and stays as it was."""

    photo_id: PhotoId
    stat: FileStat
    content_id: bytes
    metadata: PhotoMetadata | None
    sidecars: str = ""
    """As in `IndexedPhoto`."""


@dataclass(frozen=True, slots=True)
class FailedPhoto:
    """A photo that could not be indexed. `kind` is the error's kind, `reason` its sentence.

    With `stat` given, it is dropped if the row's size or mtime differ by now.
    """

    photo_id: PhotoId
    kind: str
    reason: str
    stat: FileStat | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """A photo that was handed to a worker and has no result yet."""

    photo_id: PhotoId
    started_at: float
    attempts: int


@dataclass(frozen=True, slots=True)
class Committed:
    """Which photos of a batch were stored; the others changed or vanished meanwhile."""

    indexed: list[PhotoId] = field(default_factory=list)
    failed: list[PhotoId] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StoreSizes:
    """Bytes on disk, with the write-ahead logs."""

    user: int
    index: int
    thumbnails: int

    @property
    def total(self) -> int:
        """All three databases together."""
        return self.user + self.index + self.thumbnails
