"""Anchors: the words of which every event of a pack needs one, and the codes that must match around them.

In: a program. Out: the `Anchored` codes, one of which matches, around one of its anchors, in every sentence with an event; None
for packs of which that can't be said by words. The one way in is `anchored`.

An event rule whose trigger is a mention is followed to the rules that make such mentions, those to the rules before them. Of a
code about plain tokens the anchors are instructions that ask for a form, chosen so that each way through the code passes one:

    "il" ("capo" | "vice")? "della" "polizia"          anchor: "polizia"
    "a" ("rischio" | "repentaglio")                    anchors: "rischio", "repentaglio"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from extractor.matching import program as p
from extractor.matching.commonness import Commonness


class Anchored(NamedTuple):
    """A code that walks forward, and its anchors: every match walks over one of these instructions, each a TOKEN of a form."""

    code: p.Code
    anchors: tuple[int, ...]


def anchored(program: p.Program, given: Collection[str]) -> tuple[Anchored, ...] | None:
    """The anchored codes, of which one matches wherever there is an event; None where a rule has none. `given` are the types of
    mentions that no rule need make."""
    codes: dict[int, p.Code] = {}
    for code in _Following(program, frozenset(given)).codes():
        if code is None:
            return None
        codes[id(code)] = code
    commonness = _commonness(program, codes.values())
    found = []
    for code in codes.values():
        anchors = _anchors(code.instructions, program.tokens, commonness)
        if anchors is None:
            return None
        found.append(Anchored(code, anchors))
    return tuple(found)


class _Following:
    """Follows event rules to codes about plain tokens without whose match they make nothing."""

    def __init__(self, program: p.Program, given: frozenset[str]) -> None:
        self.program, self.given = program, given
        self.makers: dict[str, list[tuple[int, p.ChunkRule | p.EventRule]]] = {}
        for number, phase in enumerate(program.phases):
            for chunk in phase.chunks:
                self.makers.setdefault(chunk.type, []).append((number, chunk))
            for event in phase.events:
                for name in self._types(event):
                    self.makers.setdefault(name, []).append((number, event))
        self.followed: set[tuple[tuple[str, ...], int]] = set()

    def _types(self, event: p.EventRule) -> Iterable[str]:
        if event.key is None:
            return () if event.type is None else (event.type,)
        return {entry.event for entry in self.program.lists[event.list].entries if entry.event is not None}

    def codes(self) -> Iterator[p.Code | None]:
        """The codes; None among them where a rule leads to none."""
        for number, phase in enumerate(self.program.phases):
            for event in phase.events:
                for variant in event.variants:
                    yield from self._variant(variant, number)

    def _variant(self, variant: p.Variant, phase: int) -> Iterator[p.Code | None]:
        for code in (variant.trigger, variant.right):
            if _is_plain(code) and any(operation == p.TOKEN for operation, _, _ in code.instructions):
                yield code
                return
        operation, test, _ = variant.trigger.instructions[0]
        if operation == p.TYPED and variant.edge and test >= 0:
            yield from self._made(self.program.mentions[test].types, phase)
        else:
            yield None

    def _made(self, types: tuple[str, ...], phase: int) -> Iterator[p.Code | None]:
        """The codes that make a mention of one of the types before a phase."""
        if (types, phase) in self.followed:
            return
        self.followed.add((types, phase))
        if not self.given.isdisjoint(types):
            yield None
            return
        for name in types:
            for number, rule in self.makers.get(name, ()):
                if number >= phase:
                    continue
                if isinstance(rule, p.ChunkRule):
                    yield rule.code if _is_plain(rule.code) else None
                else:
                    for variant in rule.variants:
                        yield from self._variant(variant, number)


def _is_plain(code: p.Code) -> bool:
    """Whether a code walks over tokens only."""
    return not code.backward and all(operation not in (p.TYPED, p.LISTED) for operation, _, _ in code.instructions)


def _commonness(program: p.Program, codes: Iterable[p.Code]) -> Commonness:
    uses: Counter[int] = Counter()
    for code in codes:
        uses.update({test for operation, test, _ in code.instructions if operation == p.TOKEN and test >= 0})
    return Commonness(program.tokens, program.lists, {program.tokens[test]: count for test, count in uses.items()})


def _anchors(
    instructions: Sequence[p.Instruction], tests: Sequence[p.TokenTest], commonness: Commonness
) -> tuple[int, ...] | None:
    """The rarest set of forms of which every way through the code passes one."""
    never: tuple[float, frozenset[int]] = (0.0, frozenset())
    after = [never] * len(instructions)
    for place in reversed(range(len(instructions))):
        operation, a, b = instructions[place]
        if operation == p.MATCH:
            after[place] = inf, frozenset()
        elif operation == p.SPLIT:
            cost = max(after[a][0], after[b][0])
            places = after[a][1] | after[b][1]
            cost = inf if cost == inf else sum(_cost(instructions, each, tests, commonness) for each in places)
            after[place] = cost, places
        elif operation == p.JUMP:
            # A way back leads to a choice that was met before: what stands behind its other branch is passed in the end.
            after[place] = after[a] if a > place else never
        elif operation == p.TOKEN and a < 0:
            after[place] = never
        elif operation == p.TOKEN:
            cost = _cost(instructions, place, tests, commonness)
            after[place] = (cost, frozenset((place,))) if cost < after[place + 1][0] else after[place + 1]
        else:
            after[place] = after[place + 1]
    cost, places = after[0]
    return None if cost == inf else tuple(sorted(places))


def _cost(
    instructions: Sequence[p.Instruction], place: int, tests: Sequence[p.TokenTest], commonness: Commonness
) -> float:
    test = tests[instructions[place][1]]
    return commonness.of(test) if isinstance(test, p.Forms) else inf
