"""What files beside a photo add to what it says itself."""

from __future__ import annotations

import json
import time
from io import BytesIO

import pytest
from PIL import Image

from indexer.core.types import PhotoMetadata
from indexer.media.decode import decode_photo, read_photo

TAKEN = 1060699034  # 2003-08-12 14:37:14 UTC


@pytest.fixture(autouse=True)
def _far_east(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    if not hasattr(time, "tzset"):
        pytest.skip("needs time zones by environment")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def jpeg(**fields: str) -> bytes:
    """A photo with EXIF."""
    exif = Image.Exif()
    if "taken" in fields:
        exif.get_ifd(0x8769)[0x9003] = fields["taken"]
    if "subsecond" in fields:
        exif.get_ifd(0x8769)[0x9291] = fields["subsecond"]
    if "changed" in fields:
        exif[0x0132] = fields["changed"]
    if "description" in fields:
        exif[0x010E] = fields["description"]
    if "rating" in fields:
        exif[0x4746] = int(fields["rating"])
    file = BytesIO()
    Image.new("RGB", (64, 48), (10, 80, 160)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def xmp(attributes: str = "", inside: str = "") -> bytes:
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:exif="http://ns.adobe.com/exif/1.0/" '
        f"{attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def takeout(**fields: object) -> bytes:
    return json.dumps({"photoTakenTime": {"timestamp": str(TAKEN)}} | fields).encode()


def read(photo: bytes, *beside: bytes) -> PhotoMetadata:
    found = read_photo(BytesIO(photo), format_hint="JPEG", beside=beside)
    decoded = decode_photo(BytesIO(photo), format_hint="JPEG", target_side=32, beside=beside)
    assert decoded.metadata == found
    return found


def test_xmp_beside_a_photo_goes_before_what_is_in_it() -> None:
    photo = jpeg(rating="2", description="inside", taken="2016:01:03 10:00:00")
    bag = "<dc:subject><rdf:Bag><rdf:li>word</rdf:li></rdf:Bag></dc:subject>"
    text = "<dc:description><rdf:Alt><rdf:li>beside</rdf:li></rdf:Alt></dc:description>"
    times = 'xmp:Rating="4" exif:DateTimeOriginal="1998-05-06T07:08:09"'
    found = read(photo, xmp(times, bag + text))
    assert (found.rating, found.keywords, found.caption) == (4, ("word",), "beside\ninside")
    assert found.taken_at == 894438489.0


def test_the_camera_knows_the_part_of_the_second() -> None:
    photo = jpeg(taken="1998:05:06 07:08:09", subsecond="25")
    found = read(photo, xmp('exif:DateTimeOriginal="1998-05-06T07:08:09"'))
    assert found.taken_at == 894438489.25


def test_takeout_tells_what_the_photo_does_not_say() -> None:
    found = read(
        jpeg(changed="2020:01:01 00:00:00"),
        takeout(
            title="IMG_1.jpg",
            description="On the beach",
            people=[{"name": "Ada"}, {"name": 7}, "nobody"],
            geoData={"latitude": 0.0, "longitude": 0.0},
            geoDataExif={"latitude": 48.5, "longitude": -3.25},
        ),
    )
    assert found.taken_at == TAKEN + 9 * 3600
    assert (found.caption, found.title, found.people) == ("On the beach", "", ("Ada",))
    assert (found.latitude, found.longitude) == (48.5, -3.25)


def test_takeout_does_not_change_the_date_of_the_camera() -> None:
    assert read(jpeg(taken="2016:01:03 10:00:00"), takeout()).taken_at == 1451815200.0


@pytest.mark.parametrize(
    ("title", "shown"),
    [("A day at sea.jpg", "A day at sea"), ("takeout.jpg", ""), ("Sunrise", "Sunrise"), (5, "")],
)
def test_a_title_of_takeout_is_one_when_it_is_no_file_name(title: object, shown: str) -> None:
    assert read(jpeg(), takeout(title=title)).title == shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{}",
        b"[]",
        b"<",
        b"\xff\xfe{",
        b"{" * 100_000,
        b'{"a":' * 100_000,
        b'{"photoTakenTime":1e999,"geoData":[],"people":{}}',
        b'{"photoTakenTime":{"timestamp":1e999},"geoData":{"latitude":NaN,"longitude":1}}',
        b'{"photoTakenTime":{"timestamp":"-99999999999999"}}',
        b'{"photoTakenTime":{"timestamp":"99999999999"}}',
        b'{"photoTakenTime":{"timestamp":' + b"9" * 5000 + b"}}",
        b'{"photoTakenTime":{"timestamp":true},"geoData":{"latitude":91,"longitude":1}}',
        b'{"description":"of something else","people":[{"name":"X"}]}',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    ],
)
def test_hostile_and_foreign_files_beside_a_photo_say_nothing(content: bytes) -> None:
    assert read(jpeg(), content) == read(jpeg())


def test_utf_16_and_a_mark_at_the_start_are_read() -> None:
    text = takeout(description="caption").decode()
    for content in (text.encode("utf-16"), text.encode("utf-8-sig")):
        assert read(jpeg(), content).caption == "caption"
