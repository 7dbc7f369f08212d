"""Reads the dates that cameras, scanners and programs write, also those known in part."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate

FIRST_YEAR = 1826  # the oldest photograph there is
DAY_S = 86400.0
_FIRST_SECOND = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC).timestamp()

_COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})?(?!\d)(?:[T\s]*(\d{2})(\d{2})(\d{2})?)?")
_RUN = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?!\d)")
_APART = r"\s*[:\-/.年月日\s]\s*"
_DATE = re.compile(
    rf"\s*(\d{{4}})(?!\d)(?:{_APART}(\d{{1,2}}|)(?!\d)"
    rf"(?:{_APART}(\d{{1,2}}|)(?!\d))?)?"
)
_TIME = re.compile(
    r"[日T\s:_,\-]*(\d{1,2})[:.\-](\d{1,2})(?:[:.\-](\d{1,2})(?:[.,](\d+))?)?\s*([AP]M)?",
    re.IGNORECASE,
)
_MIDNIGHT = 24
"""What phones write that count the hours of a day from 1 to 24: 24:12 is 0:12 of the same day."""
_LEAP = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall-clock time, as seconds since 1970 read as if it were UTC.

    With `within` only this is known: it lies in so many seconds from then on, a day, month or year.
    """

    seconds: float
    within: float = 0.0


def moment(text: object, subsecond: object = "") -> Moment | None:
    """What a date in EXIF, XMP, IPTC or PNG writing says; None for none, and for absurd ones.

    A time-zone offset is ignored: people look for "the evening of the 3rd", there and then.
    `subsecond` is EXIF's separate field of digits; it orders the photos of a burst. Absurd are
    dates before photography and in the future.
    """
    if not isinstance(text, str):
        return None
    return _compact(text) or _separated(text, subsecond) or _as_mail(text)


def at(day: tuple[int, int, int], clock: tuple[int, int, float] | None) -> Moment | None:
    """The moment of a calendar day and its clock; month and day may be 0, the clock unknown."""
    year, month, date = day
    try:
        start = datetime(year, month or 1, date or 1, tzinfo=UTC)
        end = _end(start, month, date)
    except (ValueError, OverflowError):
        return None
    seconds = start.timestamp()
    if year < FIRST_YEAR or seconds > time.time() + DAY_S:
        return None
    if not (month and date) or clock is None:
        return Moment(seconds, (end - start).total_seconds())
    hour, minute, second = clock
    return Moment(seconds + 3600 * hour + 60 * minute + second)


def believable(seconds: float) -> Moment | None:
    """The moment at so many seconds; None for an absurd one."""
    is_early = seconds < _FIRST_SECOND
    return None if is_early or seconds > time.time() + DAY_S else Moment(seconds)


def best(moments: list[Moment | None]) -> Moment | None:
    """The first one; a later one that tells more exactly when within it that was.

    A moment of whole seconds may lie anywhere in its second.
    """
    known = [one for one in moments if one is not None]
    if not known:
        return None
    first = known[0]
    room = first.within or (1.0 if first.seconds.is_integer() else 0.0)
    finer = (one for one in known if one.within < room and 0 <= one.seconds - first.seconds < room)
    return next((one for one in finer if one != first), first)


def _end(start: datetime, month: int, date: int) -> datetime:
    if month and date:
        return start + timedelta(1)
    if month:
        return (start + timedelta(31)).replace(day=1)
    return start.replace(year=start.year + 1)


def _compact(text: str) -> Moment | None:
    """20081022, 20081022T162839, 20081022162839, 195608 and IPTC's 19560000."""
    match = _RUN.match(text) or _COMPACT.match(text)
    if match is None:
        return None
    year, month, date, hour, minute, second = (int(part or 0) for part in match.groups())
    return at((year, month, date), _clock(hour, minute, second) if match[4] else None)


def _separated(text: str, subsecond: object) -> Moment | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, date = (int(part or 0) for part in match.groups())
    return at((year, month, date), _time_of_day(text[match.end() :], subsecond))


def _time_of_day(text: str, subsecond: object) -> tuple[int, int, float] | None:
    match = _TIME.match(text)
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2])
    if match[5]:
        hour = hour % 12 + (12 if match[5].lower() == "pm" else 0)
    clock = _clock(hour, minute, int(match[3] or 0))
    if clock is None:
        return None
    return clock[0], clock[1], clock[2] + _fraction(match[4] or subsecond)


def _clock(hour: int, minute: int, second: int) -> tuple[int, int, float] | None:
    if hour > _MIDNIGHT or minute >= 60 or second > _LEAP:
        return None
    return hour % _MIDNIGHT, minute, float(min(second, _LEAP - 1))


def _as_mail(text: str) -> Moment | None:
    """PNG recommends the dates of mail: Thu, 03 Feb 2011 10:11:12 GMT."""
    found = parsedate(text) if "," in text or " " in text.strip() else None
    if found is None:
        return None
    return at(found[:3], _clock(*found[3:6]))


def _fraction(digits: object) -> float:
    text = digits.strip() if isinstance(digits, str) else ""
    return float(f"0.{text[:6]}") if text.isascii() and text.isdigit() else 0.0
