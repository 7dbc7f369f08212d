"""What is searched for: the typed text, checked, and the vector it became."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from indexer.core.errors import QueryError
from indexer.core.texts import is_text, without_controls
from indexer.core.types import PhotoId, SpaceKind, Vector

MAX_QUERY_CHARACTERS = 2000
"""Every text network reads less (CLIP 77 tokens, MiniLM 256): longer text is a paste by mistake."""


class QuerySource(StrEnum):
    """What a query vector was made from: text and photo cosines live in different ranges."""

    TEXT = "text"
    PHOTO = "photo"
    MIXED = "mixed"
    """Of both: no range is known, only what stands out."""


@dataclass(frozen=True, slots=True)
class QueryVector:
    """A query ready to be ranked: a unit vector, and the one space it may meet."""

    model_id: str
    space: SpaceKind
    vector: Vector
    source: QuerySource
    label: str
    """The text, or the path of the photo: what the answer repeats as its query."""
    leave_out: tuple[PhotoId, ...] = ()
    """Photos that must not be hits: the query photo itself."""


def checked_text(text: str) -> str:
    """`text` as it is embedded and cached: NFC, runs of white space as one space.

    Raises:
        QueryError: there is nothing to search for, or far too much, or it is no text.
    """
    check_is_text(text)
    words = " ".join(unicodedata.normalize("NFC", without_controls(text)).split())
    if not words or not any(character.isprintable() for character in words):
        raise QueryError("The query is empty. Type what the photo shows, such as: a cat on a sofa.")
    if len(words) > MAX_QUERY_CHARACTERS:
        raise QueryError(
            f"The query has {len(words):,} characters; at most {MAX_QUERY_CHARACTERS:,} can be "
            "searched for. Describe the photo in a sentence or two."
        )
    return words


def check_is_text(text: str) -> None:
    """Refuse what has no form in UTF-8, and so none in a database either.

    Raises:
        QueryError: it has none.
    """
    if not is_text(text):
        raise QueryError(
            "The query holds bytes that are not valid text. Type it again, or set the terminal "
            "to UTF-8."
        )
