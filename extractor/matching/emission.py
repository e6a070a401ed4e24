"""What a match emits: the values of features or attributes.

In: the assignments of a rule's `emit`; then what captures took. Out, by `Emission.features`: the values that are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding, Conditions, Surroundings

KEPT: Final = 20_000
"""Values of one rule that are kept."""


class Emission:
    """Assignments, ready to be worked out.

    Where they ask for nothing but features of captures, their values depend on what was taken by the first piece of each capture.
    The words and phrases of a text recur, so these values are kept; who gets them must not change them."""

    def __init__(self, assigned: Iterable[tuple[str, p.Expression]], conditions: Conditions) -> None:
        given = tuple(assigned)
        self.values = tuple((name, conditions.value(expression)) for name, expression in given)
        asked = [_captures(expression) for _, expression in given]
        self.captures: tuple[str, ...] | None = None
        """The captures that are asked for; None where more is asked for."""
        if not any(names is None for names in asked):
            self.captures = tuple(sorted({name for names in asked for name in names or ()}))
        self._known: dict[tuple[int, ...], tuple[list[object], dict[str, str]]] = {}

    def features(self, binding: Binding, around: Surroundings, start: int, end: int) -> dict[str, str]:
        """The values for a match of tokens `[start, end)`; what is unknown is left out."""
        if self.captures is None:
            return self._evaluated(binding, around, start, end)
        key: list[int] = []
        lasting: list[object] = []
        for name in self.captures:
            taken = binding.get(name)
            first: Taken | None = taken[0] if taken else None
            if first is None:
                key += (0, 0)
            elif first.mention is not None:
                key += (id(first.mention.features), 1)
                lasting.append(first.mention.features)
            elif first.entry is not None:
                # The readings of an entry are made anew each time.
                return self._evaluated(binding, around, start, end)
            else:
                key += (id(first.readings), id(first.analysis))
                lasting += (first.readings, first.analysis)
        known = self._known.get(tuple(key))
        if known is None:
            if len(self._known) >= KEPT:
                self._known = {}
            # What the key names is kept too, for an id is only good while its object lives.
            known = self._known[tuple(key)] = lasting, self._evaluated(binding, around, start, end)
        return known[1]

    def _evaluated(self, binding: Binding, around: Surroundings, start: int, end: int) -> dict[str, str]:
        evaluated = {}
        for name, value in self.values:
            found = value(binding, around, start, end)
            if found is not None:
                evaluated[name] = found
        return evaluated


def _captures(expression: p.Expression) -> set[str] | None:
    """The captures whose features decide about an expression; None where something else does."""
    match expression:
        case p.Constant():
            return set()
        case p.Feature(capture, _):
            return {capture}
        case p.Else(first, second):
            return _all(_captures(first), _captures(second))
        case p.If(then, condition, otherwise):
            return _all(_captures(then), _asked(condition), _captures(otherwise))


def _asked(condition: p.Condition) -> set[str] | None:
    """The same of a condition."""
    match condition:
        case p.Both(parts) | p.Either(parts):
            return _all(*map(_asked, parts))
        case p.Unless(part):
            return _asked(part)
        case p.Holds(capture, _) | p.Took(capture):
            return {capture}
        case p.Shares(left, right):
            return {left.capture, right.capture}
        case p.Agrees(one, other, _):
            return {one, other}
        case _:
            return None


def _all(*groups: set[str] | None) -> set[str] | None:
    found: set[str] = set()
    for group in groups:
        if group is None:
            return None
        found |= group
    return found
