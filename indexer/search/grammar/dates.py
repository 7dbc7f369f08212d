"""Dates in both languages, and the forms that fields take: `2022-05`, `2020..2022`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.search.grammar.chinese_dates import chinese_days, chinese_field_days
from indexer.search.grammar.english_dates import english_days, english_field_days
from indexer.search.grammar.periods import Period, Yearly

if TYPE_CHECKING:
    from datetime import date

    from indexer.search.grammar.periods import Days

_CHINESE = re.compile("[\u3007\u4e00-\u9fff]")
_OTHER_DATE = re.compile(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?")


def natural_days(text: str, today: date) -> Days | None:
    """The days that a phrase names, or None when it is no date."""
    if _CHINESE.search(text):
        return chinese_days("".join(text.split()), today)
    return english_days(text, today)


def field_days(value: str, today: date) -> Days | None:
    """The days that the value of `date:` names.

    Also 2022.05, 2022/5/3, 2020..2022, and without a year july, 12-25 and june..august.
    """
    first, dots, last = value.partition("..")
    if dots:
        return _joined(field_days(first, today), field_days(last, today))
    numbers = _OTHER_DATE.fullmatch(value)
    if numbers:
        value = "-".join(number for number in numbers.groups() if number)
    phrase = value.replace("_", " ")
    if _CHINESE.search(phrase):
        return chinese_field_days("".join(phrase.split()), today)
    return english_field_days(phrase, today)


def _joined(start: Days | None, end: Days | None) -> Days | None:
    """What lies between; None where one end names a year and the other does not."""
    if isinstance(start, Period) and isinstance(end, Period):
        return start.joined(end)
    if isinstance(start, Yearly) and isinstance(end, Yearly):
        return start.joined(end)
    return None
