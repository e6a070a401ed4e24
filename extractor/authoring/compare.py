"""What a text should give, against what it gave: everything that is wrong, each with the places in the text.

In: a `Trial` and all that was `Found` in its text. Out: `Problem`s, by `compare`; none where everything is as expected.

What an item lists must be so, the rest is free. Each event answers for one item only, so that two items need two events. Of
several things that an item may mean, it is enough that one fits; where none does, or where two things at one place differ in what
is asked, the item is ambiguous.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final, Literal

import msgspec

from extractor.authoring.found import WORD, Found
from extractor.authoring.trials import Trial
from extractor.language.tree import Expected, FeatureValue, NoRole, RoleResolved, RoleText
from extractor.span import Span

_MOST: Final = 3
"""So many places are shown at most, where something may be meant at any of them."""

Detail = RoleText | RoleResolved | NoRole | FeatureValue


class Mark(msgspec.Struct, frozen=True):
    """A stretch of the text and what it is or should be. Code points; `end` exclusive."""

    start: int
    end: int
    label: str


class Problem(msgspec.Struct, frozen=True):
    """One thing that isn't as expected: what is wrong, in words, and what was expected and found, where."""

    kind: Literal["missing", "extra", "ambiguous", "wrong type", "wrong span", "wrong rule", "wrong value"]
    message: str
    expected: tuple[Mark, ...] = ()
    found: tuple[Mark, ...] = ()

    @property
    def summary(self) -> str:
        """Kind and message on one line."""
        return f"{self.kind}: {self.message}"


def compare(trial: Trial, found: Sequence[Found], event_types: Collection[str]) -> tuple[Problem, ...]:
    """The problems of a trial, in the order of its items; what is too much comes last."""
    if trial.kind == "never":
        return tuple(_extra(item) for item in found if trial.rule in item.rules)
    return tuple(_Comparison(trial, found, event_types).problems())


