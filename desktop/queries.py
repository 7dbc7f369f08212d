"""What a person can ask the library for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexer.api import Box, PhotoId


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
