"""Where a time lies, seen from a day that is known.

In: a `Time`, a day, the way that it looks. Out: the `Period` that is meant, by `place`, or the two of an interval, by `span`.
Years before 1 or after 9999 raise `ValueError` or `OverflowError`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final

import msgspec

from extractor.events.periods import Period, easter, last_day, period, shifted
from extractor.events.timex import Time
from extractor.language import times

_FURTHEST: Final = 20
"""So many years, months or weeks away a time that comes again is looked for: 29ths of February lie up to eight years apart."""

_NARROWER: Final[Mapping[str, tuple[str, ...]]] = {
    "year": ("month", "season", "feast"),
    "month": ("day",),
    "week": ("weekday",),
}
"""What can be named within a period: *May of last year*, *Tuesday of last week*."""


def span(first: Time, last: Time, day: date, way: str) -> tuple[Period, Period] | None:
    """Where an interval begins and ends: the end is the first after the beginning."""
    begins = place(first, day, way)
    ends = begins and place(last, begins.first, "after")
    return (begins, ends) if begins and ends and begins.first <= ends.first else None


def place(time: Time, day: date, way: str) -> Period | None:
    """The period that the time means, seen from the day."""
    frame = _frame(time, day)
    if frame is None:
        return _recurring(time, day, way)
    narrower = Time(month=time.month, day=time.day, weekday=0 if time.day else time.weekday, season=time.season, feast=time.feast)
    if narrower == Time():
        return frame
    if not any(getattr(narrower, name) for name in _NARROWER.get(frame.unit, ())):
        return None
    # What began before belongs to another: the winter that a year begins in is that of the year before.
    found = next((each for each in _steps(narrower, frame.first, "after") if frame.first <= each.first), None)
    return found if found is not None and found.first <= frame.last else None


def _frame(time: Time, day: date) -> Period | None:
    """The period that is named by itself or counted from the day: a year, last week, two days ago."""
    if time.year or time.decade or time.century:
        unit = "year" if time.year else "decade" if time.decade else "century"
        return period(unit, date(time.year or time.decade or (time.century - 1) * 100 or 1, 1, 1))
    if not time.unit:
        return None
    count = 0 if time.direction == "this" or time.count == times.SOME else int(time.count or 1)
    unit = time.unit
    if unit in times.HOURS:
        unit, count = "day", count // 24 if unit == "hour" else 0
    return shifted(period(unit, day), -count if time.direction in ("last", "before") else count)


def _recurring(time: Time, day: date, way: str) -> Period | None:
    """The nearest of the periods that come again and again; *last* and *next* leave out the one that the day lies in."""
    way = {"last": "before", "before": "before", "next": "after", "after": "after"}.get(time.direction, way)
    if time.day and time.weekday:
        # Day and weekday together are rarely wrong, so they say more than the way does.
        found = _nearest(time, day)
        return found if found is not None else _recurring(msgspec.structs.replace(time, weekday=0), day, way)
    if way == "near":
        return _nearest(time, day)
    return _first(time, day, way, strict=time.direction in ("last", "next"))


def _first(time: Time, day: date, way: str, *, strict: bool = False) -> Period | None:
    """The first that way, on its weekday where it has a date and one."""
    weekday = time.weekday if time.day else 0
    for each in _steps(time, day, way):
        if _lies(each, day, way, strict) and weekday in (0, each.first.isoweekday()):
            return each
    return None


def _lies(place: Period, day: date, way: str, strict: bool) -> bool:
    if way == "before":
        return place.last < day if strict else place.first <= day
    return place.first > day if strict else place.last >= day


def _nearest(time: Time, day: date) -> Period | None:
    """The nearest on either side; of two the earlier."""
    both = [each for way in ("before", "after") if (each := _first(time, day, way)) is not None]
    return min(both, key=lambda each: (_distance(each, day), each.first), default=None)


def _distance(place: Period, day: date) -> int:
    return max(0, (day - place.last).days, (place.first - day).days)


def _steps(time: Time, day: date, way: str) -> Iterator[Period]:
    """The periods with that name, one after the other that way, from one that lies too far the other way."""
    unit, named = _naming(time)
    base, step = period(unit, day), -1 if way == "before" else 1
    for number in range(-1, _FURTHEST):
        place = named(shifted(base, step * number).first)
        if place is not None:
            yield place


def _naming(time: Time) -> tuple[str, Callable[[date], Period | None]]:
    """The unit in which a time comes again, and what makes the one of a given unit, from that unit's first day."""
    if time.feast:
        return "year", lambda first: _feast(time.feast, first.year)
    if time.month and time.day:
        return "year", lambda first: _dated(first.year, time.month, time.day)
    if time.month:
        return "year", lambda first: period("month", date(first.year, time.month, 1))
    if time.season:
        month = 3 * times.SEASONS.index(time.season) + 3
        return "year", lambda first: period("season", date(first.year, month, 1))
    if time.day:
        return "month", lambda first: _dated(first.year, first.month, time.day)
    if time.weekday:
        return "week", lambda first: period("day", first + timedelta(days=time.weekday - 1))
    return "day", lambda first: period("day", first)


def _feast(feast: str, year: int) -> Period | None:
    if feast.startswith(times.EASTER):
        return period("day", easter(year) + timedelta(days=int(feast.removeprefix(times.EASTER) or 0)))
    month, day = feast.split("-")
    return _dated(year, int(month), int(day))


def _dated(year: int, month: int, day: int) -> Period | None:
    """The day of that date, if there is one."""
    return Period("day", date(year, month, day)) if day <= last_day(year, month) else None
