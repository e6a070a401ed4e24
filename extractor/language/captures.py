"""What an expanded pattern takes: its captures, and whether it can take nothing.

In: an element without named patterns (see `expand`). Out: `captures`, `can_be_empty`, `always_holds`, `times_in_sequence`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal

import msgspec

from extractor.language import tree
from extractor.language.tree import Element, Place

_LEAVES: Final = frozenset((tree.Words, tree.Lemma, tree.Token, tree.Typed, tree.ListName, tree.Gap, tree.Edge))
"""The elements that hold no others: half of all."""


class Kind(msgspec.Struct, frozen=True, order=True):
    """What a capture takes: one token, a mention of a type, an entry of a list, a run of several elements, or (where a pattern
    is unknown) anything."""

    of: Literal["token", "mention", "entry", "run", "unknown"]
    type: str = ""


class Capture(msgspec.Struct, frozen=True):
    """A capture of a pattern: what it can take, how often in one match (2: several times), whether it may take nothing."""

    name: str
    place: Place
    kinds: tuple[Kind, ...]
    most: int
    empty: bool


Times = dict[int, dict[str, int]]
"""What `times_in_sequence` gave of elements, by their ids: good as long as they live. A named pattern stands in many rules."""


def captures(element: Element, known_times: Times | None = None) -> dict[str, Capture]:
    """The captures of an element by name, look-arounds excepted, in the order of writing. What is found out about its parts is
    kept in `known_times`."""
    found: dict[str, Capture] = {}
    known_times = {} if known_times is None else known_times
    times = times_in_sequence(element, known_times)
    for captured in captured_in(element, known_times) if times else ():
        known = found.get(captured.name)
        place = known.place if known else captured.place
        kinds = {*(known.kinds if known else ()), *kinds_of(captured.element)}
        empty = (known is not None and known.empty) or _may_take_nothing(captured.element)
        found[captured.name] = Capture(captured.name, place, tuple(sorted(kinds)), 1, empty)
    return {
        name: each if times.get(name, 1) == 1 else msgspec.structs.replace(each, most=times[name]) for name, each in found.items()
    }


def captured_in(element: Element, times: Times | None = None) -> Iterator[tree.Captured]:
    """The captures outside look-arounds, in the order of writing. Where `times` knows that there is none, none is looked for."""
    ahead = [element]
    while ahead:
        node = ahead.pop()
        if type(node) in _LEAVES or (times is not None and times.get(id(node)) == {}):
            continue
        if isinstance(node, tree.Captured):
            yield node
            ahead.append(node.element)
        elif isinstance(node, tree.Repeat):
            ahead.append(node.element)
        elif isinstance(node, tree.Sequence):
            ahead += node.items[::-1]
        elif isinstance(node, tree.Choice):
            ahead += node.alternatives[::-1]


def contexts(element: Element) -> tuple[bool, list[tree.Look]]:
    """Whether no named pattern is left in the element, and its look-arounds, each object once."""
    complete, looks, seen = True, [], set[int]()
    ahead = [element]
    while ahead:
        node = ahead.pop()
        if type(node) in _LEAVES or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, tree.Sequence):
            ahead += node.items
        elif isinstance(node, tree.Choice):
            ahead += node.alternatives
        elif isinstance(node, tree.Named):
            complete = False
            ahead += node.arguments
        else:
            if isinstance(node, tree.Look):
                looks.append(node)
            ahead.append(node.element)  # type: ignore[union-attr]  # all others are leaves
    return complete, looks


def kinds_of(element: Element) -> frozenset[Kind]:
    """What a capture of this element takes; nothing for what has no width."""
    match element:
        case tree.Words():
            return frozenset({Kind("run" if len(element.text.split()) > 1 else "token")})
        case tree.Lemma() | tree.Token():
            return frozenset({Kind("token")})
        case tree.Typed():
            return frozenset({Kind("mention", element.type)})
        case tree.ListName():
            return frozenset({Kind("entry")})
        case tree.Named():
            return frozenset({Kind("unknown")})
        case tree.Captured():
            return kinds_of(element.element)
        case tree.Choice():
            return frozenset().union(*(kinds_of(part) for part in element.alternatives))
        case tree.Repeat():
            return kinds_of(element.element) if element.most == 1 else frozenset({Kind("run")})
        case tree.Sequence():
            wide = [part for part in element.items if not isinstance(part, tree.Edge | tree.Look)]
            return kinds_of(wide[0]) if len(wide) == 1 else frozenset({Kind("run")} if wide else ())
        case tree.Gap():
            return frozenset({Kind("run")})
        case _:
            return frozenset()


def can_be_empty(element: Element) -> bool:
    """Whether the element can match without taking anything."""
    match element:
        case tree.Captured():
            return can_be_empty(element.element)
        case tree.Sequence():
            return all(can_be_empty(part) for part in element.items)
        case tree.Choice():
            return any(can_be_empty(part) for part in element.alternatives)
        case tree.Repeat():
            return element.least == 0 or can_be_empty(element.element)
        case tree.Gap():
            return element.least == 0
        case tree.Edge() | tree.Look():
            return True
        case _:
            return False


def always_holds(element: Element) -> bool:
    """Whether a look-around of this element holds everywhere: it can take nothing and no end or context restricts it."""
    match element:
        case tree.Captured():
            return always_holds(element.element)
        case tree.Sequence():
            return all(always_holds(part) for part in element.items)
        case tree.Choice():
            return any(always_holds(part) for part in element.alternatives)
        case tree.Edge() | tree.Look():
            return False
        case _:
            return can_be_empty(element)


def _may_take_nothing(element: Element) -> bool:
    """Whether a capture of this element may be empty.

    `name:x?` is a capture that may be missing, and `name:(..)` takes at least one token: an empty stretch can't be captured."""
    match element:
        case tree.Repeat(least=0, most=1):
            return can_be_empty(element.element)
        case tree.Gap(least=0, most=None):
            return False
        case tree.Sequence(items=(only,)):
            return _may_take_nothing(only)
        case _:
            return can_be_empty(element)