class _Comparison:
    """The items of one trial on their way to what was found. `claimed` has, by the index of an event in `found`, its item."""

    def __init__(self, trial: Trial, found: Sequence[Found], event_types: Collection[str]) -> None:
        self.trial, self.found, self.event_types = trial, found, event_types
        self.fitting = [self._fitting(place) for place in range(len(trial.expected))]
        self.claimed: dict[int, int] = {}
        self.matched = [self._claim(place, set()) for place in range(len(trial.expected))]

    def problems(self) -> Iterator[Problem]:
        used: set[int] = set()
        for place, item in enumerate(self.trial.expected):
            if not self.matched[place]:
                yield from self._explained(place, item, used)
            elif not self._is_event(item):
                yield from self._contradicted(place, item)
        if self.trial.complete:
            events = ((number, each) for number, each in enumerate(self.found) if each.event is not None)
            yield from (_extra(each) for number, each in events if number not in self.claimed and number not in used)

    def _is_event(self, item: Expected) -> bool:
        return item.type in self.event_types

    def _rule(self, place: int) -> str | None:
        """The rule that must have made or changed an item: the first of an example is its rule's own."""
        return self.trial.rule if place == 0 else None

    def _same(self, item: Expected) -> list[int]:
        return [n for n, each in enumerate(self.found) if each.type == item.type and each.text == item.text]

    def _fitting(self, place: int) -> list[int]:
        """What is all that an item asks for."""
        item, rule = self.trial.expected[place], self._rule(place)
        return [
            number
            for number in self._same(item)
            if (rule is None or rule in self.found[number].rules) and not self._of_details(item, self.found[number])
        ]

    def _of_details(self, item: Expected, found: Found) -> list[Problem]:
        tried = (_detail_problem(detail, item, found, self.trial.text) for detail in item.details)
        return [problem for problem in tried if problem is not None]

    def _claim(self, place: int, tried: set[int]) -> bool:
        """Finds the item something that fits; an event that another item took is taken over if that one finds another."""
        if not self._is_event(self.trial.expected[place]):
            return bool(self.fitting[place])
        for number in self.fitting[place]:
            if number in tried:
                continue
            tried.add(number)
            if number not in self.claimed or self._claim(self.claimed[number], tried):
                self.claimed[number] = place
                return True
        return False

    def _contradicted(self, place: int, item: Expected) -> Iterator[Problem]:
        """Another thing of the type at the same place that isn't what the item asks for."""
        spans = {(self.found[n].start, self.found[n].end) for n in self.fitting[place]}
        here = [self.found[n] for n in self._same(item) if (self.found[n].start, self.found[n].end) in spans]
        if any(self._of_details(item, each) for each in here):
            yield self._ambiguous(item, here)

    def _explained(self, place: int, item: Expected, used: set[int]) -> Iterator[Problem]:
        """What is wrong with an item that nothing fits; `used` gets the events that were named."""
        same = [number for number in self._same(item) if number not in self.claimed]
        rule = self._rule(place)
        by_rule = [number for number in same if rule is None or rule in self.found[number].rules]
        if not same:
            yield self._absent(item, used)
            return
        used.update(by_rule or same)
        if not by_rule:
            yield _wrong_rule(item, [self.found[number] for number in same], rule)
            return
        tries = [self._of_details(item, self.found[number]) for number in by_rule]
        if len({tuple(problem.message for problem in each) for each in tries}) > 1:
            yield self._ambiguous(item, [self.found[number] for number in by_rule])
        else:
            used.difference_update(by_rule[1:])
            yield from tries[0]

    def _ambiguous(self, item: Expected, candidates: Sequence[Found]) -> Problem:
        """Several things may be meant, and what is asked isn't so for all."""
        differing = [problem for each in candidates for problem in self._of_details(item, each)]
        expected = dict.fromkeys(mark for problem in differing for mark in problem.expected)
        found = dict.fromkeys(mark for problem in differing for mark in problem.found)
        told = "; ".join(dict.fromkeys(problem.message.removeprefix(f"{_wanted(item)}: ") for problem in differing))
        return Problem("ambiguous", f"{_wanted(item)} may be {len(candidates)} things: {told}", tuple(expected), tuple(found))

    def _absent(self, item: Expected, used: set[int]) -> Problem:
        """Nothing of this type and text, or no further one: what stands in its place."""
        wanted, spans = _wanted(item), _occurrences(item.text, self.trial.text)
        expected = tuple(Mark(start, end, item.type) for start, end in spans)
        if taken := [self.found[n] for n in self._same(item)]:
            return Problem("missing", f"another {wanted}", expected, _marks(taken))
        free = [(n, each) for n, each in enumerate(self.found) if n not in self.claimed and n not in used]
        alike = [(n, o) for n, o in free if o.text == item.text and WORD not in (o.type, item.type)]
        if others := [(n, o) for n, o in alike if (o.event is not None) == self._is_event(item)]:
            used.add(others[0][0])
            types = ", ".join(sorted({each.type for _, each in others}))
            return Problem("wrong type", f"expected {wanted}, found {types}", expected, _marks(each for _, each in others))
        typed = [(n, each) for n, each in free if each.type == item.type]
        if near := [(n, o) for n, o in typed if any(o.start < end and start < o.end for start, end in spans)]:
            used.add(near[0][0])
            texts = ", ".join(dict.fromkeys(_quoted(each.text) for _, each in near))
            return Problem("wrong span", f"expected {wanted}, found {texts}", expected, _marks(each for _, each in near))
        elsewhere = [each for _, each in typed if each.type != WORD]
        texts = ", ".join(dict.fromkeys(_quoted(each.text) for each in elsewhere))
        return Problem("missing", wanted + (f"; found {item.type} {texts}" if texts else ""), expected, _marks(elsewhere))


