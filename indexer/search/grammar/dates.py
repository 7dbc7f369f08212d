"""Dates in both languages, and the forms that fields take: `2022-05`, `2020..2022`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.search.grammar.chinese_dates import chinese_period
from indexer.search.grammar.english_dates import english_period

if TYPE_CHECKING:
    from datetime import date

    from indexer.search.grammar.periods import Period

_CHINESE = re.compile("[\u3007\u4e00-\u9fff]")
_OTHER_DATE = re.compile(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?")


def natural_period(text: str, today: date) -> Period | None:
    """The days that a phrase names, or None when it is no date."""
    if _CHINESE.search(text):
        return chinese_period("".join(text.split()), today)
    return english_period(text, today)


def field_period(value: str, today: date) -> Period | None:
    """The days that the value of `date:` names: also 2022.05, 2022/5/3 and 2020..2022."""
    first, dots, last = value.partition("..")
    if dots:
        start, end = field_period(first, today), field_period(last, today)
        return start.joined(end) if start and end else None
    numbers = _OTHER_DATE.fullmatch(value)
    if numbers:
        value = "-".join(number for number in numbers.groups() if number)
    return natural_period(value.replace("_", " "), today)
