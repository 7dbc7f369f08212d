"""Dates as people write them in Chinese: 去年夏天, 2023年春节, 上个月, 五月三日."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from indexer.search.grammar import periods

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.search.grammar.periods import Days, Period, Yearly

_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "○": 0}
_YEARS_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2, "大前天": 3}
_SEASONS = {"春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter"}
_FESTIVALS = {
    "春节": "lunar new year",
    "农历新年": "lunar new year",
    "过年": "lunar new year",
    "圣诞节": "christmas",
    "圣诞": "christmas",
    "元旦": "new year",
    "国庆节": "national day",
    "国庆": "national day",
    "五一": "labour day",
}
_DAYS_OF = {"天": 1, "日": 1, "周": 7, "星期": 7, "个星期": 7, "个月": 30, "年": 365}

_NUMBER = r"[0-9零〇○一二三四五六七八九十两]"
_WRITTEN_YEAR = rf"[0-9]{{4}}年|[零〇○一二三四五六七八九]{{4}}年|{'|'.join(_YEARS_BACK)}"
_YEAR = rf"(?P<year>{_WRITTEN_YEAR}|[0-9]{{4}}(?![0-9]))的?"
_MONTH = rf"(?P<month>{_NUMBER}{{1,2}})月份?"
_FIRST_MONTH = rf"(?P<month>{_NUMBER}{{1,2}})(?:月份?)?"
_LAST_MONTH = rf"(?P<until>{_NUMBER}{{1,2}})月份?"
_DAY = rf"(?P<day>{_NUMBER}{{1,3}})[日号]"
_SEASON = r"(?P<season>[春夏秋冬])[天季]"
_FESTIVAL = rf"(?P<festival>{'|'.join(sorted(_FESTIVALS, key=len, reverse=True))})"
_BARE_YEAR = rf"(?P<year>{_WRITTEN_YEAR})"

Words = dict[str, str]
Patterns = list[tuple[re.Pattern[str], "Callable[[Words, date], Days | None]"]]


def chinese_days(text: str, today: date) -> Days | None:
    """The days that the whole of `text` names, or None when it is no date.

    A month or a day without a year is that of every year.
    """
    return _read(text, _PATTERNS, today)


def chinese_field_days(text: str, today: date) -> Days | None:
    """The same, where a date must stand: also 夏天 and 国庆."""
    return _read(text, [*_PATTERNS, *_IN_FIELDS], today)


def is_bare_chinese(text: str) -> bool:
    """Whether a date may as well be part of a name: a decade, as in 60年代汽车."""
    return text.endswith("年代")


def _read(text: str, patterns: Patterns, today: date) -> Days | None:
    for pattern, read in patterns:
        found = pattern.fullmatch(text)
        if found:
            return read({name: word for name, word in found.groupdict().items() if word}, today)
    return None


def first_chinese_date(text: str, today: date) -> tuple[int, int] | None:
    """Where the first and longest date in a run of text is: (start, end), or None."""
    for place in _LIKELY_STARTS.finditer(text):
        found = [
            end.end()
            for pattern, read in _PATTERNS
            if (end := pattern.match(text, place.start()))
            and chinese_days(end.group(), today) is not None
        ]
        if found:
            return place.start(), max(found)
    return None


def chinese_number(text: str) -> int | None:
    """A number from 0 to 99 in Chinese or other digits, years digit by digit."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            return None
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    number = 0
    for character in text:
        if character not in _DIGITS:
            return None
        number = number * 10 + _DIGITS[character]
    return number


def _named_day(words: Words, today: date) -> Period:
    return periods.recent(1, today - timedelta(_DAYS_BACK[words["named"]]))


def _year(words: Words, today: date) -> Period | None:
    number = _year_number(words, today)
    return None if number is None else periods.year(number)


def _decade(words: Words, today: date) -> Period | None:
    del today
    if "year" in words:
        return periods.years(int(words["year"]), 10)
    return periods.years(1900 + _small(words["tens"]), 10)


def _every_month(words: Words, today: date) -> Yearly | None:
    del today
    first = periods.every_month(_small(words["month"]))
    last = periods.every_month(_small(words.get("until", words["month"])))
    return first.joined(last) if first and last else None


def _every_day(words: Words, today: date) -> Yearly | None:
    del today
    return periods.every_day(_small(words["month"]), _small(words["day"]))


