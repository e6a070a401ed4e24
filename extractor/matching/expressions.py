"""Conditions and expressions, decided for what captures took.

In: a `Condition` or `Expression` of the program and a `Binding`. Out: a truth, a value. `Conditions` turns both into
functions once; what they ask of the sentence they ask a `Surroundings`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.readings import Decide, test_of
from extractor.matching.room import Room

Binding = Mapping[str, Sequence[Taken]]
"""What each capture took, in text order. A capture that isn't there, or has nothing, wasn't taken."""


class Surroundings(Protocol):
    """The sentence that a condition may look at."""

    def has_within(self, types: frozenset[str], start: int, end: int) -> bool:
        """Whether a mention of one of these types lies in `[start, end)`."""

    def looks(self, look: int, position: int) -> bool:
        """Whether the look-around matches at the position."""


class Nowhere:
    """No sentence: nothing stands around."""

    def has_within(self, types: frozenset[str], start: int, end: int) -> bool:
        """No."""
        return False

    def looks(self, look: int, position: int) -> bool:
        """No."""
        return False


Check = Callable[[Binding, Surroundings, int, int], bool]
"""Decides a condition, given the sentence and the start and end of the whole match."""

Value = Callable[[Binding, Surroundings, int, int], str | None]
"""Works out an expression; None is unknown."""

_COMPARE: Final[dict[str, Callable[[int, int], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def values(binding: Binding, feature: p.Feature) -> tuple[str | None, ...]:
    """The values of a capture's feature: one for each reading that it carries on, or that of its mention; None is unknown.

    Of a capture with several pieces the first in the text counts. `entry` is a feature of the readings of an entry of a list."""
    taken = binding.get(feature.capture)
    if not taken:
        return ()
    first, name = taken[0], feature.feature
    if first.mention is not None:
        return (first.mention.features.get(name),)
    if name == "word":
        return (first.analysis.form if first.analysis else None,)
    return tuple(reading.get(name) for reading in first.readings)


def known(binding: Binding, feature: p.Feature) -> set[str]:
    """The known values of a capture's feature."""
    return {value for value in values(binding, feature) if value is not None}


class Conditions:
    """Makes functions of conditions and expressions."""

    def __init__(self, lists: Sequence[p.WordList]) -> None:
        self.lists = lists
        self.room = Room()
        """For what all that is decided and worked out here gives for words, where somebody keeps that."""

    def check(self, condition: p.Condition) -> Check:
        """The function that decides a condition."""
        match condition:
            case p.Both(parts):
                return _both(tuple(self.check(part) for part in parts))
            case p.Either(parts):
                return _either(tuple(self.check(part) for part in parts))
            case p.Unless(part):
                inner = self.check(part)
                return lambda binding, around, start, end: not inner(binding, around, start, end)
            case p.Holds(capture, test):
                return _holds(capture, test_of(test, self.lists))
            case p.Took(capture):
                return lambda binding, around, start, end: bool(binding.get(capture))
            case p.Shares():
                return _shares(condition.left, condition.right)
            case p.Agrees():
                return _agrees(condition)
            case p.Long(capture, sign, number):
                return _long(capture, _COMPARE[sign], number)
            case p.Within(capture, types):
                return _within(capture, frozenset(types))
            case p.Precedes(left, right):
                return _precedes(left, right)
            case p.Looks(look, left):
                return lambda _, around, start, end: around.looks(look, start if left else end)

    def value(self, expression: p.Expression) -> Value:
        """The function that works out an expression."""
        match expression:
            case p.Constant(value):
                return lambda binding, around, start, end: value
            case p.Feature():
                return _feature(expression)
            case p.Else(first, second):
                one, other = self.value(first), self.value(second)

                def first_known(binding: Binding, around: Surroundings, start: int, end: int) -> str | None:
                    found = one(binding, around, start, end)
                    return other(binding, around, start, end) if found is None else found

                return first_known
            case p.If(then, condition, otherwise):
                check, yes, no = self.check(condition), self.value(then), self.value(otherwise)
                return lambda binding, around, start, end: (
                    yes(binding, around, start, end) if check(binding, around, start, end) else no(binding, around, start, end)
                )


# Loops with all arguments written out, here and below: generators and argument lists cost more than what most conditions do.


def _both(parts: tuple[Check, ...]) -> Check:
    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        for part in parts:  # noqa: SIM110
            if not part(binding, around, start, end):
                return False
        return True

    return check


def _either(parts: tuple[Check, ...]) -> Check:
    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        for part in parts:  # noqa: SIM110
            if part(binding, around, start, end):
                return True
        return False

    return check


def _feature(feature: p.Feature) -> Value:
    """The value that all readings of a capture have. Written out, for it is what most emissions are made of."""
    capture, name = feature.capture, feature.feature

    def value(binding: Binding, around: Surroundings, start: int, end: int) -> str | None:
        taken = binding.get(capture)
        if not taken:
            return None
        first = taken[0]
        if first.mention is not None:
            return first.mention.features.get(name)
        if name == "word":
            return first.analysis.form if first.analysis else None
        found = None
        for number, reading in enumerate(first.readings):
            if number == 0:
                found = reading.get(name)
            elif reading.get(name) != found:
                return None
        return found

    return value


def _holds(capture: str, decide: Decide) -> Check:
    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        taken = binding.get(capture)
        if not taken:
            return False
        first = taken[0]
        if first.mention is not None:
            return decide(first.mention.features, None)
        for reading in first.readings:  # noqa: SIM110
            if decide(reading, first.analysis):
                return True
        return False

    return check


def _shares(left: p.Feature, right: p.Feature) -> Check:
    return lambda binding, around, start, end: not known(binding, left).isdisjoint(known(binding, right))


def _agrees(condition: p.Agrees) -> Check:
    pairs = tuple((p.Feature(condition.left, name), p.Feature(condition.right, name)) for name in condition.features)

    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        for left, right in pairs:
            one, other = known(binding, left), known(binding, right)
            if one and other and one.isdisjoint(other):
                return False
        return True

    return check


def _long(capture: str, compare: Callable[[int, int], bool], number: int) -> Check:
    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        taken = binding.get(capture)
        return bool(taken) and compare(sum(part.end - part.start for part in taken or ()), number)

    return check


def _within(capture: str, types: frozenset[str]) -> Check:
    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        return any(around.has_within(types, part.start, part.end) for part in binding.get(capture, ()))

    return check


def _precedes(left: str, right: str) -> Check:
    def check(binding: Binding, around: Surroundings, start: int, end: int) -> bool:
        one, other = binding.get(left), binding.get(right)
        return bool(one) and bool(other) and max(t.end for t in one or ()) <= min(t.start for t in other or ())

    return check
