"""EXIF, XMP and IPTC are read tolerantly, tidied, capped and merged."""

from __future__ import annotations

import struct
import time
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from indexer.core.types import PhotoMetadata
from indexer.media.dates import moment
from indexer.media.decode import decode_photo
from indexer.media.description import (
    LONGEST_CAPTION,
    LONGEST_KEYWORD,
    LONGEST_NAME,
    MOST_KEYWORDS,
    stars,
)

MAKE, MODEL, DESCRIPTION, DATE_TIME, EXIF, GPS, RATING = 271, 272, 270, 306, 34665, 34853, 18246
ORIGINAL, SUBSEC, LENS, XP_KEYWORDS, XP_TITLE = 36867, 37521, 42036, 0x9C9E, 0x9C9B

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" {attributes}>{elements}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def timestamp(*when: int) -> float:
    return datetime(*when, tzinfo=UTC).timestamp()


def metadata(kind: str = "JPEG", **options: object) -> PhotoMetadata:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, kind, **options)
    return decode_photo(buffer, format_hint="", target_side=64).metadata


def exif(fields: dict[int, object]) -> Image.Exif:
    block = Image.Exif()
    for tag, value in fields.items():
        block[tag] = value
    return block


def xmp(attributes: str = "", elements: str = "") -> bytes:
    return XMP.format(attributes=attributes, elements=elements).encode()


def iptc_jpeg(records: list[tuple[int, bytes]]) -> bytes:
    block = b"".join(b"\x1c\x02" + bytes([n]) + struct.pack(">H", len(v)) + v for n, v in records)
    resource = (
        b"8BIM\x04\x04\0\0" + struct.pack(">I", len(block)) + block + b"\0" * (len(block) % 2)
    )
    segment = b"Photoshop 3.0\0" + resource
    buffer = BytesIO()
    Image.new("RGB", (40, 30)).save(buffer, "JPEG")
    plain = buffer.getvalue()
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def test_camera_lens_and_date() -> None:
    found = metadata(
        exif=exif(
            {
                MAKE: "NIKON CORPORATION",
                MODEL: "NIKON D90",
                DATE_TIME: "2020:01:01 00:00:00",
                EXIF: {ORIGINAL: "2008:10:22 16:28:39", SUBSEC: "25", LENS: "AF 50mm f/1.8D"},
            }
        )
    )
    assert (found.camera_make, found.camera_model) == ("NIKON", "D90")
    assert found.lens == "AF 50mm f/1.8D"
    assert found.taken_at == timestamp(2008, 10, 22, 16, 28, 39) + 0.25
    assert (found.width, found.height, found.format) == (40, 30, "JPEG")


def test_the_date_of_the_last_change_is_the_last_resort() -> None:
    assert metadata(exif=exif({DATE_TIME: "2020:01:02 03:04:05"})).taken_at == timestamp(
        2020, 1, 2, 3, 4, 5
    )


@pytest.mark.parametrize(
    ("references", "sign"), [(("N", "E"), (1, 1)), (("S", "W"), (-1, -1)), (("N", "W"), (1, -1))]
)
def test_gps(references: tuple[str, str], sign: tuple[int, int]) -> None:
    place = {1: references[0], 2: (51.0, 30.0, 26.0), 3: references[1], 4: (0.0, 7.5, 0.0)}
    found = metadata(exif=exif({GPS: place}))
    assert found.latitude == pytest.approx(sign[0] * 51.507222, abs=1e-5)
    assert found.longitude == pytest.approx(sign[1] * 0.125, abs=1e-5)


@pytest.mark.parametrize(
    "place",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)},
        {1: "N", 2: (51.0, 0.0, 0.0)},
        {1: "N", 2: (1e9, 0.0, 0.0), 3: "E", 4: (7.0, 0.0, 0.0)},
    ],
)
def test_impossible_places_are_dropped(place: dict[int, object]) -> None:
    found = metadata(exif=exif({GPS: place}))
    assert found.latitude is None
    assert found.longitude is None


@pytest.mark.parametrize(
    ("written", "brand"),
    [
        ("NIKON CORPORATION", "NIKON"),
        ("OLYMPUS IMAGING CORP.", "OLYMPUS"),
        ("CASIO COMPUTER CO.,LTD.", "CASIO"),
        ("RICOH IMAGING COMPANY, LTD.", "RICOH"),
        ("LG Electronics", "LG"),
        ("Leica Camera AG", "Leica Camera"),
        ("Hewlett-Packard Company", "Hewlett-Packard"),
        ("Apple", "Apple"),
        ("Corporation", "Corporation"),
    ],
)
def test_brands_lose_their_legal_form(written: str, brand: str) -> None:
    assert metadata(exif=exif({MAKE: written})).camera_make == brand


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_xmp_of_every_format(kind: str) -> None:
    packet = xmp(
        'xmp:Rating="4" exif:DateTimeOriginal="2011-05-06T07:08:09+02:00"',
        "<dc:subject><rdf:Bag><rdf:li>dog</rdf:li><rdf:li>sofa</rdf:li><rdf:li>Dog</rdf:li>"
        "</rdf:Bag></dc:subject>"
        '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Rex &amp; the sofa</rdf:li>'
        "</rdf:Alt></dc:description>",
    )
    options: dict[str, object] = {"xmp": packet}
    if kind == "PNG":
        from PIL.PngImagePlugin import PngInfo

        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": text}
    elif kind == "TIFF":
        options = {"tiffinfo": {700: packet}}
    found = metadata(kind, **options)
    assert found.keywords == ("dog", "sofa")
    assert found.caption == "Rex & the sofa"
    assert found.rating == 4
    assert found.taken_at == timestamp(2011, 5, 6, 7, 8, 9)


