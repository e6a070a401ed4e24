"""Stretches of the calendar: days, weeks, months … with their names in TIMEX3 (ISO 8601 where it has one).

In: a unit and a day. Out: the `Period` that holds the day, by `period`; its neighbours, by `shifted`. The Gregorian calendar, as
`datetime` has it: what would lie outside its years raises `ValueError` or `OverflowError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

from extractor.language.times import SEASONS

_ONE_DAY: Final = timedelta(days=1)
_DAYS: Final[Mapping[str, int]] = {"day": 1, "week": 7, "weekend": 7}
_MONTHS: Final[Mapping[str, int]] = {"month": 1, "quarter": 3, "season": 3, "year": 12, "decade": 120, "century": 1200}


class Period(msgspec.Struct, frozen=True):
    """A day, week, weekend, month, quarter, season, year, decade or century, by its `unit` and first day.

    Weeks begin on Monday, weekends on Saturday. Seasons are those of meteorologists: spring begins in March, and winter belongs
    to the year that it begins in. The century of 1900 is 1900 to 1999, as TIMEX3 counts."""

    unit: str
    first: date

    @property
    def last(self) -> date:
        """The last day."""
        if self.unit == "weekend":
            return self.first + _ONE_DAY
        return shifted(self, 1).first - _ONE_DAY

    @property
    def value(self) -> str:
        """Its TIMEX3 value: 2020-10-27, 2020-W43, 2020-W43-WE, 2020-10, 2020-Q4, 2020-FA, 2020, 202, 20."""
        return _VALUES[self.unit](self.first)


def last_day(year: int, month: int) -> int:
    """How many days a month has. (`calendar` knows it, too, but to load it takes a hundredth of a start.)"""
    return 31 if month == 12 else (date(year, month + 1, 1) - date(year, month, 1)).days


def period(unit: str, day: date) -> Period:
    """The period of that unit that holds the day; the weekend of its week."""
    return Period(unit, _FIRSTS[unit](day))


def shifted(start: Period, number: int) -> Period:
    """The period `number` units later, or earlier where it is negative."""
    if start.unit in _DAYS:
        return Period(start.unit, start.first + timedelta(days=number * _DAYS[start.unit]))
    return Period(start.unit, _months_later(start.first, number * _MONTHS[start.unit]))


def easter(year: int) -> date:
    """Easter Sunday of the Western churches (the anonymous Gregorian computus, after Meeus, Astronomical Algorithms, ch. 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _months_later(first: date, months: int) -> date:
    """The first of a month so many months on."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


_FIRSTS: Final[Mapping[str, Callable[[date], date]]] = {
    "day": lambda day: day,
    "week": _monday,
    "weekend": lambda day: _monday(day) + timedelta(days=5),
    "month": lambda day: day.replace(day=1),
    "quarter": lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
    "season": lambda day: _months_later(day.replace(day=1), -(day.month % 3)),
    "year": lambda day: date(day.year, 1, 1),
    # The first years of our era have no year 0 before them.
    "decade": lambda day: date(max(day.year // 10 * 10, 1), 1, 1),
    "century": lambda day: date(max(day.year // 100 * 100, 1), 1, 1),
}


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


_VALUES: Final[Mapping[str, Callable[[date], str]]] = {
    "day": lambda first: first.isoformat(),
    "week": _week,
    "weekend": lambda first: f"{_week(first)}-WE",
    "month": lambda first: f"{first.year:04}-{first.month:02}",
    "quarter": lambda first: f"{first.year:04}-Q{(first.month + 2) // 3}",
    "season": lambda first: f"{first.year:04}-{SEASONS[first.month // 3 - 1]}",
    "year": lambda first: f"{first.year:04}",
    "decade": lambda first: f"{first.year // 10:03}",
    "century": lambda first: f"{first.year // 100:02}",
}
