"""What a pack can say about a time: the features of its time mentions that the calendar reads, and their values.

A pack names the mention type in `pack.yaml` (`calendar`), declares in its schema those of these features that it uses, and lets
rules and lexicons give them values. `events/dates.py` makes TIMEX3 values of them. Everything here is about the calendar that all
languages of the news share; what the words are called is the pack's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

UNITS: Final = (
    *("second", "minute", "hour", "day", "week", "weekend", "month", "quarter", "season", "year", "decade", "century"),
)
HOURS: Final = ("second", "minute", "hour")
"""Units shorter than a day: counted from a day they lead to a day."""

DIRECTIONS: Final = ("last", "next", "before", "after", "this", "again")
NEAR: Final = "near"
WAYS: Final = ("before", "after", NEAR)
"""The values of the event attribute that `calendar` names: which way a time looks that doesn't say so itself. Where a pack names
no attribute it is `NEAR`."""

PARTS: Final = ("MO", "MI", "AF", "EV", "NI", "DT")
SEASONS: Final = ("SP", "SU", "FA", "WI")
REFERENCES: Final = ("PAST_REF", "PRESENT_REF", "FUTURE_REF")
MODS: Final = (
    *("START", "MID", "END", "APPROX", "BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER"),
    *("LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE"),
)
SOME: Final = "some"
"""The count of *some days ago*."""

NONE: Final = "none"
"""What a feature with a choice of words takes where nothing is said, so that a rule can say so: `from if … else none`."""

EASTER: Final = "EASTER"

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "unit": UNITS,
    "direction": DIRECTIONS,
    "part": PARTS,
    "season": SEASONS,
    "mod": MODS,
    "anchor": ("text", "document"),
    "bound": ("from", "until"),
    "reference": REFERENCES,
}
_NUMBERS: Final[Mapping[str, range]] = {
    "weekday": range(1, 8),
    "day": range(1, 32),
    "month": range(1, 13),
    "year": range(1, 10_000),
    "decade": range(1, 10_000),
    "century": range(1, 100),
    "until_weekday": range(1, 8),
    "until_day": range(1, 32),
    "until_month": range(1, 13),
    "until_year": range(1, 10_000),
}
_WRITTEN: Final[Mapping[str, str]] = {
    "count": rf"[0-9]{{1,4}}|{SOME}",
    "clock": r"([01]?[0-9]|2[0-4])([^0-9]+[0-5][0-9])?[^0-9]*",
    "feast": rf"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|{EASTER}([+-][0-9]{{1,2}})?",
}
_EXPLAINED: Final[Mapping[str, str]] = {
    "count": f"a number, or {SOME}",
    "clock": "an hour, as 18 or 18.30",
    "feast": f"month and day, as 12-25, or days from Easter, as {EASTER}+1",
}
_NUMBER: Final = re.compile(r"[0-9]{1,4}")

FEATURES: Final = tuple(sorted({*_CHOICES, *_NUMBERS, *_WRITTEN}))


def choices(feature: str) -> tuple[str, ...] | None:
    """The words that a feature of the calendar takes; None for one that takes numbers or a text of its own form."""
    return _CHOICES.get(feature)


def number(text: str) -> int:
    """The first number in a text (*27*, *1st*), or 0."""
    found = _NUMBER.search(text)
    return int(found[0]) if found else 0


def fits(feature: str, value: str) -> bool:
    """Whether a feature of the calendar can have this value; a number may have an ending (*1st*)."""
    if feature in _CHOICES:
        return value in _CHOICES[feature] or value == NONE
    if feature in _NUMBERS:
        return number(value) in _NUMBERS[feature]
    return re.fullmatch(_WRITTEN[feature], value) is not None


def described(feature: str) -> str:
    """What a feature of the calendar takes, in words."""
    if feature in _CHOICES:
        return f"it is {', '.join(_CHOICES[feature])}"
    if feature in _NUMBERS:
        return f"it is a number from {_NUMBERS[feature].start} to {_NUMBERS[feature].stop - 1}"
    return f"it is {_EXPLAINED[feature]}"
