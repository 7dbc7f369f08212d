"""Dates as people say them in English: "last summer", "in May 2022", "3 weeks ago"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from indexer.search.grammar import periods

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.search.grammar.periods import Days, Period, Yearly

LONGEST_PHRASE = 5
"""Words in the longest phrase: "the day before yesterday", "in the summer of 2022"."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_COUNTS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
    )
} | {"a": 1, "an": 1, "few": 3}
_SEASONS = {"fall": "autumn"} | {name: name for name in ("spring", "summer", "autumn", "winter")}
_FESTIVALS = {
    "christmas": "christmas",
    "new year": "new year",
    "new year's": "new year",
    "new year's day": "new year",
    "chinese new year": "lunar new year",
    "lunar new year": "lunar new year",
    "spring festival": "lunar new year",
}
_DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}

_YEAR = r"(?P<year>\d{4})"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})\.?"
_SEASON = rf"(?P<season>{'|'.join(_SEASONS)})"
_FESTIVAL = rf"(?P<festival>{'|'.join(sorted(_FESTIVALS, key=len, reverse=True))})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(_COUNTS)})"
_UNIT = r"(?P<unit>day|week|month|year)"
_WHICH = r"(?P<which>last|this)"

_UNTIL = rf"(?P<until>{'|'.join(_MONTHS)})\.?"
_EVERY = r"(?:every|each) "
_MONTH_DAY = r"(?P<mm>\d{1,2})-(?P<day>\d{1,2})"
_CLEAR_MONTH = (
    "(?P<month>january|february|april|june|july|august|september|october|november|december)"
)
"""May and march are more often something else."""
_BARE = re.compile(rf"(?:\d{{4}}|(?:the )?\d{{3}}0s|{_CLEAR_MONTH}|{_MONTH_DAY})")

Words = dict[str, str]
Phrases = list[tuple[re.Pattern[str], "Callable[[Words, date], Days | None]"]]


def english_days(phrase: str, today: date) -> Days | None:
    """The days that a whole phrase names, or None when it is no date. Letter case does not count.

    "last" is the latest one that is wholly over, "in july" the latest begun, and "july" or
    "december 25" those of every year.
    """
    return _read(phrase, _PHRASES, today)


def english_field_days(phrase: str, today: date) -> Days | None:
    """The same, where a date must stand: also "mar", "may", "summer" and "christmas"."""
    return _read(phrase, [*_PHRASES, *_IN_FIELDS], today)


def is_bare(phrase: str) -> bool:
    """Whether a date may as well be part of a name: a year, a decade, a month or 12-25 alone."""
    return _BARE.fullmatch(phrase.lower()) is not None


def _read(phrase: str, phrases: Phrases, today: date) -> Days | None:
    text = " ".join(phrase.replace(",", " ").replace("’", "'").lower().split())
    for pattern, read in phrases:
        found = pattern.fullmatch(text)
        if found:
            words = {name: word for name, word in found.groupdict().items() if word}
            return read(words, today)
    return None


def _named_day(words: Words, today: date) -> Period:
    back = {"today": 0, "yesterday": 1}.get(words["named"], 2)
    return periods.recent(1, today - timedelta(back))


def _date(words: Words, today: date) -> Period | None:
    del today
    return periods.day(int(words["year"]), _month_number(words), int(words["day"]))


def _month_of_year(words: Words, today: date) -> Period | None:
    del today
    return periods.month(int(words["year"]), _month_number(words))


def _year(words: Words, today: date) -> Period | None:
    del today
    return periods.year(int(words["year"]))


def _decade(words: Words, today: date) -> Period | None:
    del today
    return periods.years(int(words["year"]), 10)


def _season_of_year(words: Words, today: date) -> Period | None:
    del today
    return periods.season(int(words["year"]), _SEASONS[words["season"]])


def _festival_of_year(words: Words, today: date) -> Period | None:
    del today
    return periods.festival(int(words["year"]), _FESTIVALS[words["festival"]])


def _which_month(words: Words, today: date) -> Period | None:
    return _latest(words, today, lambda year: periods.month(year, _month_number(words)))


def _which_season(words: Words, today: date) -> Period | None:
    return _latest(words, today, lambda year: periods.season(year, _SEASONS[words["season"]]))


def _which_festival(words: Words, today: date) -> Period | None:
    return _latest(words, today, lambda year: periods.festival(year, _FESTIVALS[words["festival"]]))


def _which_span(words: Words, today: date) -> Period | None:
    back = words["which"] == "last"
    if words["span"] == "year":
        return periods.year(today.year - back)
    if words["span"] == "month":
        return periods.months_back(today, int(back))
    around = today - timedelta(7 * back)
    return periods.week_of(around) if words["span"] == "week" else periods.weekend_of(around)


