"""Dates as people write them in Chinese: 去年夏天, 2023年春节, 上个月, 五月三日."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from indexer.search.grammar import periods

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.search.grammar.periods import Period

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
_DAY = rf"(?P<day>{_NUMBER}{{1,3}})[日号]"
_SEASON = r"(?P<season>[春夏秋冬])[天季]"
_FESTIVAL = rf"(?P<festival>{'|'.join(sorted(_FESTIVALS, key=len, reverse=True))})"
_BARE_YEAR = rf"(?P<year>{_WRITTEN_YEAR})"

Words = dict[str, str]


def chinese_period(text: str, today: date) -> Period | None:
    """The days that the whole of `text` names, or None when it is no date."""
    for pattern, read in _PATTERNS:
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
            and chinese_period(end.group(), today) is not None
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
    """In the year given, else the latest one that has begun."""
    if "year" in words:
        number = _year_number(words, today)
        return None if number is None else of_year(number)
    for year in (today.year, today.year - 1):
        found = of_year(year)
        if found is not None and found.first <= today:
            return found
    return None


def _year_number(words: Words, today: date) -> int | None:
    word = words["year"]
    if word in _YEARS_BACK:
        return today.year - _YEARS_BACK[word]
    return chinese_number(word.removesuffix("年"))


def _small(text: str) -> int:
    return chinese_number(text) or 0


_PATTERNS = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<named>大前天|前天|昨天|今天)", _named_day),
        (_BARE_YEAR, _year),
        (rf"{_YEAR}{_MONTH}", _month),
        (rf"(?:{_YEAR})?{_MONTH}{_DAY}", _day),
        (_MONTH, _month),
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
_LIKELY_STARTS = re.compile(
    r"(?<![0-9零〇○一二三四五六七八九十])[0-9零〇○一二三四五六七八九十两]|[今昨前大去上这本最过近]"
)
