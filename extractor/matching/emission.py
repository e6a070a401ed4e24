"""What a match emits: the values of features or attributes.

In: the assignments of a rule's `emit`; then what captures took. Out, by `Emission.features`: the values that are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extractor.matching import program as p
from extractor.matching.expressions import Binding, Conditions, Surroundings, Value
from extractor.matching.kept import Kept
from extractor.matching.leaves import Question, leaves

_NONE: Final[dict[str, str]] = {}


class Emission:
    """Assignments, ready to be worked out.

    Where one asks for nothing but features of captures, its value depends on what was taken by the first piece of each capture.
    The words and phrases of a text recur, so these values are kept; who gets them must not change them."""

    def __init__(self, assigned: Iterable[tuple[str, p.Expression]], conditions: Conditions) -> None:
        lasting: list[tuple[str, Value]] = []
        others: list[tuple[str, Value]] = []
        names, captures = [], set[str]()
        for name, expression in assigned:
            asked = _captures(expression)
            names.append(name)
            (others if asked is None else lasting).append((name, conditions.value(expression)))
            captures.update(asked or ())
        self.names, self.captures = tuple(names), tuple(sorted(captures))
        self.lasting, self.others = tuple(lasting), tuple(others)
        self.only = not others
        self._room = conditions.room
        self.forget()

    def forget(self) -> None:
        """Lets go of all values that are kept."""
        self._known: dict[tuple[int, ...], Kept[dict[str, str]]] = {}
        self._mixed: dict[tuple[object, ...], Kept[dict[str, str]]] = {}

    def features(self, binding: Binding, around: Surroundings, start: int, end: int) -> dict[str, str]:
        """The values for a match of tokens `[start, end)`; what is unknown is left out."""
        kept = self._kept(binding, around, start, end) if self.lasting else _NONE
        if self.only:
            return kept
        values = [value(binding, around, start, end) for _, value in self.others]
        key = (id(kept), *values)
        known = self._mixed.get(key)
        if known is None:
            given = {**kept, **{name: value for (name, _), value in zip(self.others, values, strict=True) if value is not None}}
            self._room.take(self)
            known = self._mixed[key] = Kept({name: given[name] for name in self.names if name in given}, kept)
        return known.value

    def _kept(self, binding: Binding, around: Surroundings, start: int, end: int) -> dict[str, str]:
        """The values that depend on captures only."""
        key: tuple[int, ...] = ()
        for name in self.captures:
            taken = binding.get(name)
            if not taken:
                key += (0, 0)
                continue
            first = taken[0]
            mention = first.mention
            key += (id(first.readings), id(first.analysis)) if mention is None else (id(mention.features), 1)
        known = self._known.get(key)
        if known is None:
            features = {name: found for name, value in self.lasting if (found := value(binding, around, start, end)) is not None}
            self._room.take(self)
            # What the key names is kept too, for an id is only good while its object lives.
            named: object = None
            for piece in [binding[name][0] for name in self.captures if binding.get(name)]:
                mention = piece.mention
                named = Kept(piece.readings, Kept(piece.analysis, named)) if mention is None else Kept(mention.features, named)
            known = self._known[key] = Kept(features, named)
        return known.value


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
    return _all(*map(_named, leaves(condition)))


def _named(question: Question) -> set[str] | None:
    match question:
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