def _last_units(words: Words, today: date) -> Period | None:
    days = _count(words) * _DAYS_OF[words["unit"]]
    return periods.recent(days, today) if days < 365 * 200 else None


def _units_ago(words: Words, today: date) -> Period | None:
    count, unit = _count(words), words["unit"]
    if count > 3000:
        return None
    if unit == "year":
        return periods.year(today.year - count)
    if unit == "month":
        return periods.months_back(today, count)
    around = today - timedelta(count * _DAYS_OF[unit])
    return periods.week_of(around) if unit == "week" else periods.recent(1, around)


def _latest(words: Words, today: date, of_year: Callable[[int], Period | None]) -> Period | None:
    """With "last" the latest that is over, with "this" this year's, else the latest begun."""
    which = words.get("which")
    for year in range(today.year, today.year - 3, -1):
        found = of_year(year)
        over = found is not None and (found.last if which == "last" else found.first) < today
        if over or which == "this":
            return found
    return None


def _every_day(words: Words, today: date) -> Yearly | None:
    del today
    number = int(words["mm"]) if "mm" in words else _month_number(words)
    return periods.every_day(number, int(words["day"]))


def _every_month(words: Words, today: date) -> Yearly | None:
    del today
    first = periods.every_month(_month_number(words))
    last = periods.every_month(_MONTHS[words.get("until", words["month"])])
    return first.joined(last) if first and last else None


def _every_season(words: Words, today: date) -> Yearly:
    del today
    return periods.every_season(_SEASONS[words["season"]])


def _every_festival(words: Words, today: date) -> Yearly | None:
    del today
    return periods.every_festival(_FESTIVALS[words["festival"]])


def _month_number(words: Words) -> int:
    return _MONTHS[words["month"]]


def _count(words: Words) -> int:
    count = words["count"]
    return int(count) if count.isdigit() else _COUNTS[count]


def _numbers(words: Words, today: date) -> Period | None:
    del today
    year, month, day = int(words["year"]), int(words["mm"]), words.get("dd")
    return periods.day(year, month, int(day)) if day else periods.month(year, month)


_IN = r"(?:in |from |during )?(?:the )?"
_PHRASES: Phrases = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?:from )?(?P<named>today|yesterday|the day before yesterday)", _named_day),
        (rf"(?:in |from |during )?{_YEAR}", _year),
        (rf"{_IN}(?P<year>\d{{3}}0)s", _decade),
        (rf"(?:on |from )?{_YEAR}-(?P<mm>\d{{1,2}})(?:-(?P<dd>\d{{1,2}}))?", _numbers),
        (rf"(?:on |from )?(?:the )?{_DAY} (?:of )?{_MONTH} {_YEAR}", _date),
        (rf"(?:on |from )?{_MONTH} {_DAY} {_YEAR}", _date),
        (rf"{_IN}{_MONTH} (?:of )?{_YEAR}", _month_of_year),
        (rf"{_IN}{_SEASON} (?:of )?{_YEAR}", _season_of_year),
        (rf"(?:at |from |during )?{_FESTIVAL} (?:of )?{_YEAR}", _festival_of_year),
        (rf"(?:in |from |during )?{_WHICH} {_MONTH}", _which_month),
        (rf"in {_MONTH}", _which_month),
        (rf"(?:in |from |during )?{_WHICH} {_SEASON}", _which_season),
        (rf"(?:at |from |during )?{_WHICH} {_FESTIVAL}", _which_festival),
        (rf"{_IN}{_WHICH} (?P<span>week|weekend|month|year)", _which_span),
        (rf"{_IN}(?:last|past) {_COUNT} {_UNIT}s?", _last_units),
        (rf"(?:from )?{_COUNT} {_UNIT}s? ago", _units_ago),
        (rf"(?:on |from )?(?:the )?{_DAY} (?:of )?{_MONTH}", _every_day),
        (rf"(?:on |from )?{_MONTH} (?:the )?{_DAY}", _every_day),
        (_MONTH_DAY, _every_day),
        (_CLEAR_MONTH, _every_month),
        (rf"(?:in )?{_EVERY}{_MONTH}", _every_month),
        (rf"(?:from )?{_MONTH} ?(?:to|until|till|through|-|–) ?{_UNTIL}", _every_month),
        (rf"{_EVERY}{_SEASON}", _every_season),
        (rf"(?:at )?{_EVERY}{_FESTIVAL}", _every_festival),
    )
]
_IN_FIELDS: Phrases = [
    (re.compile(_MONTH), _every_month),
    (re.compile(_SEASON), _every_season),
    (re.compile(_FESTIVAL), _every_festival),
]
