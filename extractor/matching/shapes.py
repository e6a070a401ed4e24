"""The shape of a pattern between syntax tree and instructions: names resolved, tests numbered, named patterns written out.

`lower` makes shapes, `generate` turns them into code. `normal` removes what would make a machine loop on the spot: repetitions of
something that can match empty.
"""

from __future__ import annotations

from operator import is_

import msgspec

from extractor.language.tree import Place


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """Something that becomes an instruction, and where in the rules it was written."""

    place: Place | None = None


class Edge(Written, frozen=True):
    """One edge: an instruction TOKEN, TYPED or LISTED with its number, and the captures that take it."""

    operation: int
    number: int
    names: tuple[str, ...] = ()


class Step(Written, frozen=True):
    """One step of a gap."""


class Border(Written, frozen=True):
    """START or END."""

    operation: int


class Glance(Written, frozen=True):
    """A look-around by its number."""

    look: int
    negated: bool


class Row(msgspec.Struct, frozen=True):
    """Shapes side by side; without items it matches empty."""

    items: tuple[Shape, ...]


class Options(msgspec.Struct, frozen=True):
    """Alternatives in order of preference; without any it never matches. `places` says where each was written, if it was."""

    alternatives: tuple[Shape, ...]
    places: tuple[Place, ...] = ()


class Loop(msgspec.Struct, frozen=True):
    """A repetition."""

    item: Shape
    least: int
    most: int | None
    lazy: bool


class Group(msgspec.Struct, frozen=True):
    """A capture of several elements."""

    name: str
    item: Shape


Shape = Edge | Step | Border | Glance | Row | Options | Loop | Group

EMPTY = Row(())
NEVER = Options(())


def nullable(shape: Shape) -> bool:
    """Whether the shape can match without taking an edge."""
    match shape:
        case Row(items):
            return all(nullable(item) for item in items)
        case Options(alternatives):
            return any(nullable(item) for item in alternatives)
        case Loop(item, least, most, _):
            return least == 0 or most == 0 or nullable(item)
        case Group(_, item):
            return nullable(item)
        case _:
            return isinstance(shape, Border | Glance)


def capture(name: str, shape: Shape) -> Shape:
    """The shape captured: at the edge itself where it is a single one, else as a group."""
    match shape:
        case Edge(operation, number, names):
            return Edge(operation, number, (*names, name), place=shape.place)
        case Options(alternatives, places) if alternatives:
            return Options(tuple(capture(name, item) for item in alternatives), places)
        case Loop(item, 0, 1, lazy):
            return Loop(capture(name, item), 0, 1, lazy)
        case Loop(item, 1, 1, _):
            return capture(name, item)
        case Row(items):
            solid = [place for place, item in enumerate(items) if not isinstance(item, Border | Glance)]
            if len(solid) == 1 and _single(items[solid[0]]):
                return Row(tuple(capture(name, item) if p == solid[0] else item for p, item in enumerate(items)))
    return Group(name, shape)


def _single(shape: Shape) -> bool:
    """Whether the shape, where it takes anything, takes exactly one edge."""
    match shape:
        case Edge():
            return True
        case Options(alternatives):
            return bool(alternatives) and all(_single(item) for item in alternatives)
        case Loop(item, _, 1, _):
            return _single(item)
        case Row(items):
            solid = [item for item in items if not isinstance(item, Border | Glance)]
            return len(solid) == 1 and _single(solid[0])
        case _:
            return False


Known = dict[int, tuple[Shape, Shape]]
"""By the id of a shape: the shape, which is kept because an id is only good while its object lives, and what was made of it. What
stands in many places, as a named pattern does, is one object, and stays one."""


def mirrored(shape: Shape, known: Known) -> Shape:
    """The shape as it is walked from right to left."""
    if (before := known.get(id(shape))) is not None:
        return before[1]
    found = shape
    match shape:
        case Row(items):
            found = Row(tuple([mirrored(item, known) for item in reversed(items)]))
        case Options(alternatives, places):
            found = Options(tuple([mirrored(item, known) for item in alternatives]), places)
        case Group(name, item):
            found = Group(name, mirrored(item, known))
        case Loop(item, least, most, lazy):
            found = Loop(mirrored(item, known), least, most, lazy)
        case _:
            return shape
    known[id(shape)] = shape, found
    return found


def normal(shape: Shape, known: Known) -> Shape:
    """The shape, matching the same in the same order of preference, in which no repeated item matches empty."""
    if (before := known.get(id(shape))) is not None:
        return before[1]
    found = shape
    match shape:
        case Row(items):
            inside = tuple([normal(item, known) for item in items])
            found = shape if all(map(is_, inside, items)) else Row(inside)
        case Options(alternatives, places):
            inside = tuple([normal(item, known) for item in alternatives])
            found = shape if all(map(is_, inside, alternatives)) else Options(inside, places)
        case Group(name, item):
            found = Group(name, normal(item, known))
        case Loop(item, least, most, lazy):
            found = _normal_loop(shape, normal(item, known), least, most, lazy)
        case _:
            return shape
    known[id(shape)] = shape, found
    return found


def _normal_loop(shape: Loop, item: Shape, least: int, most: int | None, lazy: bool) -> Shape:
    """The repetition of a normal shape."""
    if not nullable(item):
        return shape if item is shape.item else Loop(item, least, most, lazy)
    taking = _taking(item)
    if least == 0:
        return Loop(taking, 0, most, lazy)
    ways = (Loop(taking, 1, most, lazy), _empty(item))
    return Options(ways[::-1] if _shy(item) else ways)


def _taking(shape: Shape) -> Shape:
    """The shape's ways to match at least one edge (of a normal shape)."""
    match shape:
        case Row(items):
            if not nullable(shape):
                return shape
            ways: Shape = NEVER
            for place in range(len(items) - 1, -1, -1):
                here = Row((_taking(items[place]), *items[place + 1 :]))
                later = Row((_empty(items[place]), ways))
                ways = Options((later, here) if _shy(items[place]) else (here, later))
            return ways
        case Options(alternatives, places):
            solid = [number for number, item in enumerate(alternatives) if not isinstance(item, Border | Glance)]
            return Options(tuple(_taking(alternatives[n]) for n in solid), tuple(places[n] for n in solid if places))
        case Group(name, item):
            return Group(name, _taking(item))
        case Loop(item, least, most, lazy):
            return NEVER if most == 0 else Loop(item, max(1, least), most, lazy)
        case Border() | Glance():
            return NEVER
        case _:
            return shape


def _empty(shape: Shape) -> Shape:
    """The shape's ways to match without an edge: what it looks at."""
    match shape:
        case Row(items):
            return Row(tuple(_empty(item) for item in items))
        case Options(alternatives):
            return Options(tuple(_empty(item) for item in alternatives if nullable(item)))
        case Group(_, item):
            return _empty(item)
        case Loop(_, least, most, _):
            return EMPTY if least == 0 or most == 0 else NEVER
        case Border() | Glance():
            return shape
        case _:
            return NEVER


def _shy(shape: Shape) -> bool:
    """Whether the shape prefers to match empty."""
    match shape:
        case Row(items):
            return all(_shy(item) for item in items)
        case Options(alternatives):
            return bool(alternatives) and _shy(alternatives[0])
        case Group(_, item):
            return _shy(item)
        case Loop(_, least, most, lazy):
            return most == 0 or (lazy and least == 0)
        case _:
            return isinstance(shape, Border | Glance)
