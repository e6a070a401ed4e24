"""What a time means, seen from a day: TIMEX3 values of what a pack's rules said about it.

In: a `Time`, a `When` for the day that it is told on, the way that it looks. Out: a `TimeValue`, by `value`. Which day a time is
told on is for `dating` to say.

How much is known of a day differs: a document of 2020-10 was written on some day of that month. Then the value is worked out from
every day that it can be, and keeps what all of them agree on; the rest is X (`2020-WXX-2`: a Tuesday of 2020). So nothing is
guessed, and who knows less never says more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec

from extractor.events.occurrence import place, span
from extractor.events.periods import Period, last_day
from extractor.events.timex import Time
from extractor.language import times

_UNDATED: Final = tuple(date.fromordinal(712_000 + 5_003 * step) for step in range(40))
"""Days that have nothing in common: no century, decade, year, season, month, week or weekday, no month of a movable feast."""

_MOST_DAYS: Final = 366
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


class TimeValue(msgspec.Struct, frozen=True):
    """A TIMEX3 value and modifier."""

    value: str
    mod: str | None = None


class When(msgspec.Struct, frozen=True):
    """What is known of a day: it is one of `first` to `last`."""

    first: date
    last: date

    @classmethod
    def of(cls, text: str | None) -> When | None:
        """The days that an ISO 8601 date (`2020`, `2020-10`, `2020-10-27`) can mean; None where it is none."""
        found = _DATE.fullmatch(text or "")
        if found is None:
            return None
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            if day:
                return cls(date(year, month, day), date(year, month, day))
            last_month = month or 12
            return cls(date(year, month or 1, 1), date(year, last_month, last_day(year, last_month)))
        except ValueError:
            return None

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    @property
    def days(self) -> Sequence[date]:
        """The days, no more than of a year; of longer stretches some that are evenly spread."""
        length = (self.last - self.first).days + 1
        step = -(-length // _MOST_DAYS)
        return [self.first + timedelta(days=number) for number in range(0, length, step)]


@lru_cache(4096)
def value(time: Time, when: When | None, way: str) -> TimeValue | None:
    """The value of a time told on a day of which `when` is known (None: nothing); None where it has none.

    `way` is one of `times.WAYS`: where a time that comes again and again is looked for if it doesn't say so itself."""
    if time.reference or _is_some(time):
        before = time.direction in ("last", "before")
        reference = time.reference or ("PAST_REF" if before else "FUTURE_REF")
        return TimeValue(reference, time.mod or None)
    try:
        written = _written(time, when, way)
    except (ValueError, OverflowError):  # before the year 1 or after 9999
        return None
    return TimeValue(written, time.mod or None) if written else None


def exact(time: Time, when: When | None, way: str) -> Period | None:
    """The one period that a time means; None where it isn't known or there are several."""
    if time.reference or time.until is not None or time.bound or _is_some(time):
        return None
    try:
        places = {place(time, day, way) for day in _days(time, when, way)}
    except (ValueError, OverflowError):
        return None
    return places.pop() if len(places) == 1 else None


def _is_some(time: Time) -> bool:
    # Some hours ago was today, as far as a day goes.
    return time.count == times.SOME and time.unit not in times.HOURS


def _written(time: Time, when: When | None, way: str) -> str | None:
    days = _days(time, when, way)
    if time.until is not None:
        spans = [span(time, time.until, day, way) for day in days]
        first = _common(time, [span and span[0] for span in spans])
        last = _common(time.until, [span and span[1] for span in spans])
        return f"{first}/{last}" if first and last else None
    found = _common(time, [place(time, day, way) for day in days])
    if found is None:
        return None
    return f"{found}/.." if time.bound == "from" else f"../{found}" if time.bound == "until" else found


def _days(time: Time, when: When | None, way: str) -> Sequence[date]:
    """The days that a time can be told on."""
    if when is None:
        return _UNDATED
    if _is_of_month(time, when):
        return [when.first if way == "after" else when.last]
    return when.days


def _is_of_month(time: Time, when: When) -> bool:
    """Whether a day of the month that the text is from is meant: who names *27 October* in October means this one."""
    if not time.day or time.year or time.direction or when.exact or when != When.of(when.first.isoformat()[:7]):
        return False
    if time.month not in (0, when.first.month) or time.day > when.last.day:
        return False
    return time.weekday in (0, when.first.replace(day=time.day).isoweekday())


def _common(time: Time, places: Sequence[Period | None]) -> str | None:
    """What the values of all places have in common, with the hour; None if some place is missing."""
    if not places or None in places:
        return None
    found = {each for each in places if each is not None}
    form = _week_date if len(found) > 1 and time.weekday and not time.day else _plain
    written = sorted({form(each) for each in found})
    result = written[0]
    for other in written[1:]:
        result = "".join(_agreed(a, b) for a, b in zip(re.split("(-)", result), re.split("(-)", other), strict=True))
    if form is _week_date:  # days of which not even the weekday is known are some week's
        result = result.removesuffix("-X")
    if {each.unit for each in found} != {"day"}:
        return result
    return f"{result}T{_hour(time)}" if time.part or time.clock else result


def _plain(place: Period) -> str:
    return place.value


def _week_date(place: Period) -> str:
    year, week, weekday = place.first.isocalendar()
    return f"{year:04}-W{week:02}-{weekday}"


def _agreed(one: str, other: str) -> str:
    """A part of a value that is the same in both, or so many X; the W of weeks and the Q of quarters stay."""
    if one == other:
        return one
    kept = other[0] if other[0] in "WQ" and other[1:].isdigit() else ""
    return kept + "X" * (len(one) - len(kept))


def _hour(time: Time) -> str:
    if not time.clock:
        return time.part
    hour, minute = (int(found) for found in [*re.findall("[0-9]+", time.clock), "0"][:2])
    # *six in the evening*
    late = time.part in ("AF", "EV") or (time.part == "NI" and hour >= 6)
    return f"{hour + 12 if late and hour < 12 else hour:02}:{minute:02}"
