"""TIMEX3 values: well formed whatever is asked, right where `datetime` can tell, and never more than is known."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from extractor.events.dates import TimeValue, When, value
from extractor.events.timex import read
from extractor.language import times

WAYS = st.sampled_from(times.WAYS)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))

_POINT = (
    r"(?:(?:\d{4}|XXXX)(?:-(?:(?:\d\d|XX)(?:-(?:\d\d|XX))?|W(?:\d\d|XX)(?:-(?:[1-7]|WE))?|SP|SU|FA|WI|Q[1-4X]))?|\d{3}|XXX|\d\d|XX)"
    r"(?:T(?:MO|MI|AF|EV|NI|DT|(?:[01]\d|2[0-4]):[0-5]\d))?"
)
TIMEX3 = re.compile(rf"{_POINT}|{_POINT}/{_POINT}|{_POINT}/\.\.|\.\./{_POINT}|PAST_REF|PRESENT_REF|FUTURE_REF")


def choice(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from((*(times.choices(name) or ()), times.NONE))


def numbers(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(str)


FEATURES: dict[str, st.SearchStrategy[str]] = {
    **{name: choice(name) for name in ("unit", "direction", "anchor", "bound", "reference", "mod", "part", "season")},
    "count": st.one_of(numbers(0, 40), st.just(times.SOME)),
    "weekday": numbers(1, 7),
    "day": numbers(1, 31),
    "month": numbers(1, 12),
    "year": numbers(1900, 2100),
    "decade": numbers(190, 210).map(lambda tens: f"{tens}0"),
    "century": numbers(18, 22),
    "feast": st.sampled_from(("12-25", "02-29", "01-01", "EASTER", "EASTER+1", "EASTER-47")),
    "clock": st.sampled_from(("18.30", "7", "24", "00:00", "9,05")),
    "until_weekday": numbers(1, 7),
    "until_day": numbers(1, 31),
    "until_month": numbers(1, 12),
    "until_year": numbers(1900, 2100),
}
some_features = st.fixed_dictionaries({}, optional=FEATURES)


def said(features: dict[str, str], date: str | None, way: str = "before") -> str | None:
    time = read(features)
    found = None if time is None else value(time, When.of(date), way)
    return None if found is None else found.value


def oracle(day: date, way: str, strict: bool, fits: Any) -> date:
    """The nearest day that fits, found by walking."""
    step = timedelta(days=-1 if way == "before" else 1)
    here = day + step if strict else day
    while not fits(here):
        here += step
    return here


AT_ODDS = {"unit": "second", "direction": "last", "anchor": "text", "until_month": "1", "until_weekday": "1"}


@settings(deadline=None)  # a year has many days
@example(AT_ODDS, None, "before")
@given(some_features, st.none() | days.map(str) | days.map(lambda day: str(day)[:7]) | days.map(lambda day: str(day)[:4]), WAYS)
def test_values_are_well_formed(features: dict[str, str], written: str | None, way: str) -> None:
    found = said(features, written, way)
    assert found is None or TIMEX3.fullmatch(found)


@given(days, st.integers(1, 7), st.sampled_from([("before", False), ("after", False), ("last", True), ("next", True)]), WAYS)
def test_weekdays_are_those_of_datetime(day: date, weekday: int, direction: tuple[str, bool], way: str) -> None:
    name, strict = direction
    back = "before" if name in ("before", "last") else "after"
    wanted = oracle(day, back, strict, lambda each: each.isoweekday() == weekday)
    assert said({"weekday": str(weekday), "direction": name}, str(day), way) == str(wanted)
    if not strict:
        assert said({"weekday": str(weekday)}, str(day), name) == str(wanted)


@given(days, days, st.sampled_from(["before", "after"]))
def test_dates_are_those_of_datetime(day: date, named: date, way: str) -> None:
    wanted = oracle(day, way, False, lambda each: (each.month, each.day) == (named.month, named.day))
    assert said({"day": str(named.day), "month": str(named.month)}, str(day), way) == str(wanted)


@given(days, st.integers(1, 31), st.sampled_from(["before", "after"]))
def test_days_of_the_month_are_those_of_datetime(day: date, number: int, way: str) -> None:
    assert said({"day": str(number)}, str(day), way) == str(oracle(day, way, False, lambda each: each.day == number))


@given(days, st.integers(0, 500), st.sampled_from(["last", "next"]))
def test_days_and_weeks_are_counted_as_by_datetime(day: date, count: int, direction: str) -> None:
    sign = -1 if direction == "last" else 1
    there = day + timedelta(days=sign * count)
    assert said({"unit": "day", "count": str(count), "direction": direction}, str(day)) == str(there)
    year, week, _ = (day + timedelta(weeks=sign * count)).isocalendar()
    assert said({"unit": "week", "count": str(count), "direction": direction}, str(day)) == f"{year}-W{week:02}"


@given(days, st.integers(1, 7), st.integers(-300, 300), st.sampled_from(["", "last", "next"]), WAYS)
def test_weekdays_move_with_the_document_by_whole_weeks(day: date, weekday: int, weeks: int, direction: str, way: str) -> None:
    features = {"weekday": str(weekday), **({"direction": direction} if direction else {})}
    one, other = (said(features, str(each), way) for each in (day, day + timedelta(weeks=weeks)))
    assert one is not None and other is not None
    assert date.fromisoformat(other) - date.fromisoformat(one) == timedelta(weeks=weeks)


@settings(deadline=None)  # a year has many days
@given(some_features, days, WAYS)
def test_who_knows_less_of_the_date_never_says_more(features: dict[str, str], day: date, way: str) -> None:
    """From a day to its month, its year, nothing: X are added and never taken away."""
    assume(not (features.get("year") or features.get("reference")))
    found = [said(features, written, way) for written in (str(day), str(day)[:7], str(day)[:4], None)]
    unknown = [text.count("X") for text in found if text is not None]
    assert unknown == sorted(unknown)


@settings(deadline=None)  # a year has many days
@given(some_features, days, WAYS)
def test_what_is_said_of_a_month_holds_on_all_its_days(features: dict[str, str], day: date, way: str) -> None:
    """But for days of that very month, which are meant wherever in the month the text was written."""
    of_month = "day" in features and "year" not in features
    whole, one = said(features, str(day)[:7], way), said(features, str(day), way)
    assume(whole is not None and one is not None and not of_month and "W" not in whole)
    parts = zip(re.split("([-T/])", whole), re.split("([-T/])", one), strict=True)
    assert all(known == told or set(known) == {"X"} for known, told in parts)


CASES = [
    # features, the document's date, way, value
    ({"feast": "EASTER-47"}, None, "before", "XXXX-XX-XX"),
    ({"feast": "EASTER-47"}, "2020", "before", "XXXX-XX-XX"),
    ({"feast": "EASTER-47"}, "2020-03", "before", "2020-02-25"),
    ({"day": "29", "month": "2"}, "2020-10-28", "before", "2020-02-29"),
    ({"day": "29", "month": "2"}, "2020-10-28", "after", "2024-02-29"),
    ({"day": "29", "month": "2"}, "1903-10-28", "before", "1896-02-29"),
    ({"day": "29", "month": "2", "year": "2019"}, "2020-10-28", "before", None),
    ({"day": "31", "month": "4"}, "2020-10-28", "before", None),
    ({"day": "27", "month": "10", "weekday": "2"}, "2021-03-01", "after", "2020-10-27"),
    ({"day": "27", "weekday": "2"}, "2020-10", "before", "2020-10-27"),
    ({"day": "1st", "month": "5", "year": "2019"}, None, "before", "2019-05-01"),
    ({"weekday": "5", "unit": "week", "direction": "last"}, "2021-01-04", "before", "2021-01-01"),
    ({"weekday": "2", "unit": "week", "direction": "last"}, "2020-10", "before", "2020-WXX-2"),
    ({"unit": "week", "direction": "last"}, "2020-01", "before", "XXXX-WXX"),
    ({"unit": "week", "direction": "this"}, "2021-01-02", "before", "2020-W53"),
    ({"unit": "weekend", "direction": "last"}, "2020-10-28", "before", "2020-W43-WE"),
    ({"unit": "month", "count": "3", "direction": "last"}, "2020-02-29", "before", "2019-11"),
    ({"unit": "month", "direction": "last", "day": "3"}, "2020-01-15", "before", "2019-12-03"),
    ({"unit": "year", "direction": "last", "month": "5"}, "2020-10", "before", "2019-05"),
    ({"unit": "hour", "count": "48", "direction": "last"}, "2020-10-28", "before", "2020-10-26"),
    ({"unit": "day", "count": "some", "direction": "last"}, "2020-10-28", "before", "PAST_REF"),
    ({"unit": "day", "count": "some", "direction": "next"}, "2020-10-28", "before", "FUTURE_REF"),
    ({"unit": "hour", "count": "some", "direction": "last"}, "2020-10-28", "before", "2020-10-28"),
    ({"season": "WI"}, "2020-01-15", "before", "2019-WI"),
    ({"season": "WI", "direction": "last"}, "2020-01-15", "before", "2018-WI"),
    ({"season": "WI", "year": "2019"}, "2020-01-15", "before", "2019-WI"),
    ({"feast": "EASTER+1"}, "2020-10-28", "before", "2020-04-13"),
    ({"feast": "EASTER", "year": "2019"}, None, "before", "2019-04-21"),
    ({"feast": "EASTER"}, "2020", "after", "XXXX-04-XX"),
    ({"feast": "EASTER"}, None, "after", "XXXX-XX-XX"),
    ({"part": "EV", "clock": "6", "unit": "day", "direction": "this"}, "2020-10-28", "before", "2020-10-28T18:00"),
    ({"weekday": "1", "until_weekday": "5"}, "2020-10-28", "after", "2020-11-02/2020-11-06"),
    ({"day": "30", "month": "12", "until_day": "2", "until_month": "1"}, "2020-10-28", "before", "2019-12-30/2020-01-02"),
    ({"year": "2016", "until_year": "2014"}, "2020-10-28", "before", None),
    ({"unit": "day", "direction": "next"}, "9999-12-31", "before", None),
    ({"unit": "year", "count": "9999", "direction": "last"}, "2020-10-28", "before", None),
    ({"weekday": "8"}, "2020-10-28", "before", None),
    ({"direction": "last", "mod": "END"}, "2020-10-28", "before", None),
    ({"lemma": "dog"}, "2020-10-28", "before", None),
    ({"unit": "day", "direction": "this"}, "2020-02-30", "before", "XXXX-XX-XX"),
]


@pytest.mark.parametrize(("features", "written", "way", "wanted"), CASES)
def test_case(features: dict[str, str], written: str | None, way: str, wanted: str | None) -> None:
    assert said(features, written, way) == wanted


def test_the_nearest_of_two_sides() -> None:
    assert said({"weekday": "4"}, "2020-10-28", "near") == "2020-10-29"
    assert said({"weekday": "1"}, "2020-10-28", "near") == "2020-10-26"


def test_a_modifier_stands_beside_the_value() -> None:
    time = read({"month": "9", "mod": "END"})
    assert time is not None
    assert value(time, When.of("2020-10"), "before") == TimeValue("2020-09", "END")
