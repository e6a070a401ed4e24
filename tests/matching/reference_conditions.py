"""The oracle's conditions: what a test says of one reading, and what a condition says of captures.

In: a node of the syntax tree and what was taken. Out: whether it holds. The ways in: `satisfies` and `holds`.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from extractor.language import tree
from extractor.matching.lattice import Mention
from extractor.text.document import Analysis, Reading

if TYPE_CHECKING:
    from tests.matching.reference import Reference


class Taken(NamedTuple):
    """What an element or a capture took: one edge with its `mention` or `readings` (indices) and `entry`, or a run."""

    start: int
    end: int
    mention: Mention | None = None
    readings: tuple[int, ...] | None = None
    entry: str | None = None


class Match(NamedTuple):
    """One result of a rule."""

    start: int
    end: int
    captures: tuple[tuple[str, Taken], ...]


ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "!=": operator.ne}


def conjuncts(conditions: tuple[tree.Condition, ...]) -> tuple[tree.Condition, ...]:
    """The conditions one by one, those joined by `and` taken apart."""
    return tuple(
        part
        for condition in conditions
        for part in (conjuncts(condition.parts) if isinstance(condition, tree.All) else (condition,))
    )


def names(condition: Any) -> set[str]:
    """The captures that the condition is about; a look-around is about the whole match."""
    if isinstance(condition, tree.Look):
        return {"^", "$"}
    if isinstance(condition, tree.Agree | tree.Before):
        return {condition.left, condition.right}
    if isinstance(condition, tuple):
        return set().union(*map(names, condition))
    if not isinstance(condition, msgspec.Struct):
        return set()
    own = {condition.capture} if isinstance(getattr(condition, "capture", None), str) else set()
    return own.union(*(names(getattr(condition, field)) for field in condition.__struct_fields__))


def satisfies(test: tree.Condition, analysis: Analysis | None, features: Reading, reference: Reference) -> bool:
    """Whether one reading of a token, or a mention's features, satisfies all of the test."""
    match test:
        case tree.All(parts=parts):
            return all(satisfies(part, analysis, features, reference) for part in parts)
        case tree.Any(parts=parts):
            return any(satisfies(part, analysis, features, reference) for part in parts)
        case tree.Not(part=part):
            return not satisfies(part, analysis, features, reference)
        case tree.Alias(name=name):
            return all(features.get(feature) == value for feature, value in reference.pack.aliases[name].items())
        case tree.Comparison(left=tree.Path(feature=feature), operator=sign, right=right):
            value = analysis.form if analysis and feature == "word" else features.get(feature)
            return compare(value, sign, right, reference)
    raise AssertionError(test)


def compare(value: str | None, sign: str, right: Any, reference: Reference) -> bool:
    """A comparison with a missing feature is false, and `!=` is its contrary."""
    match right:
        case tree.Word(text=text) | tree.Text(text=text):
            found = value == text
        case tree.Values(items=items):
            found = value in {item.text for item in items}
        case tree.ListName(lexicon=lexicon, list=name):
            found = value in {entry.words for entry in reference.pack.lists[lexicon, name].entries}
        case tree.Pattern(expression=expression):
            found = value is not None and re.search(expression, value) is not None
        case _:
            raise AssertionError(right)
    return found != (sign == "!=")


def holds(condition: tree.Condition, match: Match, reference: Reference) -> bool:
    """Whether a condition holds of the captures."""
    pieces: dict[str, list[Taken]] = {}
    for name, taken in sorted(match.captures, key=lambda captured: captured[1][:2]):
        pieces.setdefault(name, []).append(taken)

    def about(capture: str | None) -> list[Taken]:
        return pieces.get(capture or "", [])

    def values(path: tree.Path) -> set[str]:
        found = (known(taken, path.feature, reference) for taken in about(path.capture)[:1])
        return {value for each in found for value in each}

    match condition:
        case tree.All(parts=parts):
            return all(holds(part, match, reference) for part in parts)
        case tree.Any(parts=parts):
            return any(holds(part, match, reference) for part in parts)
        case tree.Not(part=part):
            return not holds(part, match, reference)
        case tree.Present(capture=capture):
            return capture in pieces
        case tree.Comparison(left=tree.Length(capture=capture), operator=sign, right=tree.Number(value=number)):
            return capture in pieces and ORDER[sign](sum(t.end - t.start for t in about(capture)), number)
        case tree.Comparison(left=tree.Path() as left, operator=sign, right=tree.Path() as right):
            return bool(values(left) & values(right)) != (sign == "!=")
        case tree.Comparison(left=tree.Path(capture=capture, feature=feature), operator=sign, right=right):
            found = values(tree.Path(capture=capture, feature=feature, place=condition.place))
            return any(compare(value, "=" if sign == "!=" else sign, right, reference) for value in found) != (sign == "!=")
        case tree.Agree(left=left, right=right, features=features):
            sides = [[values(tree.Path(capture=c, feature=f, place=condition.place)) for c in (left, right)] for f in features]
            return all(not one or not other or one & other for one, other in sides)
        case tree.Same(left=left, right=right):
            return bool(values(left) & values(right))
        case tree.Before(left=left, right=right):
            return bool(about(left) and about(right)) and max(t.end for t in about(left)) <= min(t.start for t in about(right))
        case tree.Contains(capture=capture, type=type_):
            within = [(m, t) for m in reference.lattice.mentions for t in about(capture) if t.start <= m.start and m.end <= t.end]
            return any(reference.is_a(mention, type_) for mention, _ in within)
        case tree.Look(side=side, negated=negated, element=element):
            at = match.start if side == "left" else match.end
            inside = reference.expand(element, {})
            return any(True for _ in reference.ways(inside, at, side == "left", None)) != negated
    raise AssertionError(condition)


def known(taken: Taken, feature: str, reference: Reference) -> set[str]:
    """The known values of a feature: of a mention its own, of a token those of the readings that the capture carries on."""
    analysis = reference.lattice.token(taken.start)
    bundles: list[Reading] = [taken.mention.features] if taken.mention else []
    for number in (taken.readings or ()) if analysis else ():
        bundles.append({**analysis.readings[number], "word": analysis.form})
    return {bundle[feature] for bundle in bundles if feature in bundle}
