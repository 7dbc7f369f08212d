"""Dates as cameras, scanners, programs and the names of files tell them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from indexer.media.dates import DAY_S, Moment, best, moment
from indexer.media.named_date import named_moment

YEAR, LEAP_YEAR = 365 * DAY_S, 366 * DAY_S


def at(*when: int) -> float:
    return datetime(*when, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2016:01:03 24:12:13", at(2016, 1, 3, 0, 12, 13)),
        ("2016:01:03 10:11:60", at(2016, 1, 3, 10, 11, 59)),
        ("2016-01-03T10:11:12.5+09:00", at(2016, 1, 3, 10, 11, 12) + 0.5),
        ("2016/01/03 10.11.12", at(2016, 1, 3, 10, 11, 12)),
        ("2016:1:3 4:5:6", at(2016, 1, 3, 4, 5, 6)),
        ("2016:01:03 10:11:12 PM", at(2016, 1, 3, 22, 11, 12)),
        ("2016年01月03日 10:11:12", at(2016, 1, 3, 10, 11, 12)),
        ("20160103T101112", at(2016, 1, 3, 10, 11, 12)),
        ("20160103101112", at(2016, 1, 3, 10, 11, 12)),
        ("Thu, 03 Feb 2011 10:11:12 GMT", at(2011, 2, 3, 10, 11, 12)),
    ],
)
def test_whole_dates(text: str, seconds: float) -> None:
    assert moment(text) == Moment(seconds)


@pytest.mark.parametrize(
    ("text", "seconds", "within"),
    [
        ("1993", at(1993, 1, 1), YEAR),
        ("1956-08", at(1956, 8, 1), 31 * DAY_S),
        ("1956:08", at(1956, 8, 1), 31 * DAY_S),
        ("1958:00:00 00:00:00", at(1958, 1, 1), YEAR),
        ("1956:  :  ", at(1956, 1, 1), LEAP_YEAR),
        ("19570000", at(1957, 1, 1), YEAR),
        ("195702", at(1957, 2, 1), 28 * DAY_S),
        ("2016:01:03", at(2016, 1, 3), DAY_S),
        ("2016:01:03   :  :  ", at(2016, 1, 3), DAY_S),
        ("2016:01:03 25:00:00", at(2016, 1, 3), DAY_S),
    ],
)
def test_dates_known_in_part(text: str, seconds: float, within: float) -> None:
    assert moment(text) == Moment(seconds, within)


def test_the_future_is_no_date() -> None:
    assert moment(f"{time.gmtime().tm_year + 2}:01:01 00:00:00") is None
    assert moment(str(time.gmtime().tm_year + 2)) is None


def test_a_finer_date_within_a_coarse_one_is_better() -> None:
    year, hour = Moment(at(1965, 1, 1), YEAR), Moment(at(1965, 7, 4, 12))
    assert best([None, year, hour]) == hour
    assert best([year, Moment(at(2020, 2, 2))]) == year
    assert best([hour, year]) == hour
    assert best([None]) is None


@pytest.mark.parametrize(
    "name",
    [
        "IMG_20200102_101112.jpg",
        "IMG_20200102_101112_1.jpg",
        "IMG20200102101112.jpg",
        "20200102_101112.jpg",
        "20200102101112.jpg",
        "DSC_20200102_101112.JPG",
        "VID_20200102_101112.gif",
        "Screenshot_2020-01-02-10-11-12.png",
        "Screenshot_2020-01-02-10-11-12-123_com.app.png",
        "Screenshot_20200102-101112_Chrome.jpg",
        "Screenshot 2020-01-02 101112.png",
        "Screen Shot 2020-01-02 at 10.11.12 AM.png",
        "Bildschirmfoto 2020-01-02 um 10.11.12.png",
        "Capture d’écran 2020-01-02 à 10.11.12.png",
        "截屏2020-01-02 10.11.12.png",
        "屏幕快照 2020-01-02 上午10.11.12.png",
        "signal-2020-01-02-101112.jpg",
        "signal-2020-01-02-10-11-12-123.jpg",
        "photo_2020-01-02_10-11-12.jpg",
        "WhatsApp Image 2020-01-02 at 10.11.12.jpeg",
        "2020-01-02 10.11.12.jpg",
        "WIN_20200102_10_11_12_Pro.jpg",
    ],
)
def test_moments_in_names(name: str) -> None:
    assert named_moment(name) == Moment(at(2020, 1, 2, 10, 11, 12))


@pytest.mark.parametrize(
    "name",
    [
        "IMG-20200102-WA0003.jpg",
        "2020-01-02 beach.jpg",
        "2020_1_2.jpg",
        "2020年1月2日.jpg",
        "20200102-0003.jpg",
        "P20200102.jpg",
    ],
)
def test_days_in_names(name: str) -> None:
    assert named_moment(name) == Moment(at(2020, 1, 2), DAY_S)


def test_the_afternoon_in_names() -> None:
    assert named_moment("屏幕快照 2020-01-02 下午3.11.12.png") == Moment(at(2020, 1, 2, 15, 11, 12))
    assert named_moment("Screen Shot 2020-01-02 at 9.41.12 PM.png") == Moment(
        at(2020, 1, 2, 21, 41, 12)
    )


@pytest.mark.parametrize(
    "name",
    [
        "IMG_1234.jpg",
        "IMG_2020.jpg",
        "DSC00020200102.jpg",
        "12345678.jpg",
        "20201345.jpg",
        "19450102.jpg",
        "20990101.jpg",
        "1920x1080.jpg",
        "3840_2160_60.jpg",
        "20191105-58cc-4372-a567-0e02b2c3d479.jpg",
        "5d41402abc4b2a7620200102aa.jpg",
        "120200102.jpg",
        "20200102abc.jpg",
        "+4915120200102.jpg",
        "scan 2020-00-00.jpg",
        "1600-01-02.jpg",
        "1577934672000.jpg",
        "",
    ],
)
def test_numbers_in_names_that_are_no_dates(name: str) -> None:
    assert named_moment(name) is None


@pytest.fixture
def shanghai() -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system has no time zone of a process's own")
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.usefixtures("shanghai")
def test_names_that_tell_another_clocks_time_are_told_in_ours() -> None:
    assert named_moment("PXL_20200102_201112345.jpg") == Moment(at(2020, 1, 3, 4, 11, 12))
    assert named_moment("mmexport1577934672000.jpg") == Moment(at(2020, 1, 2, 11, 11, 12))
    assert named_moment("FB_IMG_1577934672000.jpg") == Moment(at(2020, 1, 2, 11, 11, 12))
