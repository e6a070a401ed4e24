"""Conditions and expressions of the syntax tree → those of the program, and when each condition of a rule is tested.

In: a rule's `where` and `unless`, the name of its trigger. Out: what is tested when a capture is taken (`Tested`), and what is
asked of the finished match (`Demands`). The way in is `ConditionLowering`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.language import tree
from extractor.matching import program as p
from extractor.matching.generate import Tested
from extractor.matching.leaves import Question, leaves
from extractor.matching.lower import Lowering

EVENT = ""
"""The capture for which a feature without a name stands, in conditions of `resolve` and in defaults: the event itself."""


class ConditionLowering:
    """Lowers conditions and expressions for one program."""

    def __init__(self, lowering: Lowering) -> None:
        self.lowering = lowering

    def condition(self, node: tree.Condition) -> p.Condition:
        """One condition. Look-arounds in it must be free of named patterns."""
        match node:
            case tree.All(parts=parts):
                return p.Both(tuple(self.condition(part) for part in parts))
            case tree.Any(parts=parts):
                return p.Either(tuple(self.condition(part) for part in parts))
            case tree.Not(part=part):
                return p.Unless(self.condition(part))
            case tree.Comparison(left=tree.Length(capture=name), operator=operator, right=right):
                return p.Long(name, operator, _whole(right))
            case tree.Comparison(left=tree.Path() as left):
                return self._compared(left, node)
            case tree.Alias(capture=name):
                return p.Holds(name or EVENT, self.lowering.test(node))
            case tree.Present(capture=name):
                return p.Took(name)
            case tree.Agree(left=one, right=other, features=features):
                return p.Agrees(one, other, features)
            case tree.Contains(capture=name, type=kind):
                return p.Within(name, self.lowering.types.subtypes(kind))
            case tree.Same(left=one, right=other):
                return p.Shares(_feature(one), _feature(other))
            case tree.Before(left=one, right=other):
                return p.Precedes(one, other)
            case tree.Look(negated=negated):
                looks = p.Looks(self.lowering.look(node), node.side == "left")
                return p.Unless(looks) if negated else looks
            case _:
                raise TypeError(f"{type(node).__name__} is no condition on captures")

    def _compared(self, left: tree.Path, node: tree.Comparison) -> p.Condition:
        found: p.Condition
        if isinstance(node.right, tree.Path):
            found = p.Shares(_feature(left), _feature(node.right))
        else:
            positive = tree.Comparison(left=left, operator="=", right=node.right, place=node.place)
            test = self.lowering.test(positive if node.operator == "!=" else node)
            found = p.Holds(left.capture or EVENT, test)
        return p.Unless(found) if node.operator == "!=" else found

    def expression(self, node: tree.Expression) -> p.Expression:
        """One expression."""
        match node:
            case tree.Path():
                return _feature(node)
            case tree.Fallback(first=first, second=second):
                return p.Else(self.expression(first), self.expression(second))
            case tree.Conditional(then=then, condition=condition, otherwise=otherwise):
                return p.If(self.expression(then), self.condition(condition), self.expression(otherwise))
            case tree.Word(text=text) | tree.Text(text=text):
                return p.Constant(text)

    def assignments(self, nodes: Iterable[tree.Assignment]) -> tuple[tuple[str, p.Expression], ...]:
        """What an emission sets, in order."""
        return tuple((node.name, self.expression(node.value)) for node in nodes)

    def demands(
        self, where: Iterable[tree.Condition], unless: Iterable[tree.Condition], trigger: str = ""
    ) -> tuple[dict[str, Tested], p.Demands]:
        """Sorts a rule's conditions by when they are tested: at once those on one capture, or on the trigger and one capture."""
        alone: dict[str, list[p.Condition]] = {}
        with_trigger: dict[str, list[p.Condition]] = {}
        whole = []
        for node in _conjuncts(where):
            condition = self.condition(node)
            names = sorted(captures_of(condition))
            others = [name for name in names if name != trigger]
            if looks(condition) or not names or len(others) > 1:
                whole.append(condition)
            elif len(names) == 1:
                alone.setdefault(names[0], []).append(condition)
            else:
                with_trigger.setdefault(others[0], []).append(condition)
        tested = {
            name: Tested(tuple(alone.get(name, ())), tuple(with_trigger.get(name, ())))
            for name in sorted(alone.keys() | with_trigger.keys())
        }
        missing = tuple((name, each) for name, found in tested.items() for each in (*found.alone, *found.trigger))
        return tested, p.Demands(tuple(whole), tuple(self.condition(node) for node in unless), missing)


def _conjuncts(conditions: Iterable[tree.Condition]) -> Iterator[tree.Condition]:
    for condition in conditions:
        if isinstance(condition, tree.All):
            yield from _conjuncts(condition.parts)
        else:
            yield condition


def captures_of(condition: p.Condition) -> set[str]:
    """The captures that a condition asks about."""
    return {name for question in leaves(condition) for name in _named(question)}


def _named(question: Question) -> tuple[str, ...]:
    match question:
        case p.Shares(left, right):
            return left.capture, right.capture
        case p.Agrees(one, other, _) | p.Precedes(one, other):
            return one, other
        case p.Looks():
            return ()
        case _:
            return (question.capture,)


def looks(condition: p.Condition) -> bool:
    """Whether a look-around stands in the condition, so that it concerns the whole match."""
    return any(isinstance(question, p.Looks) for question in leaves(condition))


def _feature(path: tree.Path) -> p.Feature:
    return p.Feature(path.capture or EVENT, path.feature)


def _whole(right: object) -> int:
    if isinstance(right, tree.Number):
        return right.value
    raise TypeError("a length is compared with a whole number")