def _every_season(words: Words, today: date) -> Yearly:
    del today
    return periods.every_season(_SEASONS[words["season"]])


def _every_festival(words: Words, today: date) -> Yearly | None:
    del today
    return periods.every_festival(_FESTIVALS[words["festival"]])


def _month(words: Words, today: date) -> Period | None:
    return _of_year(words, today, lambda year: periods.month(year, _small(words["month"])))


def _day(words: Words, today: date) -> Period | None:
    month, day = _small(words["month"]), _small(words["day"])
    return _of_year(words, today, lambda year: periods.day(year, month, day))


def _season(words: Words, today: date) -> Period | None:
    return _of_year(words, today, lambda year: periods.season(year, _SEASONS[words["season"]]))


def _festival(words: Words, today: date) -> Period | None:
    name = _FESTIVALS[words["festival"]]
    return _of_year(words, today, lambda year: periods.festival(year, name))


def _this_or_last(words: Words, today: date) -> Period | None:
    back = 1 if words["which"].startswith("上") else 0
    if words["span"].endswith("月"):
        return periods.months_back(today, back)
    around = today - timedelta(7 * back)
    return periods.weekend_of(around) if words["span"] == "周末" else periods.week_of(around)


def _recent(words: Words, today: date) -> Period | None:
    count = chinese_number(words["count"])
    return None if not count else periods.recent(count * _DAYS_OF[words["unit"]], today)


def _ago(words: Words, today: date) -> Period | None:
    count, unit = chinese_number(words["count"]), words["unit"]
    if count is None:
        return None
    if unit == "年":
        return periods.year(today.year - count)
    if unit == "个月":
        return periods.months_back(today, count)
    around = today - timedelta(count * _DAYS_OF[unit])
    return periods.recent(1, around) if _DAYS_OF[unit] == 1 else periods.week_of(around)


def _of_year(words: Words, today: date, of_year: Callable[[int], Period | None]) -> Period | None:
    number = _year_number(words, today)
    return None if number is None else of_year(number)


def _year_number(words: Words, today: date) -> int | None:
    word = words["year"]
    if word in _YEARS_BACK:
        return today.year - _YEARS_BACK[word]
    return chinese_number(word.removesuffix("年"))


def _small(text: str) -> int:
    return chinese_number(text) or 0


_PATTERNS: Patterns = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<named>大前天|前天|昨天|今天)", _named_day),
        (_BARE_YEAR, _year),
        (rf"{_YEAR}{_MONTH}", _month),
        (rf"{_YEAR}{_MONTH}{_DAY}", _day),
        (rf"(?:每年的?)?{_MONTH}{_DAY}", _every_day),
        (rf"(?:每年的?)?{_MONTH}", _every_month),
        (rf"(?:每年的?)?{_FIRST_MONTH}[到至-]{_LAST_MONTH}", _every_month),
        (r"(?P<year>[0-9]{3}0)年代", _decade),
        (r"(?:上个?世纪|20世纪|二十世纪)?(?P<tens>[2-9]0|[二三四五六七八九]十)年代", _decade),
        (rf"每年的?{_SEASON}", _every_season),
        (rf"每年的?{_FESTIVAL}", _every_festival),
        (rf"{_YEAR}{_SEASON}", _season),
        (rf"{_YEAR}{_FESTIVAL}", _festival),
        (r"(?P<which>上个?|这个?|本)(?P<span>月)", _this_or_last),
        (r"(?P<which>上个?|这个?|本)(?P<span>周末|星期|周|礼拜)", _this_or_last),
        (
            rf"(?:最近|过去|近)(?P<count>{_NUMBER}{{1,3}})(?P<unit>天|日|周|个?星期|个月|年)",
            _recent,
        ),
        (rf"(?P<count>{_NUMBER}{{1,3}})(?P<unit>天|周|个?星期|个月|年)前", _ago),
    )
]
_IN_FIELDS: Patterns = [
    (re.compile(_SEASON), _every_season),
    (re.compile(_FESTIVAL), _every_festival),
]
_LIKELY_STARTS = re.compile(
    r"(?<![0-9零〇○一二三四五六七八九十])[0-9零〇○一二三四五六七八九十两]|[今昨前大去上这本最过近每]"
)
