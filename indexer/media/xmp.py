"""Reads an XMP packet, in a file or beside it: hostile XML, parsed without entities or DTD."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from PIL import Image

from indexer.media.dates import best, moment
from indexer.media.description import (
    LONGEST_CAPTION,
    LONGEST_NAME,
    MOST_KEYWORDS,
    MOST_PEOPLE,
    MOST_PLACES,
    Description,
    said,
    stars,
    words,
)
from indexer.media.faults import DECODER_FAULTS
from indexer.media.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LARGEST_PACKET = 1 << 20

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_TIFF = "{http://ns.adobe.com/tiff/1.0/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_AUX = "{http://ns.adobe.com/exif/1.0/aux/}"
_EXIF_EX = "{http://cipa.jp/exif/1.0/}"
_LIGHTROOM = "{http://ns.adobe.com/lightroom/1.0/}"
_DIGIKAM = "{http://www.digikam.org/ns/1.0/}"
_MICROSOFT = "{http://ns.microsoft.com/photo/1.0/}"
_MICROSOFT_BARE = "{http://ns.microsoft.com/photo/1.0}"
"""As other programs write it."""
_MICROSOFT_REGION = "{http://ns.microsoft.com/photo/1.2/t/Region#}"
_MWG_REGION = "{http://www.metadataworkinggroup.com/schemas/regions/}"
_MWG_KEYWORD = "{http://www.metadataworkinggroup.com/schemas/keywords/}"
_MEDIAPRO = "{http://ns.iview-multimedia.com/mediapro/1.0/}"
_GETTY = "{http://xmp.gettyimages.com/gift/1.0/}"
_ACDSEE = "{http://ns.acdsee.com/iptc/1.0/}"
_ACDSEE_REGION = "{http://ns.acdsee.com/regions/}"
_IPTC_CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
_IPTC_EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"

_HIERARCHIES = {
    _LIGHTROOM + "hierarchicalSubject": "|",
    _MEDIAPRO + "CatalogSets": "|",
    _DIGIKAM + "TagsList": "/",
    _MICROSOFT + "LastKeywordXMP": "/",
    _MICROSOFT_BARE + "LastKeywordXMP": "/",
}
_KEYWORDS = (_DC + "subject", _MWG_KEYWORD + "Keyword", _ACDSEE + "keywords")
_TITLES = (_DC + "title", _PHOTOSHOP + "Headline")
_TEXTS = (
    _DC + "description",
    _ACDSEE + "caption",
    _ACDSEE + "notes",
    _EXIF + "UserComment",
    _TIFF + "ImageDescription",
    _IPTC_CORE + "AltTextAccessibility",
    _IPTC_CORE + "ExtDescrAccessibility",
)
_PEOPLE = (
    _IPTC_EXT + "PersonInImage",
    _IPTC_EXT + "PersonName",
    _MICROSOFT_REGION + "PersonDisplayName",
    _MEDIAPRO + "People",
    _GETTY + "Personality",
)
_NAMED_REGIONS = ((_MWG_REGION + "Name", _MWG_REGION + "Type"),
                  (_ACDSEE_REGION + "Name", _ACDSEE_REGION + "Type"))  # fmt: skip
_PLACES = (
    _IPTC_CORE + "Location",
    _PHOTOSHOP + "City",
    _PHOTOSHOP + "State",
    _PHOTOSHOP + "Country",
    _IPTC_EXT + "LocationName",
    _IPTC_EXT + "Sublocation",
    _IPTC_EXT + "City",
    _IPTC_EXT + "ProvinceState",
    _IPTC_EXT + "CountryName",
    _IPTC_EXT + "WorldRegion",
)
_ORIGINALS = (_EXIF + "DateTimeOriginal", _PHOTOSHOP + "DateCreated")
_DIGITISED = (_EXIF + "DateTimeDigitized", _XMP + "CreateDate", _DC + "date")
_STARS = {1: 1, 25: 2, 50: 3, 75: 4, 99: 5}
"""Microsoft's percentages."""
_TIFF_XMP_TAG = 700
_GIF_EXTENSION = b"XMP DataXMP"
_PACKET_ENDS = (b"</x:xmpmeta>", b"</rdf:RDF>")
_COORDINATE = re.compile(r"(\d{1,3}),(\d{1,2})(?:,(\d{1,2}(?:\.\d+)?)|(\.\d+))?([NSEW])$")

Values = dict[str, list[str]]


def xmp_packet(image: Image.Image) -> bytes:
    """The packet of an opened image; empty when it has none."""
    found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if found is None and hasattr(image, "tag_v2"):
        try:
            found = image.tag_v2.get(_TIFF_XMP_TAG)
        except DECODER_FAULTS:
            return b""
    if found is None:
        found = _gif_packet(image)
    if isinstance(found, str):
        return found.encode("utf-8", "ignore")
    return found if isinstance(found, bytes) else b""