def times_in_sequence(element: Element, known: Times) -> dict[str, int]:
    """How often each capture can be taken in one match, 2 for several times."""
    if (times := known.get(id(element))) is None:
        times = known[id(element)] = _times(element, known)
    return times


def _times(element: Element, known: Times) -> dict[str, int]:
    match element:
        case tree.Captured():
            inner = times_in_sequence(element.element, known)
            return {**inner, element.name: min(2, inner.get(element.name, 0) + 1)}
        case tree.Sequence(items=parts):
            inside = [times_in_sequence(part, known) for part in parts if type(part) not in _LEAVES]
            return _together(inside, lambda one, other: min(2, one + other))
        case tree.Choice(alternatives=parts):
            return _together([times_in_sequence(part, known) for part in parts if type(part) not in _LEAVES], max)
        case tree.Repeat():
            inner = times_in_sequence(element.element, known)
            return inner if element.most in (0, 1) else dict.fromkeys(inner, 2)
        case _:
            return {}


def _together(parts: Iterable[dict[str, int]], joined: Callable[[int, int], int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts:
        for name, times in part.items():
            found[name] = joined(found[name], times) if name in found else times
    return found


def anchors(element: Element, name: str, times: Times) -> tuple[int, int, Place | None]:
    """How often a capture stands at the top level of an element, at least and at most, over its top-level alternatives; and the
    place of one that stands deeper (repeated, optional, or inside another capture). `times` is what `captures` kept."""
    if type(element) in _LEAVES:
        return _NOWHERE
    match element:
        case tree.Captured() if element.name == name:
            return (1, 1, anchors(element.element, name, times)[2] or _first(element.element, name, times))
        case tree.Sequence():
            parts = [anchors(part, name, times) for part in element.items]
            return (sum(part[0] for part in parts), sum(part[1] for part in parts), _deep(parts))
        case tree.Choice():
            parts = [anchors(part, name, times) for part in element.alternatives]
            return (min(part[0] for part in parts), max(part[1] for part in parts), _deep(parts))
        case _:
            return (0, 0, _first(element, name, times))


_NOWHERE: Final = (0, 0, None)


def _deep(parts: list[tuple[int, int, Place | None]]) -> Place | None:
    return next((place for _, _, place in parts if place is not None), None)


def _first(element: Element, name: str, times: Times) -> Place | None:
    return next((each.place for each in captured_in(element, times) if each.name == name), None)
