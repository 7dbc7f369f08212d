"""Reads what files beside a photo say about it: XMP, and the JSON of Google Takeout.

Both are hostile: nothing in them may cost a photo more than what they would have said.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.media.dates import Moment, believable
from indexer.media.description import (
    LONGEST_CAPTION,
    MOST_PEOPLE,
    Description,
    said,
    words,
)
from indexer.media.named_date import local_wall_clock
from indexer.media.text import plain_text
from indexer.media.xmp import describe_xmp

if TYPE_CHECKING:
    from collections.abc import Sequence

_BLANK = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
_TAKEOUT_FIELDS = frozenset({"photoTakenTime", "creationTime", "geoData"})
"""At least one of them stands in each description by Takeout; other JSON is not about photos."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a photo says."""

    written: tuple[Description, ...] = ()
    """By programs in which somebody describes photos: it corrects what the photo itself says."""
    reported: tuple[Description, ...] = ()
    """By a service that had only a copy: it counts where the photo itself says nothing."""


def describe_beside(contents: Sequence[bytes]) -> Beside:
    """What the contents of the files beside a photo say. Never raises."""
    takeouts = [it for it in contents if it.lstrip(_BLANK)[:1] == b"{"]
    packets = [it for it in contents if it not in takeouts]
    return Beside(tuple(map(describe_xmp, packets)), tuple(map(describe_takeout, takeouts)))


def describe_takeout(content: bytes) -> Description:
    """What Takeout's JSON says; an empty description for any other and for a damaged one."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return Description()
    if not isinstance(found, dict) or not _TAKEOUT_FIELDS & found.keys():
        return Description()
    latitude, longitude = _position(found)
    return Description(
        reported=_moment(_part(found, "photoTakenTime").get("timestamp")),
        latitude=latitude,
        longitude=longitude,
        titles=said([_title(found.get("title"))]),
        texts=said([plain_text(found.get("description"), LONGEST_CAPTION)]),
        people=words(_people(found), MOST_PEOPLE),
    )


def _part(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    return part if isinstance(part, dict) else {}


def _moment(timestamp: object) -> Moment | None:
    """An instant as clocks on this computer showed it: Takeout does not tell the time zone."""
    seconds = _number(timestamp)
    wall = None if seconds is None else local_wall_clock(seconds)
    return None if wall is None else believable(wall)


def _title(value: object) -> str:
    """Takeout writes the photo's file name as its title: only words make it one."""
    title = plain_text(value, LONGEST_CAPTION)
    stem, dot, ending = title.rpartition(".")
    is_file = bool(dot) and ending.isalnum() and len(ending) <= 5
    if not is_file:
        return title
    return stem if " " in stem else ""


def _position(found: dict[str, Any]) -> tuple[float | None, float | None]:
    """Where somebody put the photo, else where its camera was; 0, 0 stands for unknown."""
    for name in ("geoData", "geoDataExif"):
        part = _part(found, name)
        latitude, longitude = _number(part.get("latitude")), _number(part.get("longitude"))
        if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
            continue
        if abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    return None, None


def _people(found: dict[str, Any]) -> list[object]:
    people = found.get("people")
    if not isinstance(people, list):
        return []
    return [person.get("name") for person in people if isinstance(person, dict)]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
