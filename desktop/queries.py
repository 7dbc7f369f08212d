"""What a person can ask the library for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexer.api import parse

if TYPE_CHECKING:
    from indexer.api import Box, PhotoId


@dataclass(frozen=True, slots=True)
class FolderQuery:
    """The photos in a folder and the folders in it, newest first."""

    path: str


@dataclass(frozen=True, slots=True)
class FavouritesQuery:
    """The person's favourites, newest first."""


Scope = FolderQuery | FavouritesQuery
"""A part of the library that can be looked at as a whole, and searched in."""


@dataclass(frozen=True, slots=True)
class TextQuery:
    """Photos that show what the text says."""

    text: str
    within: Scope | None = None
    """Where they must be; None is the whole library. It is the same for all queries."""


@dataclass(frozen=True, slots=True)
class SimilarQuery:
    """Photos like one of the library."""

    photo_id: PhotoId
    path: str
    words: str = ""
    """What they should show besides."""
    within: Scope | None = None


@dataclass(frozen=True, slots=True)
class FileQuery:
    """Photos like a file, which need not be in the library."""

    path: str
    temporary: bool = False
    """The window wrote the file itself from a pasted or dropped picture."""
    words: str = ""
    within: Scope | None = None


@dataclass(frozen=True, slots=True)
class RegionQuery:
    """Photos like a part of a file."""

    path: str
    region: Box
    """Left, top, width and height as fractions of the upright photo."""
    words: str = ""
    within: Scope | None = None


PictureQuery = SimilarQuery | FileQuery | RegionQuery
Query = TextQuery | PictureQuery | Scope


def words_of(query: Query | None) -> str:
    """What is typed, beside a picture or without one."""
    match query:
        case TextQuery(text):
            return text
        case SimilarQuery() | FileQuery() | RegionQuery():
            return query.words
        case _:
            return ""


def scope_of(query: Query | None) -> Scope | None:
    """The part of the library that is searched or shown; None is all of it."""
    match query:
        case None | FolderQuery() | FavouritesQuery():
            return query
        case _:
            return query.within


def with_words(query: Query | None, text: str) -> Query | None:
    """The same search with other words; without any, what is left of it."""
    if isinstance(query, PictureQuery):
        return replace(query, words=text)
    scope = scope_of(query)
    return TextQuery(text, scope) if text else scope


def without_picture(query: Query | None) -> Query | None:
    """The words alone, else the place that was searched."""
    return with_words(scope_of(query), words_of(query))


def widened(query: Query | None) -> Query | None:
    """The same search in the whole library."""
    if query is None or isinstance(query, Scope):
        return None
    return replace(query, within=None)


def inside(shown: Query | None, query: Query) -> Query:
    """A search by a picture, begun in what is shown: in the same place, with the same filters."""
    if not isinstance(query, PictureQuery):
        return query
    filters = " ".join(chip.text for chip in parse(words_of(shown)).filters)
    return replace(query, words=query.words or filters, within=scope_of(shown))
