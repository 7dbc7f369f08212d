"""Titles, descriptions, keywords, people and words of places: all of them, from every standard."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from indexer.core.types import PhotoMetadata
from indexer.media.decode import decode_photo, read_photo
from indexer.media.iptc import describe_iptc
from indexer.media.xmp import describe_xmp
from tests.unit.media.test_media_dates import at
from tests.unit.media.test_media_exif import DIGITISED, block, text

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "digiKam": "http://www.digikam.org/ns/1.0/",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}


def xmp(elements: str, attributes: str = "") -> bytes:
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in _SPACES.items())
    return (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {spaces}>'
        f"<rdf:Description {attributes}>{elements}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def bag(name: str, *words: str, kind: str = "Bag") -> str:
    entries = "".join(f"<rdf:li>{word}</rdf:li>" for word in words)
    return f"<{name}><rdf:{kind}>{entries}</rdf:{kind}></{name}>"


def jpeg(*, iptc: Sequence[tuple[int, int, bytes]] = (), **options: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "JPEG", **options)
    plain = buffer.getvalue()
    if not iptc:
        return plain
    records = b"".join(b"\x1c" + bytes([r, n]) + struct.pack(">H", len(v)) + v for r, n, v in iptc)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">L", len(records)) + records
    segment = b"Photoshop 3.0\0" + resource + b"\0" * (len(records) % 2)
    return plain[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def read(content: bytes) -> PhotoMetadata:
    found = read_photo(BytesIO(content), format_hint="")
    assert decode_photo(BytesIO(content), format_hint="", target_side=64).metadata == found
    return found


def test_title_and_description_in_xmp() -> None:
    packet = xmp(
        bag("dc:title", "Marmalade harvest", kind="Alt")
        + bag("dc:description", "Oranges in crates", "Orangen in Kisten", kind="Alt"),
        'photoshop:Headline="Sunday"',
    )
    found = read(jpeg(xmp=packet))
    assert found.title == "Marmalade harvest\nSunday"
    assert found.caption == "Oranges in crates\nOrangen in Kisten"


def test_one_text_in_every_standard_is_shown_once() -> None:
    content = jpeg(
        xmp=xmp(bag("dc:description", "Oranges in crates", kind="Alt")),
        exif=block([text(0x10E, b"Oranges in crates")]),
        iptc=[(2, 5, b"Oranges in crates"), (2, 120, b"Oranges in")],
    )
    found = read(content)
    assert (found.title, found.caption) == ("", "Oranges in crates")


def test_keywords_of_a_tree_are_words() -> None:
    packet = xmp(
        bag("dc:subject", "Rome")
        + bag("lr:hierarchicalSubject", "Places|Italy|Rome")
        + bag("digiKam:TagsList", "People/Family/Anna", kind="Seq")
        + bag("MicrosoftPhoto:LastKeywordXMP", "Trips/2019")
    )
    assert read(jpeg(xmp=packet)).keywords == (
        "Rome", "Places", "Italy", "People", "Family", "Anna", "Trips", "2019",
    )  # fmt: skip


MWG = """<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>
<rdf:li><rdf:Description mwg-rs:Name="Jonathan Harker" mwg-rs:Type="Face"/></rdf:li>
<rdf:li rdf:parseType="Resource"><mwg-rs:Name>Mina</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>
</rdf:li><rdf:li><rdf:Description mwg-rs:Name="EAN 123" mwg-rs:Type="BarCode"/></rdf:li>
</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"""
MICROSOFT = """<MPReg:Regions><rdf:Bag><rdf:li MPReg:PersonDisplayName="Lucy"/></rdf:Bag>
</MPReg:Regions>"""
DETAILS = """<Iptc4xmpExt:PersonInImageWDetails><rdf:Bag><rdf:li rdf:parseType="Resource">
<Iptc4xmpExt:PersonName><rdf:Alt><rdf:li xml:lang="x-default">Quincey</rdf:li></rdf:Alt>
</Iptc4xmpExt:PersonName></rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImageWDetails>"""


def test_names_of_people() -> None:
    packet = xmp(MWG + MICROSOFT + DETAILS + bag("Iptc4xmpExt:PersonInImage", "Wilhelmina", "Mina"))
    assert read(jpeg(xmp=packet)).people == (
        "Jonathan Harker", "Mina", "Wilhelmina", "Quincey", "Lucy",
    )  # fmt: skip


def test_ratings_of_microsoft_are_percentages() -> None:
    assert read(jpeg(xmp=xmp("", 'MicrosoftPhoto:Rating="75"'))).rating == 4
    assert read(jpeg(xmp=xmp("", 'MicrosoftPhoto:Rating="75" xmp:Rating="2"'))).rating == 2


CREATED = """<Iptc4xmpExt:LocationCreated><rdf:Bag><rdf:li rdf:parseType="Resource">
<Iptc4xmpExt:Sublocation>Registan</Iptc4xmpExt:Sublocation><Iptc4xmpExt:City>Samarkand
</Iptc4xmpExt:City></rdf:li></rdf:Bag></Iptc4xmpExt:LocationCreated>"""


def test_words_of_places() -> None:
    packet = xmp(CREATED, 'photoshop:City="Samarkand" photoshop:Country="Uzbekistan"')
    assert read(jpeg(xmp=packet)).places == ("Samarkand", "Uzbekistan", "Registan")
    records = [(2, 101, b"Italy"), (2, 90, b"Caprile"), (2, 92, b"Piazza"), (2, 95, b"Veneto")]
    assert read(jpeg(iptc=records)).places == ("Piazza", "Caprile", "Veneto", "Italy")


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        (b"", "Hütte".encode()),
        (b"", "Hütte".encode("cp1252")),
        (b"\x1b%G", "Hütte".encode()),
        (b"\x1b-A", "Hütte".encode("latin-1")),
        (b"\x1b-L", "Хижина".encode("iso8859-5")),
        (b"\x1b-B", "Łódź".encode("iso8859-2")),
    ],
)
def test_iptc_in_the_encoding_it_names(code: bytes, raw: bytes) -> None:
    found = read(jpeg(iptc=[(1, 90, code), (2, 5, raw), (2, 105, b"Obelisk"), (2, 120, b"x y")]))
    assert found.title.split("\n")[0] in {"Hütte", "Хижина", "Łódź"}
    assert found.title.endswith("Obelisk")
    assert found.caption == "x y"


@pytest.mark.parametrize(
    "records", [b"\x1c", b"\x1c\x02\x78\xff\xff" + b"\xff" * 40, b"\x1c\x02\x78\x00\xff short"]
)
def test_records_before_a_damaged_one_are_kept(records: bytes) -> None:
    assert describe_iptc(b"\x1c\x02\x05\x00\x04kept" + records).titles == ("kept",)


@pytest.mark.parametrize(
    ("content", "seconds"),
    [
        (jpeg(xmp=xmp("", 'photoshop:DateCreated="1965-07-04T12:00:00"')), at(1965, 7, 4, 12)),
        (jpeg(xmp=xmp("", 'exif:DateTimeOriginal="1967-07-04"')), at(1967, 7, 4)),
        (jpeg(iptc=[(2, 55, b"19660704")]), at(1966, 7, 4)),
        (jpeg(iptc=[(2, 55, b"19660700")]), at(1966, 7, 1)),
    ],
)
def test_taken_goes_before_digitised(content: bytes, seconds: float) -> None:
    exif = block([], [text(DIGITISED, b"2020:02:02 10:00:00\0")])
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif
    assert read(content).taken_at == seconds
    assert read(content[:2] + segment + content[2:]).taken_at == seconds


def png(info: PngInfo) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def behind_the_pixels(content: bytes, kind: bytes, chunk: bytes) -> bytes:
    checksum = struct.pack(">L", zlib.crc32(kind + chunk))
    whole = struct.pack(">L", len(chunk)) + kind + chunk + checksum
    end = content.rindex(b"\0\0\0\0IEND")
    return content[:end] + whole + content[end:]


def test_texts_of_png() -> None:
    info = PngInfo()
    info.add_text("Title", "Basalt columns")
    info.add_text("Description", "Obsidian cliff", zip=True)
    info.add_itxt("Comment", "Klippe über dem Meer")
    info.add_text("Keywords", "rock; sea")
    info.add_text("Creation Time", "2011:02:03 04:05:06")
    info.add_text("Software", "not a caption")
    found = read(png(info))
    assert found.title == "Basalt columns"
    assert found.caption == "Obsidian cliff\nKlippe über dem Meer"
    assert found.keywords == ("rock", "sea")
    assert found.taken_at == at(2011, 2, 3, 4, 5, 6)


def test_texts_of_png_behind_the_pixels() -> None:
    content = behind_the_pixels(png(PngInfo()), b"tEXt", "Title\0Höhle".encode())
    packet = b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(bag("dc:subject", "cave"))
    found = read(behind_the_pixels(content, b"iTXt", packet))
    assert (found.title, found.keywords) == ("Höhle", ("cave",))


@pytest.mark.parametrize(
    "chunk",
    [
        (b"zTXt", b"Title\0\0" + zlib.compress(b"a" * (64 << 20))),
        (b"zTXt", b"Title\0\0no stream"),
        (b"tEXt", b"no key"),
        (b"iTXt", b"Title"),
        (b"tEXt", b"Raw profile type exif\0\nexif\n 12\nzz"),
        (b"eXIf", b"II*\0"),
    ],
)
def test_hostile_texts_of_png(chunk: tuple[bytes, bytes]) -> None:
    content = behind_the_pixels(png(PngInfo()), *chunk)
    assert len(read_photo(BytesIO(content), format_hint="").title) <= 2000


@pytest.mark.parametrize("wrapping", [b"", b"8BIM\x04\x04\0\0\0\0\0\x0c"])
def test_iptc_of_png(wrapping: bytes) -> None:
    records = wrapping + b"\x1c\x02\x69\0\x07Obelisk"
    profile = f"\nIPTC profile\n{len(records):8}\n{records.hex()}\n"
    info = PngInfo()
    info.add_text("Raw profile type iptc", profile, zip=True)
    assert read(png(info)).title == "Obelisk"


def test_xmp_of_gif() -> None:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(buffer, "GIF")
    content = buffer.getvalue()
    at_byte = 13 + 3 * 2 ** ((content[10] & 7) + 1)  # behind the header and its palette
    packet = xmp(bag("dc:subject", "cave"))
    trailer = b"\1" + bytes(range(255, -1, -1)) + b"\0"
    extension = b"\x21\xff\x0bXMP DataXMP" + packet + trailer
    assert read(content[:at_byte] + extension + content[at_byte:]).keywords == ("cave",)


def test_the_comment_of_a_jpeg() -> None:
    assert read(jpeg(comment="Gruyères".encode("latin-1"))).caption == "Gruyères"
    assert read(jpeg(comment=b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62)")).caption == ""


@pytest.mark.parametrize(
    "packet",
    [
        b"<",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a>" * 5000 + b"</a>" * 5000,
        b"\xff\xfe\x00",
        xmp(bag("dc:subject", *(f"word {number}" for number in range(5000)))),
    ],
)
def test_hostile_packets_are_bounded(packet: bytes) -> None:
    assert len(describe_xmp(packet).keywords) <= 100