def test_xmp_place_and_elements() -> None:
    packet = xmp(
        "",
        "<xmp:Rating>2</xmp:Rating><exif:GPSLatitude>51,30.5N</exif:GPSLatitude>"
        "<exif:GPSLongitude>0,7,30W</exif:GPSLongitude>",
    )
    found = metadata(xmp=packet)
    assert found.rating == 2
    assert found.latitude == pytest.approx(51.508333, abs=1e-6)
    assert found.longitude == pytest.approx(-0.125, abs=1e-6)


def test_iptc() -> None:
    records = [
        (25, "Fête".encode()),
        (25, b"caf\xe9"),
        (120, b"By the lake"),
        (55, b"20100203"),
        (60, b"040506+0100"),
    ]
    photo = decode_photo(BytesIO(iptc_jpeg(records)), format_hint="JPEG", target_side=64)
    assert photo.metadata.keywords == ("Fête", "café")
    assert photo.metadata.caption == "By the lake"
    assert photo.metadata.taken_at == timestamp(2010, 2, 3, 4, 5, 6)


def test_windows_fields() -> None:
    found = metadata(
        exif=exif(
            {
                XP_KEYWORDS: "beach;summer\0".encode("utf-16-le"),
                XP_TITLE: "Holiday\0".encode("utf-16-le"),
                RATING: 5,
            }
        )
    )
    assert found.keywords == ("beach", "summer")
    assert found.title == "Holiday"
    assert found.rating == 5


@pytest.mark.parametrize("text", ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM\\100GOPRO", "   "])
def test_captions_that_cameras_write_are_dropped(text: str) -> None:
    assert metadata(exif=exif({DESCRIPTION: text})).caption == ""


def test_hostile_text_is_capped_and_cleaned() -> None:
    words = "".join(f"<rdf:li>{n} {'x' * 500}</rdf:li>" for n in range(300))
    found = metadata(
        exif=exif(
            {
                MAKE: "A\0B\x1b[31m" * 50,
                MODEL: "M" * 10_000,
                DESCRIPTION: "\u202eevil\n" + "c" * 9000,
            }
        ),
        xmp=xmp("", f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject>")[:60_000],
    )
    assert len(found.camera_model) == LONGEST_NAME
    assert "\0" not in found.camera_make
    assert "\x1b" not in found.camera_make
    assert len(found.caption) <= LONGEST_CAPTION
    assert "\n" not in found.caption


def test_keywords_are_capped() -> None:
    words = "".join(f"<rdf:li>{n} {'x' * 200}</rdf:li>" for n in range(150))
    found = metadata(
        "PNG", pnginfo=_itxt(xmp("", f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject>"))
    )
    assert len(found.keywords) == MOST_KEYWORDS
    assert max(map(len, found.keywords)) == LONGEST_KEYWORD


def _itxt(packet: bytes) -> object:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", packet.decode())
    return text


@pytest.mark.parametrize(
    "packet",
    [
        b"<x",
        b"\xff\xfe garbage",
        b'<!DOCTYPE l [<!ENTITY a "b">]><l>&a;</l>',
        b"<a>" * 50_000,
        b'<?xml version="1.0" encoding="no-such"?><a/>',
    ],
)
def test_damaged_or_hostile_xmp_is_ignored(packet: bytes) -> None:
    assert metadata("WEBP", xmp=packet).keywords == ()


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0",
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\1" * 300,
    ],
)
def test_damaged_exif_never_stops_a_photo(block: bytes) -> None:
    assert metadata(exif=block).width == 40


@pytest.mark.parametrize(
    "text",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2008:13:40 10:00:00",
        "1700:01:01 00:00:00",
        "",
        "soon",
        None,
        7,
    ],
)
def test_absurd_dates_are_dropped(text: object) -> None:
    assert moment(text) is None


def test_the_future_is_dropped() -> None:
    year = time.gmtime().tm_year + 2
    assert moment(f"{year}:01:01 00:00:00") is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2008:10:22", timestamp(2008, 10, 22)),
        ("2008-10-22T16:28Z", timestamp(2008, 10, 22, 16, 28)),
        ("2008/10/22 16:28:39.5", timestamp(2008, 10, 22, 16, 28, 39) + 0.5),
        ("1901:02:03 04:05:06", timestamp(1901, 2, 3, 4, 5, 6)),
    ],
)
def test_dates_in_several_hands(text: str, seconds: float) -> None:
    found = moment(text)
    assert found is not None
    assert found.seconds == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, None), (-1, None), (3, 3), ("5", 5), (99, None), (None, None), ("nan", None)],
)
def test_stars(value: object, expected: int | None) -> None:
    assert stars(value) == expected
