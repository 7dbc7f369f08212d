"""Gathers what a file says about its photo: EXIF, XMP and IPTC into one `PhotoMetadata`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from PIL import Image

from indexer.core.types import PhotoMetadata
from indexer.media.description import MOST_KEYWORDS, Description
from indexer.media.exif import describe_exif, modified_at, orientation, read_exif
from indexer.media.iptc import describe_iptc
from indexer.media.text import unique_words
from indexer.media.xmp import describe_xmp

_T = TypeVar("_T")

_FIRST_TURNED = 5
"""From this EXIF orientation on, width and height change places."""


def read_metadata(
    image: Image.Image, family: str, raw_exif: Image.Exif | None = None
) -> PhotoMetadata:
    """The metadata of an opened image whose pixels are not loaded yet. Never raises.

    Date, place and camera come from the camera's EXIF first; texts and rating from XMP, then
    IPTC, then EXIF, because programs write people's words in that order of care. `raw_exif` is
    the EXIF of the raw file that `image` is the preview of; it goes before the preview's own.
    """
    blocks = [block for block in (raw_exif, read_exif(image)) if block is not None]
    cameras = [describe_exif(block) for block in blocks]
    words = [describe_xmp(image), describe_iptc(image)]
    facts, said = _merged([*cameras, *words]), _merged([*words, *cameras])
    modified = (modified_at(block) for block in blocks)
    turn = orientation(blocks[-1])
    # Pillow reports the size of a TIFF already turned.
    width, height = upright_size(image.size, 1 if family == "TIFF" else turn)
    return PhotoMetadata(
        width=width,
        height=height,
        format=family,
        orientation=turn,
        taken_at=facts.taken_at if facts.taken_at is not None else _first(modified),
        camera_make=facts.camera_make,
        camera_model=facts.camera_model,
        lens=facts.lens,
        latitude=facts.latitude,
        longitude=facts.longitude,
        rating=said.rating,
        keywords=said.keywords,
        caption=said.caption,
    )


def upright_size(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """Width and height after EXIF orientation `turn` was applied."""
    return (size[1], size[0]) if turn >= _FIRST_TURNED else size


def _merged(sources: list[Description]) -> Description:
    """Each field from the first source that has it; the keywords of all."""
    return Description(
        taken_at=_first(one.taken_at for one in sources),
        camera_make=_first(one.camera_make or None for one in sources) or "",
        camera_model=_first(one.camera_model or None for one in sources) or "",
        lens=_first(one.lens or None for one in sources) or "",
        latitude=_first(one.latitude for one in sources),
        longitude=_first(one.longitude for one in sources),
        rating=_first(one.rating for one in sources),
        keywords=unique_words([word for one in sources for word in one.keywords], MOST_KEYWORDS),
        caption=_first(one.caption or None for one in sources) or "",
    )


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)
