"""A temporal expression as the calendar reads it.

In: the features of a mention (`language/times.py` lists them). Out: a `Time`, by `read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from extractor.language import times


class Time(msgspec.Struct, frozen=True, kw_only=True):
    """What a mention says about a time. Numbers are 0 and words empty where it doesn't say."""

    year: int = 0
    decade: int = 0
    century: int = 0
    season: str = ""
    month: int = 0
    day: int = 0
    weekday: int = 0
    feast: str = ""
    part: str = ""
    clock: str = ""
    unit: str = ""
    count: str = ""
    direction: str = ""
    anchor: str = ""
    bound: str = ""
    reference: str = ""
    mod: str = ""
    until: Time | None = None

    @property
    def only_hour(self) -> bool:
        """Whether it says nothing but a part of a day or an hour, so that the day is for others to say."""
        bare = msgspec.structs.replace(self, part="", clock="", mod="", bound="", anchor="")
        return bare == Time() and bool(self.part or self.clock)

    @property
    def only_weekday(self) -> bool:
        """Whether it names a weekday and no date or week with it."""
        return bool(self.weekday) and not (self.day or self.unit or self.until)


def read(features: Mapping[str, str]) -> Time | None:
    """The time that a mention's features mean; None where they name none, or one of them has a value that can't be."""
    given = {name: text for name, text in features.items() if name in times.FEATURES and text != times.NONE}
    if not all(times.fits(name, text) for name, text in given.items()):
        return None
    last = {name.removeprefix("until_"): text for name, text in given.items() if name.startswith("until_")}
    first = _fields({name: text for name, text in given.items() if not name.startswith("until_")})
    if first.keys() <= {"count", "direction", "anchor", "bound", "mod"}:
        return None
    if not last:
        return Time(**first)
    whole = _fields(last)
    # *from 3 to 7 May 2019*: what the end doesn't say it has from the beginning, if that is coarser.
    coarser = ("year", "month") if whole.keys() == {"day"} else ("year",) if "day" in whole or "month" in whole else ()
    return Time(**first, until=Time(**{**{name: first[name] for name in coarser if name in first}, **whole}))


def _fields(given: Mapping[str, str]) -> dict[str, Any]:
    whole = Time()
    return {name: times.number(text) if isinstance(getattr(whole, name), int) else text for name, text in given.items()}
