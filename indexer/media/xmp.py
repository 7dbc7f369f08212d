"""Reads the XMP packet of an opened image: hostile XML, parsed without entities or DTD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defusedxml import ElementTree
from PIL import Image

from indexer.media.description import (
    LONGEST_CAPTION,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    MOST_KEYWORDS,
    Description,
    stars,
    wall_clock,
)
from indexer.media.faults import DECODER_FAULTS
from indexer.media.text import plain_text, unique_words

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_PACKET = 1 << 20

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
_TIFF_XMP_TAG = 700
_COORDINATE = re.compile(r"(\d{1,3}),(\d{1,2})(?:,(\d{1,2}(?:\.\d+)?)|(\.\d+))?([NSEW])$")


def describe_xmp(image: Image.Image) -> Description:
    """What the packet says; an empty description when there is none or it is damaged."""
    try:
        packet = _packet(image)
        if not packet or len(packet) > LARGEST_PACKET:
            return Description()
        root = ElementTree.fromstring(packet, forbid_dtd=True)
    except (ElementTree.ParseError, *DECODER_FAULTS):
        return Description()
    return _describe(root)


def _packet(image: Image.Image) -> bytes:
    found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if found is None and hasattr(image, "tag_v2"):
        found = image.tag_v2.get(_TIFF_XMP_TAG)
    if isinstance(found, str):
        found = found.encode("utf-8", "ignore")
    return found.strip(b"\0 \t\r\n") if isinstance(found, bytes) else b""


def _describe(root: Element) -> Description:
    words = [plain_text(word, LONGEST_KEYWORD) for word in _listed(root, _DC + "subject")]
    latitude = _degrees(_value(root, _EXIF + "GPSLatitude"), 90)
    longitude = _degrees(_value(root, _EXIF + "GPSLongitude"), 180)
    placed = latitude is not None and longitude is not None
    return Description(
        taken_at=_taken_at(root),
        lens=plain_text(_value(root, _AUX + "Lens"), LONGEST_NAME),
        latitude=latitude if placed else None,
        longitude=longitude if placed else None,
        rating=stars(_value(root, _XMP + "Rating")),
        keywords=unique_words(words, MOST_KEYWORDS),
        caption=_caption(root),
    )


def _taken_at(root: Element) -> float | None:
    names = (_EXIF + "DateTimeOriginal", _PHOTOSHOP + "DateCreated", _XMP + "CreateDate")
    dates = (wall_clock(_value(root, name)) for name in names)
    return next((date for date in dates if date is not None), None)


def _caption(root: Element) -> str:
    for name in (_DC + "description", _DC + "title"):
        for text in _listed(root, name):
            if caption := plain_text(text, LONGEST_CAPTION):
                return caption
    return ""


def _listed(root: Element, name: str) -> list[str]:
    """The entries of the bag, sequence or alternatives called `name`, in order."""
    return [
        entry.text or ""
        for element in root.iter(name)
        for entry in element.iter(_RDF + "li")
    ]  # fmt: skip


def _value(root: Element, name: str) -> str:
    """A simple property, written as an element or as an attribute of `rdf:Description`."""
    element = next(root.iter(name), None)
    if element is not None and element.text:
        return element.text
    blocks = root.iter(_RDF + "Description")
    return next((block.attrib[name] for block in blocks if name in block.attrib), "")


def _degrees(text: str, limit: int) -> float | None:
    """XMP writes 51,30.25N or 51,30,15N."""
    match = _COORDINATE.match(text.strip())
    if match is None:
        return None
    minutes = float(match[2] + (match[4] or "")) + float(match[3] or 0) / 60
    degrees = int(match[1]) + minutes / 60
    return round(-degrees if match[5] in "SW" else degrees, 7) if degrees <= limit else None