def _detail_problem(detail: Detail, item: Expected, found: Found, text: str) -> Problem | None:
    """What is wrong with one thing that an item lists."""
    wanted = _wanted(item)
    if isinstance(detail, FeatureValue):
        return _value_problem(detail, wanted, found)
    event, role = found.event, detail.role
    if event is None:
        return Problem("wrong type", f"{wanted} is not an event and has no role {role}", (), (_mark(found),))
    resolved = isinstance(detail, RoleResolved)
    arrow = "-> " if resolved else ""
    fillers: Sequence[Span] = event.resolved.get(role, ()) if resolved else event.roles.get(role, ())
    shown = ", ".join(_quoted(filler.text) for filler in fillers) or "nothing"
    marks = tuple(Mark(filler.start, filler.end, f"{role} {arrow}".rstrip()) for filler in fillers)
    if isinstance(detail, NoRole):
        return Problem("extra", f"{wanted}: {role} is {shown}, expected none", (), marks) if fillers else None
    if any(filler.text == detail.text for filler in fillers):
        return None
    listed = {other.text for other in item.details if isinstance(other, type(detail)) and other.role == role}
    start, end = min(
        _occurrences(detail.text, text, most=len(text)), key=lambda span: max(span[0] - found.end, found.start - span[1], 0)
    )
    return Problem(
        "missing" if all(filler.text in listed for filler in fillers) else "wrong span",
        f"{wanted}: {role} {arrow}is {shown}, expected {_quoted(detail.text)}",
        (Mark(start, end, f"{role} {arrow}".rstrip()),),
        marks or (Mark(found.start, found.end, f"{found.type}, {role} {arrow}empty"),),
    )


def _value_problem(detail: FeatureValue, wanted: str, found: Found) -> Problem | None:
    """A feature or attribute that has another value, or others as well."""
    values = found.values.get(detail.feature, ())
    if values == (detail.value,):
        return None
    shown = " or ".join(value or "unknown" for value in values) or "unknown"
    return Problem(
        "ambiguous" if detail.value in values else "wrong value",
        f"{wanted}: {detail.feature} is {shown}, expected {detail.value}",
        (Mark(found.start, found.end, f"{detail.feature} = {detail.value}"),),
        (Mark(found.start, found.end, f"{detail.feature} = {shown}"),),
    )


def _wrong_rule(item: Expected, found: Sequence[Found], rule: str | None) -> Problem:
    makers = ", ".join(sorted({name for each in found for name in each.rules})) or "no rule"
    message = f"{_wanted(item)} is made by {makers}, not by {rule}"
    expected = tuple(Mark(each.start, each.end, f"{each.type} by {rule}") for each in found)
    return Problem("wrong rule", message, expected, tuple(map(_made, found)))


def _extra(found: Found) -> Problem:
    return Problem("extra", f"{found.type} {_quoted(found.text)}", (), (_made(found),))


def _made(found: Found) -> Mark:
    """What was found, with the rules that made it."""
    return Mark(found.start, found.end, f"{found.type} by {', '.join(found.rules) or 'no rule'}")


def _mark(found: Found) -> Mark:
    return Mark(found.start, found.end, found.type)


def _marks(found: Iterator[Found] | Sequence[Found]) -> tuple[Mark, ...]:
    """Marks of the first few things."""
    return tuple(islice(dict.fromkeys(map(_mark, found)), _MOST))


def _occurrences(part: str, text: str, most: int = _MOST) -> list[tuple[int, int]]:
    """Where the part stands in the text, the first few places; `check` has seen to it that it does."""
    spans: list[tuple[int, int]] = []
    start = text.find(part)
    while start >= 0 and len(spans) < most:
        spans.append((start, start + len(part)))
        start = text.find(part, start + 1)
    return spans


def _wanted(item: Expected) -> str:
    return f"{item.type} {_quoted(item.text)}"


def _quoted(text: str) -> str:
    return f'"{text}"'
