"""Frozen dataclasses that cross threads and processes, and the vector type.

Glossary: *library* all watched folders; *watched folder*; *photo* a row; *file* what is on disk;
*scan* a full walk; *watch* live events; *hit* one ranked photo; *score* the
cosine of query and photo.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType, Self

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
"""One embedding, shape (dimensions,), unit length, or a stack of them, shape (n, dimensions)."""

PhotoId = NewType("PhotoId", int)
FolderId = NewType("FolderId", int)
SpaceId = NewType("SpaceId", int)

_HIGHEST = (1 << 63) - 1


class PhotoState(StrEnum):
    """What the index knows about a file."""

    PENDING = "pending"
    INDEXED = "indexed"
    FAILED = "failed"
    MISSING = "missing"


class SpaceKind(StrEnum):
    """Which comparison a vector space is for."""

    JOINT = "joint"
    """Photos and text live together: text queries."""
    VISUAL = "visual"
    """Photos only: "find similar". A model without one uses its joint space."""


class Strength(StrEnum):
    """How sure a hit is, judged against this query's scores over this library."""

    STRONG = "strong"
    LIKELY = "likely"
    WEAK = "weak"


def clipped_ns(time_ns: int) -> int:
    """A time as the databases can keep it: file systems have some that take more than 64 bits."""
    return max(-_HIGHEST, min(time_ns, _HIGHEST))


def changed_ns(status: os.stat_result) -> int:
    """The change time of a stat; 0 on Windows, where that field tells something else."""
    return 0 if os.name == "nt" else clipped_ns(status.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class FileStat:
    """What the change test compares. `mtime_ns` and `size` as the file system reports them."""

    size: int
    mtime_ns: int
    inode: int = 0
    device: int = 0
    ctime_ns: int = 0
    """When the file, its name or its rights changed last, whatever was done to `mtime_ns`; 0 where
    the system keeps no such time, or nobody has looked."""

    @classmethod
    def of(cls, status: os.stat_result) -> Self:
        """What the index keeps of a stat. A time beyond the year 2262 or before 1677 is cut."""
        return cls(
            status.st_size,
            clipped_ns(status.st_mtime_ns),
            status.st_ino,
            status.st_dev,
            changed_ns(status),
        )


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder the person added. `volume` is the identity of the drive it was added from."""

    id: FolderId
    path: str
    volume: str
    added_at: float
    excludes: tuple[str, ...] = ()
    min_side: int = 0
    """Photos whose shorter side has fewer pixels are skipped; 0 keeps all."""


@dataclass(frozen=True, slots=True)
class PhotoMetadata:
    """What a file says about itself. Strings are plain text, capped and stripped of NUL."""

    width: int = 0
    height: int = 0
    """Pixels after the EXIF orientation was applied."""
    format: str = ""
    orientation: int = 1
    taken_at: float | None = None
    """The camera's wall clock, as seconds since 1970 read as if it were UTC: not an instant."""
    camera_make: str = ""
    camera_model: str = ""
    lens: str = ""
    latitude: float | None = None
    longitude: float | None = None
    rating: int | None = None
    keywords: tuple[str, ...] = ()
    caption: str = ""
    frames: int = 1
    taken_within: float = 0.0
    """Above 0, only this is known: taken in so many seconds from `taken_at` on, a day or a year."""
    title: str = ""
    people: tuple[str, ...] = ()
    """Names that somebody gave to faces."""
    places: tuple[str, ...] = ()
    """Where it was taken as words, from the spot to the country; beside the position."""


@dataclass(frozen=True, slots=True)
class EmbeddedVectors:
    """The vectors of one photo, by space kind; `visual` is None for models with one space."""

    joint: Vector
    visual: Vector | None = None


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """What the worker makes of one file's bytes."""

    metadata: PhotoMetadata
    vectors: EmbeddedVectors | None
    thumbnail: bytes
    """A JPEG of the size `formats.thumbnail_size`, upright, sRGB."""
    suspect: bool = False
    """The file decodes but looks half-copied (a tail of zeros): look again later."""


@dataclass(frozen=True, slots=True)
class NeutralScores:
    """What texts that fit any photo score over a library: the middle and spread of the cosines."""

    centre: float
    deviation: float
    """Robust: 1.4826 times the median distance of the lower half to the centre."""
    photos: int
    """How many photos the library had then."""


@dataclass(frozen=True, slots=True)
class Space:
    """A vector space in the index: one of a model's outputs."""

    id: SpaceId
    model_id: str
    model_name: str
    kind: SpaceKind
    dimensions: int
    neutral: NeutralScores | None = None
    """None until the service has measured them."""


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """One photo as readers see it."""

    id: PhotoId
    folder_id: FolderId
    path: str
    """Absolute path where the file was last seen."""
    state: PhotoState
    size: int
    mtime_ns: int
    online: bool = True
    reason: str = ""
    attempts: int = 0
    content_id: bytes = b""
    metadata: PhotoMetadata = field(default_factory=PhotoMetadata)
    indexed_at: float | None = None
    shown_at: float | None = None
    """When it was taken as far as anything tells, the file's time included; None: nothing does.
    As `PhotoMetadata.taken_at`."""
    shown_within: float = 0.0
    is_damaged: bool = False
    """The end of the file is missing: what there is of it is shown and searched."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One ranked photo. `rank` counts from 1; `score` is the cosine in the query's space."""

    rank: int
    photo_id: PhotoId
    path: str
    score: float
    strength: Strength
    online: bool = True


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How many photos are in each state, over the library or one folder."""

    indexed: int = 0
    pending: int = 0
    failed: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        """Photos known to be on disk: all but the missing ones."""
        return self.indexed + self.pending + self.failed


@dataclass(frozen=True, slots=True)
class TextScore:
    """How well one text fits one photo, as the CLIP family defines it."""

    text: str
    cosine: float
    logit: float
    probability: float
