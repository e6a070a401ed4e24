"""Periods of the calendar against `datetime` and known dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.events.periods import Period, easter, period, shifted

UNITS = ("day", "week", "weekend", "month", "quarter", "season", "year", "decade", "century")
days = st.dates(date(1000, 1, 1), date(3000, 12, 31))


@pytest.mark.parametrize(
    ("unit", "day", "value"),
    [
        ("day", date(2020, 2, 29), "2020-02-29"),
        ("week", date(2019, 12, 31), "2020-W01"),
        ("week", date(2021, 1, 3), "2020-W53"),
        ("weekend", date(2020, 12, 28), "2020-W53-WE"),
        ("month", date(2020, 2, 29), "2020-02"),
        ("quarter", date(2020, 12, 1), "2020-Q4"),
        ("season", date(2020, 2, 29), "2019-WI"),
        ("season", date(2020, 3, 1), "2020-SP"),
        ("season", date(2020, 12, 1), "2020-WI"),
        ("year", date(987, 6, 5), "0987"),
        ("decade", date(1999, 12, 31), "199"),
        ("decade", date(5, 1, 1), "000"),
        ("century", date(1999, 12, 31), "19"),
    ],
)
def test_values(unit: str, day: date, value: str) -> None:
    assert period(unit, day).value == value


@pytest.mark.parametrize(
    "sunday", [date(1818, 3, 22), date(1943, 4, 25), date(1954, 4, 18), date(2000, 4, 23), date(2020, 4, 12), date(2024, 3, 31)]
)
def test_easter(sunday: date) -> None:
    assert easter(sunday.year) == sunday


@given(st.sampled_from(UNITS), days)
def test_a_period_holds_its_day_and_meets_its_neighbour(unit: str, day: date) -> None:
    here = period(unit, day)
    if unit != "weekend":
        assert here.first <= day <= here.last
        assert period(unit, here.last) == here
        assert shifted(here, 1).first == here.last + timedelta(days=1)
    assert period(unit, here.first) == here


@given(st.sampled_from(UNITS), days, st.integers(-50, 50))
def test_shifting_back_leads_home(unit: str, day: date, number: int) -> None:
    here = period(unit, day)
    number = max(number, -9) if unit == "century" else number
    assert shifted(shifted(here, number), -number) == here


@given(days, st.integers(-400, 400))
def test_weeks_are_those_of_iso(day: date, number: int) -> None:
    year, week, _ = (day + timedelta(weeks=number)).isocalendar()
    assert shifted(period("week", day), number).value == f"{year:04}-W{week:02}"


def test_what_lies_outside_the_calendar_is_an_error() -> None:
    with pytest.raises(OverflowError):
        shifted(period("day", date.max), 1)
    with pytest.raises(ValueError):
        shifted(Period("year", date(1, 1, 1)), -1)
