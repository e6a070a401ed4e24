"""What every match of a shape needs, before it is looked for.

In: a shape (see `shapes`; normal, so that nothing repeated matches empty). Out, by `needs`: the tests of which something must
stand in the sentence. Shapes say it sooner than the instructions that are made of them: a repetition is one shape, and what
stands in many places is asked once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from extractor.matching import program as p
from extractor.matching.shapes import Edge, Group, Loop, Options, Row, Shape, Step
from extractor.matching.walks import STEP, Arc

Arcs = frozenset[Arc]

Needed = tuple[Shape, Arcs, Arcs, bool]
"""A shape, which is kept because an id is only good while its object lives; the arcs over which every match walks, gaps left out;
those over one of which it walks last; and whether it may be empty, so that what stands before it comes last."""

_NOTHING: Final[Arcs] = frozenset()
_NEVER: Final[Arcs] = frozenset(((p.TOKEN, -1),))
"""What is written where nothing matches."""


def needs(shape: Shape, known: dict[int, Needed]) -> p.Needs:
    """What every match of a shape needs. `known` is what was found out about others, by their ids."""
    _, arcs, last, empty = _needed(shape, known)
    if empty or STEP in last or any(operation == p.LISTED for operation, _ in last):
        last = _NOTHING
    return p.Needs(_numbers(arcs, p.TOKEN), _numbers(arcs, p.TYPED), _numbers(last, p.TOKEN), _numbers(last, p.TYPED))


def _needed(shape: Shape, known: dict[int, Needed]) -> Needed:
    found = known.get(id(shape))
    if found is None:
        found = known[id(shape)] = _worked_out(shape, known)
    return found


def _worked_out(shape: Shape, known: dict[int, Needed]) -> Needed:
    if isinstance(shape, Edge):
        arcs = frozenset(((shape.operation, shape.number),))
        return shape, arcs, arcs, False
    if isinstance(shape, Row):
        return _row(shape, [_needed(item, known) for item in shape.items])
    if isinstance(shape, Loop):
        _, arcs, last, empty = _needed(shape.item, known)
        if shape.most == 0:
            return shape, _NOTHING, _NOTHING, True
        return shape, arcs if shape.least else _NOTHING, last, empty or not shape.least
    if isinstance(shape, Options):
        ways = [_needed(item, known) for item in shape.alternatives]
        if not ways:
            return shape, _NEVER, _NEVER, False
        arcs = ways[0][1].intersection(*(way[1] for way in ways[1:]))
        return shape, arcs, _NOTHING.union(*(way[2] for way in ways)), any(way[3] for way in ways)
    if isinstance(shape, Group):
        return shape, *_needed(shape.item, known)[1:]
    if isinstance(shape, Step):
        return shape, _NOTHING, frozenset((STEP,)), False
    return shape, _NOTHING, _NOTHING, True


def _row(shape: Shape, items: list[Needed]) -> Needed:
    arcs = _NOTHING.union(*(item[1] for item in items))
    last = _NOTHING
    for item in reversed(items):
        last |= item[2]
        if not item[3]:
            return shape, arcs, last, False
    return shape, arcs, last, True


def _numbers(arcs: Iterable[Arc], wanted: int) -> tuple[int, ...]:
    return tuple(sorted([number for operation, number in arcs if operation == wanted]))
