"""Spans of days: years, months, seasons, festivals, and those that lie so long ago."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Numbers outside are no years: photography began in 1826, and "9000" is hardly a date."""

_FIRST_LUNAR_YEAR = 1990
_LUNAR_NEW_YEARS = [
    "0127",
    "0215",
    "0204",
    "0123",
    "0210",
    "0131",
    "0219",
    "0207",
    "0128",
    "0216",
    "0205",
    "0124",
    "0212",
    "0201",
    "0122",
    "0209",
    "0129",
    "0218",
    "0207",
    "0126",
    "0214",
    "0203",
    "0123",
    "0210",
    "0131",
    "0219",
    "0208",
    "0128",
    "0216",
    "0205",
    "0125",
    "0212",
    "0201",
    "0122",
    "0210",
    "0129",
    "0217",
    "0206",
    "0126",
    "0213",
    "0203",
    "0123",
    "0211",
    "0131",
    "0219",
    "0208",
    "0128",
    "0215",
    "0204",
    "0124",
    "0212",
    "0201",
    "0122",
    "0210",
    "0130",
    "0217",
    "0206",
    "0126",
    "0214",
    "0202",
    "0123",
]
"""Month and day from 1990 to 2050; checked against the package lunardate."""

_LEAP_YEAR = 2000
_YEARS_TO_LEAP_DAY = 9  # 1900 had no 29 February
_SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_FESTIVALS = {
    "christmas": ((12, 24), 3),
    "new year": ((1, 1), 1),
    "national day": ((10, 1), 7),
    "labour day": ((5, 1), 5),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def joined(self, other: Period) -> Period:
        """From the earlier beginning to the later end."""
        return Period(min(self.first, other.first), max(self.last, other.last))

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class Yearly:
    """Days of every year, from one (month, day) to another, both included; over New Year too."""

    first: tuple[int, int]
    last: tuple[int, int]

    def joined(self, other: Yearly) -> Yearly:
        """From its own beginning to the other's end."""
        return Yearly(self.first, other.last)

    def latest(self, today: date) -> Period | None:
        """The last time that it has begun; None for a day that no recent year has."""
        for year in range(today.year, today.year - _YEARS_TO_LEAP_DAY, -1):
            first = day(year, *self.first)
            last = day(year + (self.last < self.first), *self.last)
            if first is not None and last is not None and first.first <= today:
                return first.joined(last)
        return None

    def __str__(self) -> str:
        first, last = ("{:02}-{:02}".format(*each) for each in (self.first, self.last))
        return f"{first} of every year" if first == last else f"{first} to {last} of every year"


Days = Period | Yearly


def every_day(month_number: int, number: int) -> Yearly | None:
    """One day of every year, or None when there is none such."""
    found = day(_LEAP_YEAR, month_number, number)
    return Yearly((month_number, number), (month_number, number)) if found else None


def every_month(number: int) -> Yearly | None:
    """A month of every year, or None when there is none such."""
    found = month(_LEAP_YEAR, number)
    return Yearly((number, 1), (number, found.last.day)) if found else None


def every_season(name: str) -> Yearly:
    """A season of every year."""
    start = _SEASON_STARTS[name]
    first, last = every_month(start), every_month((start + 1) % 12 + 1)
    assert first is not None
    assert last is not None
    return first.joined(last)


def every_festival(name: str) -> Yearly | None:
    """A festival of every year; None for one that the moon sets."""
    if name not in _FESTIVALS:
        return None
    (month_number, number), length = _FESTIVALS[name]
    last = date(_LEAP_YEAR, month_number, number) + timedelta(length - 1)
    return Yearly((month_number, number), (last.month, last.day))


def day(year: int, month: int, number: int) -> Period | None:
    """One day, or None when there is no such day."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Period(found, found) if FIRST_YEAR <= year <= LAST_YEAR else None


def month(year: int, number: int) -> Period | None:
    """A calendar month, or None when there is none."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        return None
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def year(number: int) -> Period | None:
    """A calendar year, or None when it cannot be one of a photo."""
    return years(number, 1)


def years(first: int, count: int) -> Period | None:
    """So many calendar years."""
    if not FIRST_YEAR <= first <= LAST_YEAR:
        return None
    return Period(date(first, 1, 1), date(first + count - 1, 12, 31))


def season(of_year: int, name: str) -> Period | None:
    """A season of the northern half of the earth; winter reaches into the next year."""
    start = month(of_year, _SEASON_STARTS[name])
    over_new_year = name == "winter"
    end = month(of_year + over_new_year, (_SEASON_STARTS[name] + 1) % 12 + 1)
    return start.joined(end) if start and end else None


def festival(of_year: int, name: str) -> Period | None:
    """A festival's days, or None where they are not known; lunar new year from its eve, 8 days."""
    if name == "lunar new year":
        return _lunar_new_year(of_year)
    (month_number, day_number), length = _FESTIVALS[name]
    first = day(of_year, month_number, day_number)
    return Period(first.first, first.first + timedelta(length - 1)) if first else None


def recent(days: int, today: date) -> Period:
    """The last so many days, today included."""
    return Period(today - timedelta(max(days - 1, 0)), today)


def week_of(any_day: date) -> Period:
    """Monday to Sunday."""
    monday = any_day - timedelta(any_day.weekday())
    return Period(monday, monday + timedelta(6))


def weekend_of(any_day: date) -> Period:
    """Saturday and Sunday of the week of a day."""
    week = week_of(any_day)
    return Period(week.last - timedelta(1), week.last)


def months_back(today: date, count: int) -> Period | None:
    """The calendar month so many months before this one."""
    months = today.year * 12 + today.month - 1 - count
    return month(months // 12, months % 12 + 1)


def _lunar_new_year(of_year: int) -> Period | None:
    place = of_year - _FIRST_LUNAR_YEAR
    if not 0 <= place < len(_LUNAR_NEW_YEARS):
        return None
    text = _LUNAR_NEW_YEARS[place]
    first = date(of_year, int(text[:2]), int(text[2:]))
    return Period(first - timedelta(1), first + timedelta(6))
