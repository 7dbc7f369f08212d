"""The fields of a query, their names in both languages, and what each takes as a value."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.core.formats import FORMAT_BY_EXTENSION
from indexer.search.grammar.chips import ChipKind
from indexer.search.grammar.dates import field_days
from indexer.search.grammar.periods import Days, Period
from indexer.search.grammar.place_fields import near, place
from indexer.search.grammar.reading import Misread, Reading

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

LARGEST_RATING = 5
_NEAR_ENOUGH = 0.7  # of difflib's ratio: camra, cameraa and lense pass, cat does not
_RATING = re.compile(r"(>=|<=|>|<|=)?([0-5])(\+)?(?:(?:\.\.|-)([0-5]))?")
_FORMATS = frozenset(FORMAT_BY_EXTENSION.values())
_FORMAT_BY_NAME = (
    {ending[1:]: family for ending, family in FORMAT_BY_EXTENSION.items()}
    | {family.lower(): family for family in _FORMATS}
    | {"原始": "RAW"}
)
_ORIENTATION_BY_NAME = {
    "landscape": "landscape", "horizontal": "landscape", "wide": "landscape",
    "portrait": "portrait", "vertical": "portrait", "tall": "portrait",
    "square": "square",
    "横": "landscape", "横向": "landscape", "横幅": "landscape",
    "竖": "portrait", "竖向": "portrait", "纵向": "portrait", "方": "square", "方形": "square",
}  # fmt: skip
_STATE_BY_NAME = dict.fromkeys(
    ("favourite", "favourites", "favorite", "favorites", "fav", "收藏", "最爱"), "favourite"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `whole`: its value may hold commas, and is only one."""

    kind: ChipKind
    aliases: tuple[str, ...]
    example: str
    read: Callable[[str, date], Reading]
    whole: bool = False
    choices: tuple[str, ...] = ()
    """All values there are, to complete them; empty where they are endless."""


def _any_text(value: str, today: date) -> Reading:
    del today
    return Reading(value)


def _date(value: str, today: date) -> Reading:
    days = _days(value, today)
    return Reading(value, str(days), days)


def _after(value: str, today: date) -> Reading:
    period = _period(value, today)
    return Reading(value, f"from {period.first.isoformat()} on", period)


def _before(value: str, today: date) -> Reading:
    period = _period(value, today)
    return Reading(value, f"until the day before {period.first.isoformat()}", period)


def _period(value: str, today: date) -> Period:
    """Of days of every year, the latest that have begun."""
    days = _days(value, today)
    found = days if isinstance(days, Period) else days.latest(today)
    if found is None:
        raise _no_date(value)
    return found


def _days(value: str, today: date) -> Days:
    days = field_days(value, today)
    if days is None:
        raise _no_date(value)
    return days


def _no_date(value: str) -> Misread:
    return Misread(
        f"“{value}” is no date. Write 2022, 2022-05, 2022-05-12, 2020..2022, july, 12-25 "
        "or “last summer”."
    )


def _type(value: str, today: date) -> Reading:
    del today
    return Reading(_FORMAT_BY_NAME[_chosen(value.lstrip("."), _FORMAT_BY_NAME)].lower())


def _orientation(value: str, today: date) -> Reading:
    del today
    return Reading(_ORIENTATION_BY_NAME[_chosen(value, _ORIENTATION_BY_NAME)])


def _state(value: str, today: date) -> Reading:
    del today
    return Reading(_STATE_BY_NAME[_chosen(value, _STATE_BY_NAME)])


def _rating(value: str, today: date) -> Reading:
    del today
    low, high = rating_range(value)
    return Reading(str(low) if low == high else f"{low}..{high}")


def rating_range(value: str) -> tuple[int, int]:
    """Lowest and highest rating of `4`, `>=3`, `3+` or `3..5`.

    Raises:
        Misread: it is no rating.
    """
    found = _RATING.fullmatch(value.replace("≥", ">=").replace("≤", "<="))
    if found is None or (found[4] and (found[1] or found[3])):
        raise Misread(f"“{value}” is no rating. Write rating:4, rating:>=3 or rating:3..5.")
    sign, number = found[1], int(found[2])
    if found[4]:
        return min(number, int(found[4])), max(number, int(found[4]))
    if sign == ">=" or found[3]:
        return number, LARGEST_RATING
    if sign == ">":
        return min(number + 1, LARGEST_RATING), LARGEST_RATING
    if sign == "<=":
        return 0, number
    return (0, max(number - 1, 0)) if sign == "<" else (number, number)


def _chosen(value: str, known: dict[str, str]) -> str:
    name = value.lower()
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1, cutoff=_NEAR_ENOUGH)
    choices = ", ".join(sorted(set(known.values()), key=str.lower)).lower()
    raise Misread(f"“{value}” is not one of: {choices}.", near[0] if near else "")


FIELDS = (
    Field(ChipKind.IN, ("in", "folder", "path", "文件夹", "目录"), "in:holidays", _any_text),
    Field(ChipKind.CAMERA, ("camera", "相机"), "camera:canon", _any_text),
    Field(ChipKind.LENS, ("lens", "镜头"), "lens:50mm", _any_text),
    Field(ChipKind.DATE, ("date", "taken", "日期", "时间"), "date:2022-05", _date),
    Field(ChipKind.AFTER, ("after", "since", "之后"), "after:2022", _after),
    Field(ChipKind.BEFORE, ("before", "until", "之前"), "before:2022", _before),
    Field(
        ChipKind.TYPE, ("type", "format", "类型", "格式"), "type:jpeg", _type,
        choices=tuple(sorted(family.lower() for family in _FORMATS)),
    ),
    Field(
        ChipKind.ORIENTATION, ("orientation", "方向"), "orientation:portrait", _orientation,
        choices=("landscape", "portrait", "square"),
    ),
    Field(ChipKind.IS, ("is", "是"), "is:favourite", _state, choices=("favourite",)),
    Field(
        ChipKind.RATING, ("rating", "stars", "评分", "星级"), "rating:>=3", _rating,
        choices=(">=3", ">=4", "5"),
    ),
    Field(ChipKind.NEAR, ("near", "附近"), "near:Paris", near, whole=True),
    Field(
        ChipKind.PLACE, ("place", "city", "country", "地点", "城市", "国家"), "place:France",
        place, whole=True,
    ),
    Field(ChipKind.LIKE, ("like", "像"), "like:/photos/beach.jpg", _any_text, whole=True),
)  # fmt: skip
FIELD_BY_NAME = {alias: field for field in FIELDS for alias in field.aliases}


@lru_cache(maxsize=256)
def probable_field(name: str) -> str:
    """The field that a misspelt name probably means, or ''."""
    near = difflib.get_close_matches(name.lower(), FIELD_BY_NAME, n=1, cutoff=_NEAR_ENOUGH)
    return FIELD_BY_NAME[near[0]].kind.value if near else ""
