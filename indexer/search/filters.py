"""From the filtering chips of a query to tests that the store can run."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from indexer.search.grammar.chips import ChipKind
from indexer.search.grammar.fields import rating_range
from indexer.search.grammar.periods import Period, Yearly
from indexer.search.grammar.place_fields import NEAR_KM, cities_at, point
from indexer.store.photo_filter import PhotoTest, Property

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from indexer.search.grammar.chips import Chip
    from indexer.search.grammar.periods import Days

_EVER = 1e13
_TEXT_PROPERTIES = {
    ChipKind.TEXT: Property.WORDS,
    ChipKind.IN: Property.FOLDER,
    ChipKind.CAMERA: Property.CAMERA,
    ChipKind.LENS: Property.LENS,
    ChipKind.TYPE: Property.FORMAT,
    ChipKind.ORIENTATION: Property.SHAPE,
    ChipKind.IS: Property.FAVOURITE,
}


def photo_test(chip: Chip) -> PhotoTest:
    """The test of one filtering chip."""
    if chip.kind in _TEXT_PROPERTIES:
        return PhotoTest(_TEXT_PROPERTIES[chip.kind], values=chip.values, negated=chip.negated)
    if chip.kind is ChipKind.RATING:
        ranges = tuple((float(low), float(high)) for low, high in map(rating_range, chip.values))
        return PhotoTest(Property.RATING, ranges=ranges, negated=chip.negated)
    if chip.kind is ChipKind.NEAR:
        points = tuple(at for value in chip.values if (at := point(value)))
        return PhotoTest(Property.NEAR, ranges=points, negated=chip.negated, within_km=NEAR_KM)
    if chip.kind is ChipKind.PLACE:
        cities = tuple(city for value in chip.values for city in cities_at(value))
        return PhotoTest(Property.CITY, chip.values, ids=cities, negated=chip.negated)
    return replace(days_test(chip.periods, chip.kind), negated=chip.negated)


def days_test(days: Sequence[Days], kind: ChipKind = ChipKind.DATE) -> PhotoTest:
    """The test of dates: on one of these days, or from or until the first of them."""
    ranges = tuple(_seconds(kind, each) for each in days if isinstance(each, Period))
    yearly = tuple((each.first, each.last) for each in days if isinstance(each, Yearly))
    return PhotoTest(Property.SHOWN_AT, ranges=ranges, yearly=yearly)


def _seconds(kind: ChipKind, period: Period) -> tuple[float, float]:
    """A period as wall-clock seconds, as photos carry them: from the first to after the last."""
    first, end = _at_midnight(period.first), _at_midnight(period.last + timedelta(1))
    if kind is ChipKind.AFTER:
        return first, _EVER
    return (-_EVER, first) if kind is ChipKind.BEFORE else (first, end)


def _at_midnight(day: date) -> float:
    return float(calendar.timegm(day.timetuple()))
