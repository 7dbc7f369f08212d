"""Gathers what a file says about its photo: EXIF, XMP, IPTC, PNG into one `PhotoMetadata`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from PIL import Image

from indexer.core.types import PhotoMetadata
from indexer.media.beside import Beside
from indexer.media.dates import Moment, best
from indexer.media.description import (
    LONGEST_CAPTION,
    MOST_KEYWORDS,
    MOST_PEOPLE,
    MOST_PLACES,
    MOST_TEXTS,
    Description,
    said,
)
from indexer.media.exif import Exif, describe_exif, exif_of_block, read_exif
from indexer.media.faults import DECODER_FAULTS
from indexer.media.iptc import describe_iptc, iptc_block, without_wrapping
from indexer.media.png_text import PngTexts, describe_png, read_png_texts
from indexer.media.text import distinct_texts, plain_text, unique_words
from indexer.media.xmp import describe_xmp, xmp_orientation, xmp_packet

_T = TypeVar("_T")

_NOTHING = Beside()

_FIRST_TURNED = 5
"""From this EXIF orientation on, width and height change places."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What an image carries beside its pixels, as it is written there."""

    exif: Exif
    xmp: bytes
    iptc: bytes
    comment: Description
    """What PNG texts, or the comment of a JPEG or GIF, say."""


def read_embedded(image: Image.Image) -> Embedded:
    """Of an opened image whose pixels are not loaded yet. Never raises."""
    png = _png(image)
    exif = read_exif(image)
    if png.exif and not exif.image.fields:
        exif = exif_of_block(png.exif)
    comment = said([plain_text(image.info.get("comment"), LONGEST_CAPTION)])
    return Embedded(
        exif,
        xmp_packet(image) or png.xmp,
        iptc_block(image) or without_wrapping(png.iptc),
        describe_png(png.texts) if png.texts else Description(texts=comment),
    )


def read_metadata(
    image: Image.Image,
    family: str,
    embedded: Embedded,
    raw: Exif | None = None,
    beside: Beside = _NOTHING,
) -> PhotoMetadata:
    """The metadata of an opened image and what is `embedded` in it. Never raises.

    Place and camera come from the camera's EXIF first; texts and rating from XMP, then IPTC, then
    EXIF, because programs write people's words in that order of care; all different texts are
    kept. Of dates, when the photo was taken goes before when it was digitised, whoever says so.
    `raw` is the EXIF of the raw file that `image` is the preview of; it goes before the preview's
    own. What is written `beside` the photo goes before all others, what is reported there after.
    """
    cameras = [describe_exif(block) for block in (raw, embedded.exif) if block is not None]
    written = [describe_xmp(embedded.xmp), describe_iptc(embedded.iptc), embedded.comment]
    turn = embedded.exif.orientation or xmp_orientation(embedded.xmp) or 1
    # Pillow reports the size of a TIFF already turned.
    width, height = upright_size(image.size, 1 if family == "TIFF" else turn)
    facts = [*beside.written, *cameras, *written, *beside.reported]
    words = [*beside.written, *written, *cameras, *beside.reported]
    return _merged(PhotoMetadata(width, height, family, turn), facts, words)


def upright_size(size: tuple[int, int], turn: int) -> tuple[int, int]:
    """Width and height after EXIF orientation `turn` was applied."""
    return (size[1], size[0]) if turn >= _FIRST_TURNED else size


def _merged(
    shape: PhotoMetadata, facts: Sequence[Description], words: Sequence[Description]
) -> PhotoMetadata:
    taken = _taken(facts)
    caption = distinct_texts(_chained(it.texts for it in words), MOST_TEXTS)
    titles = distinct_texts(_chained(it.titles for it in words), MOST_TEXTS)
    return replace(
        shape,
        taken_at=None if taken is None else taken.seconds,
        taken_within=0.0 if taken is None else taken.within,
        camera_make=_first_text(it.camera_make for it in facts),
        camera_model=_first_text(it.camera_model for it in facts),
        lens=_first_text(it.lens for it in facts),
        latitude=_first(it.latitude for it in facts),
        longitude=_first(it.longitude for it in facts),
        rating=_first(it.rating for it in words),
        keywords=unique_words(_chained(it.keywords for it in words), MOST_KEYWORDS),
        caption="\n".join(caption)[:LONGEST_CAPTION],
        title="\n".join(text for text in titles if text not in caption)[:LONGEST_CAPTION],
        people=unique_words(_chained(it.people for it in words), MOST_PEOPLE),
        places=unique_words(_chained(it.places for it in words), MOST_PLACES),
    )


def _taken(sources: Sequence[Description]) -> Moment | None:
    """Taken before digitised before what a service, the satellites and the last program said."""
    for moments in (
        [it.original for it in sources],
        [it.digitised for it in sources],
        [it.reported for it in sources],
        [it.positioned for it in sources],
        [it.modified for it in sources],
    ):
        found = best(moments)
        if found is not None:
            return found
    return None


def _png(image: Image.Image) -> PngTexts:
    file = getattr(image, "fp", None)
    if image.format != "PNG" or file is None:
        return PngTexts()
    try:
        return read_png_texts(file)
    except DECODER_FAULTS:
        return PngTexts()


def _chained(several: Iterable[Iterable[str]]) -> list[str]:
    return list(chain.from_iterable(several))


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value is not None), None)


def _first_text(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")