def _gif_packet(image: Image.Image) -> bytes:
    """GIF keeps the packet in an extension of its own, whose beginning Pillow remembers."""
    extension, file = image.info.get("extension"), getattr(image, "fp", None)
    if not isinstance(extension, tuple) or extension[0] != _GIF_EXTENSION or file is None:
        return b""
    try:
        before = file.tell()
        file.seek(extension[1])
        content = file.read(LARGEST_PACKET)
        file.seek(before)
    except DECODER_FAULTS:
        return b""
    end = max(content.rfind(closing) + len(closing) for closing in _PACKET_ENDS)
    return bytes(content[:end])


def describe_xmp(packet: bytes) -> Description:
    """What a packet says; an empty description when it is empty or damaged."""
    packet = packet.strip(b"\0 \t\r\n")
    if not packet or len(packet) > LARGEST_PACKET:
        return Description()
    try:
        root = ElementTree.fromstring(packet, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, *DECODER_FAULTS):
        return Description()
    return _describe(_values(root), root)


def xmp_orientation(packet: bytes) -> int | None:
    """The orientation, 1 to 8, that only a packet tells; None when it tells none."""
    match = re.search(rb"tiff:Orientation(?:=[\"']|>)([1-8])\b", packet[:LARGEST_PACKET])
    return int(match[1]) if match else None


def _describe(values: Values, root: Element) -> Description:
    latitude = _degrees(_first(values, _EXIF + "GPSLatitude"), 90)
    longitude = _degrees(_first(values, _EXIF + "GPSLongitude"), 180)
    placed = latitude is not None and longitude is not None
    lens = _first(values, _AUX + "Lens") or _first(values, _EXIF_EX + "LensModel")
    return Description(
        original=best([moment(_first(values, name)) for name in _ORIGINALS]),
        digitised=best([moment(_first(values, name)) for name in _DIGITISED]),
        positioned=moment(_first(values, _EXIF + "GPSTimeStamp")),
        lens=plain_text(lens, LONGEST_NAME),
        latitude=latitude if placed else None,
        longitude=longitude if placed else None,
        rating=_rating(values),
        keywords=words([*_all(values, _KEYWORDS), *_parts(values)], MOST_KEYWORDS),
        titles=said(plain_text(it, LONGEST_CAPTION) for it in _all(values, _TITLES)),
        texts=said(plain_text(it, LONGEST_CAPTION) for it in _all(values, _TEXTS)),
        people=words([*_people_in_regions(root), *_all(values, _PEOPLE)], MOST_PEOPLE),
        places=words(_all(values, _PLACES), MOST_PLACES),
    )


def _values(root: Element) -> Values:
    """Every property by name: as attributes, as text, or as a bag, sequence or alternatives."""
    found: Values = {}
    for element in root.iter():
        for name, value in element.attrib.items():
            if value:
                found.setdefault(name, []).append(value)
        if element.tag.startswith(_RDF):
            continue
        texts = [entry.text for entry in element.iter(_RDF + "li")] or [element.text]
        found.setdefault(element.tag, []).extend(text for text in texts if text and text.strip())
    return found


def _first(values: Values, name: str) -> str:
    return values.get(name, [""])[0] if values.get(name) else ""


def _all(values: Values, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        yield from values.get(name, ())


def _parts(values: Values) -> Iterator[str]:
    """The words of keywords that stand in a tree: Places|Italy|Rome."""
    for name, separator in _HIERARCHIES.items():
        for path in values.get(name, ()):
            yield from path.split(separator)


def _people_in_regions(root: Element) -> Iterator[str]:
    """The names of faces; regions of other kinds are things, pets and focus points."""
    for element in root.iter():
        for name_tag, type_tag in _NAMED_REGIONS:
            name = element.attrib.get(name_tag) or element.findtext(name_tag)
            kind = element.attrib.get(type_tag) or element.findtext(type_tag) or "Face"
            if name and kind.strip().casefold() == "face":
                yield name


def _rating(values: Values) -> int | None:
    rating = stars(_first(values, _XMP + "Rating"))
    percent = _first(values, _MICROSOFT + "Rating") or _first(values, _MICROSOFT_BARE + "Rating")
    if rating is None and percent.isascii() and percent.isdigit():
        return _STARS.get(int(percent[:3]))
    return rating


def _degrees(text: str, limit: int) -> float | None:
    """XMP writes 51,30.25N or 51,30,15N."""
    match = _COORDINATE.match(text.strip())
    if match is None:
        return None
    minutes = float(match[2] + (match[4] or "")) + float(match[3] or 0) / 60
    degrees = int(match[1]) + minutes / 60
    return round(-degrees if match[5] in "SW" else degrees, 7) if degrees <= limit else None
