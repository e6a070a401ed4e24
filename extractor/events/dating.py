"""Which day a time is told on: the document's, or that of another time in the text.

In: a document's date and the mentions of its sentences. Out: the value of a mention, by `Dating.value`. Most times are told on
the document's day. Others lean on another time of the text, which must be found first:

    in the afternoon              the nearest day named in the sentence or the one before, else the document's
    two days later                the nearest time before (`anchor = text`)
    again on Tuesday              the nearest Tuesday before (`direction = again`)
    on Tuesday                    where the document's day isn't known, a Tuesday before that says its date
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from extractor.events.dates import TimeValue, When, exact, value
from extractor.events.nesting import SentenceTree
from extractor.events.timex import Time, read
from extractor.matching.lattice import Mention

_NEAR = 1
"""So many sentences back the day of an hour may be named."""

_WITHIN = 10
"""So many sentences back a time may stand that another leans on."""

_LONGEST_CHAIN = 8
"""So many times may each lean on the one before."""


class Dating:
    """The times of one document."""

    def __init__(
        self,
        types: Collection[str],
        date: str | None,
        tree: SentenceTree,
        mentions: Callable[[int], Sequence[Mention]],
    ) -> None:
        """`types` are those of mentions that name a time; `date` is the document's in ISO 8601, if it has one; `mentions` gives
        all that were found in a sentence with the phases that can find times behind it, by the sentence's index."""
        self._types = frozenset(types)
        self._written = When.of(date)
        self._tree = tree
        self._mentions = mentions
        self._times: dict[int, list[tuple[Mention, Time]]] = {}

    def value(self, mention: Mention, way: str) -> TimeValue | None:
        """The TIMEX3 value of a mention in an event whose times look that way; None where it has none.

        `way` is one of `times.WAYS`."""
        time = read(mention.features) if mention.type in self._types else None
        return None if time is None else value(*self._understood(mention, time, way, _LONGEST_CHAIN), way)

    def _understood(self, mention: Mention, time: Time, way: str, chain: int) -> tuple[Time, When | None]:
        """What the mention means with what it leaves to others, and the day that it is told on."""
        if time.only_hour:
            return self._with_day(mention, time, way, chain)
        if time.anchor == "text":
            return time, self._told_before(mention, way, chain)
        unsettled = self._written is None or not self._written.exact
        if time.only_weekday and (time.direction == "again" or (unsettled and not time.direction)):
            return self._same_weekday(mention, time, way, chain) or (time, self._written)
        return time, self._written

    def _with_day(self, mention: Mention, time: Time, way: str, chain: int) -> tuple[Time, When | None]:
        """A part of a day or an hour with the day that it belongs to."""
        here = self._tree.innermost(mention.start)
        beside = sorted(self._of(here), key=lambda each: (_gap(mention, each[0]), each[0].start))
        for other, its_time in (*beside, *self._before(mention, _NEAR)):
            if _gap(mention, other) < 0 or its_time.only_hour or not _names_day(its_time) or chain <= 0:
                continue
            whole, when = self._understood(other, its_time, way, chain - 1)
            # Of *at six on Monday evening* both the hour and the evening count.
            part = time.part or (whole.part if time.clock else "")
            return msgspec.structs.replace(whole, part=part, clock=time.clock, mod=time.mod, bound=time.bound), when
        return time, self._written

    def _told_before(self, mention: Mention, way: str, chain: int) -> When | None:
        """The nearest time before, if it is known for sure."""
        for other, its_time in self._before(mention, _WITHIN):
            if chain > 0 and not its_time.only_hour:
                found = exact(*self._understood(other, its_time, way, chain - 1), way)
                return When(found.first, found.last) if found is not None else None
        return None

    def _same_weekday(self, mention: Mention, time: Time, way: str, chain: int) -> tuple[Time, When | None] | None:
        """The nearest time before that is known to be a day with that name; for *again* also one that only has the name."""
        for other, its_time in self._before(mention, _WITHIN):
            if chain <= 0 or not _names_day(its_time):
                continue
            whole, when = self._understood(other, its_time, way, chain - 1)
            day = exact(whole, when, way)
            same = day is not None and day.unit == "day" and day.first.isoweekday() == time.weekday
            if same or (time.direction == "again" and whole.weekday == time.weekday):
                return msgspec.structs.replace(whole, part=time.part, clock="", mod=time.mod, bound=time.bound), when
        return None

    def _before(self, mention: Mention, sentences: int) -> Iterator[tuple[Mention, Time]]:
        """The times before the mention, the nearest first."""
        here = self._tree.innermost(mention.start)
        for sentence in reversed(self._tree.within(here, sentences)):
            for other, time in reversed(self._of(sentence)):
                if other.end <= mention.start:
                    yield other, time

    def _of(self, sentence: int) -> list[tuple[Mention, Time]]:
        """The times of a sentence in text order; of those that lie inside one another the longest."""
        if sentence not in self._times:
            found: list[tuple[Mention, Time]] = []
            end = -1
            candidates = [mention for mention in self._mentions(sentence) if mention.type in self._types]
            for mention in sorted(candidates, key=lambda each: (each.start, -each.end, each.rule)):
                time = read(mention.features) if mention.end > end else None
                if time is not None:
                    found.append((mention, time))
                    end = mention.end
            self._times[sentence] = found
        return self._times[sentence]


def _names_day(time: Time) -> bool:
    """Whether a time names one day, by itself or seen from another."""
    if time.until is not None or time.bound:
        return False
    return bool(time.day or time.weekday or time.feast) or time.unit == "day"


def _gap(one: Mention, other: Mention) -> int:
    """How many tokens lie between two mentions; negative where they overlap."""
    return max(other.start - one.end, one.start - other.end)
