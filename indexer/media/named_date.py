"""Dates in the names that phones, cameras and messengers give to files."""

from __future__ import annotations

import re
import time
from datetime import datetime

from indexer.core.normal import composed
from indexer.media.dates import Moment, at

_FIRST_COMPACT_YEAR = 1990
"""Digits without separators are a number of another kind more likely than an older date."""

_COMPACT = re.compile(r"(?<!\d)(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<rest>.*)")
_SEPARATED = re.compile(
    r"(?<!\d)(?P<year>\d{4})(?P<apart>[-_. ])(?P<month>\d{1,2})(?P=apart)(?P<day>\d{1,2})"
    r"(?P<rest>(?!\d).*)"
)
_CHINESE = re.compile(r"(?<!\d)(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?P<rest>.*)")
_BETWEEN = r"(?:[ _\-.T]|\s*(?:at|um|à|om|kl\.?|a las|alle|às|в|下午|上午|오후|오전)\s*)+"
_TIMES = (
    re.compile(rf"(?P<between>{_BETWEEN}|)(\d\d)(\d\d)(\d\d)(?:\d{{3}})?(?!\d)", re.IGNORECASE),
    re.compile(
        rf"(?P<between>{_BETWEEN})(\d{{1,2}})[-_.:h ](\d\d)[-_.:m ](\d\d)(?!\d)\s*(?P<half>[ap]m)?",
        re.IGNORECASE,
    ),
)
_UNIX = re.compile(r"(?:FB_IMG_|mmexport|wx_camera_|microMsg\.)(\d{13})(?!\d)", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|[0-9a-f]{24}", re.IGNORECASE)
_IN_UTC = ("PXL_",)
_NO_WORD = re.compile(r"(?!\d)(?:$|[^a-z]|t\d|at\b|um\b|om\b)", re.IGNORECASE)


def named_moment(name: str) -> Moment | None:
    """The moment that a file's name tells, without its folder; None when it tells none."""
    stem = composed(name).rpartition(".")[0] or name
    if _IDENTIFIER.search(stem):
        return None
    return _since_1970(stem) or _written(stem)


def local_wall_clock(seconds: float) -> float | None:
    """What clocks on this computer showed at an instant, as seconds read as if they were UTC."""
    try:
        local = datetime.fromtimestamp(seconds).astimezone()
    except (OverflowError, OSError, ValueError):
        return None
    offset = local.utcoffset()
    return seconds + (offset.total_seconds() if offset is not None else 0.0)


def _since_1970(stem: str) -> Moment | None:
    match = _UNIX.search(stem)
    instant = int(match[1]) / 1000 if match else 0.0
    if not 0 < instant < time.time():
        return None
    wall = local_wall_clock(instant)
    return None if wall is None else Moment(wall)


def _written(stem: str) -> Moment | None:
    for pattern in (_SEPARATED, _CHINESE, _COMPACT):
        for match in pattern.finditer(stem):
            found = _of_match(match, compact=pattern is _COMPACT)
            if found is not None:
                return _from_utc(found) if stem.startswith(_IN_UTC) else found
    return None


def _of_match(match: re.Match[str], *, compact: bool) -> Moment | None:
    day = (int(match["year"]), int(match["month"]), int(match["day"]))
    if 0 in day or (compact and day[0] < _FIRST_COMPACT_YEAR):
        return None
    clock = _clock(match["rest"])
    if clock is None and compact and not _NO_WORD.match(match["rest"]):
        return None
    return at(day, clock)


def _clock(rest: str) -> tuple[int, int, float] | None:
    for pattern in _TIMES:
        match = pattern.match(rest)
        if match is None:
            continue
        hour, minute, second = int(match[2]), int(match[3]), int(match[4])
        half = (match.groupdict().get("half") or match["between"]).lower()
        if half == "pm" or "下午" in half or "오후" in half:
            hour = hour % 12 + 12
        elif half == "am" or "上午" in half or "오전" in half:
            hour %= 12
        if hour < 24 and minute < 60 and second < 60:
            return hour, minute, float(second)
    return None


def _from_utc(found: Moment) -> Moment:
    wall = None if found.within else local_wall_clock(found.seconds)
    return found if wall is None else Moment(wall)
