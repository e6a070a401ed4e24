"""Rules that are matched from left to right, and what is asked of any rule's finished match.

In: a `ChunkRule` or `SelectionRule` of the program. Out: `Forward`, which finds its first `Match` from a position of a scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Check, Conditions, Surroundings
from extractor.matching.machine import NO_TRIGGER, Code, Found, binding_of, run
from extractor.matching.made import later
from extractor.matching.plan import Plan, State
from extractor.matching.scene import Scene
from extractor.matching.walks import WALKS, following


class Match(NamedTuple):
    """A finished match: tokens `[start, end)`, and what its captures took."""

    start: int
    end: int
    binding: dict[str, tuple[Taken, ...]]


class Demands:
    """What is asked of a finished match, ready to be decided."""

    def __init__(self, demands: p.Demands, conditions: Conditions) -> None:
        self._written, self._conditions = demands, conditions
        self.nothing = not (demands.where or demands.unless or demands.missing)

    @later
    def where(self) -> tuple[Check, ...]:
        """What must hold."""
        return tuple(self._conditions.check(condition) for condition in self._written.where)

    @later
    def unless(self) -> tuple[Check, ...]:
        """What must not."""
        return tuple(self._conditions.check(condition) for condition in self._written.unless)

    @later
    def missing(self) -> tuple[tuple[str, Check], ...]:
        """What must hold where a capture wasn't taken."""
        return tuple((name, self._conditions.check(condition)) for name, condition in self._written.missing)

    def met(self, match: Match, around: Surroundings) -> bool:
        """Whether the match fulfils them."""
        if self.nothing:
            return True
        start, end, binding = match
        for check in self.where:
            if not check(binding, around, start, end):
                return False
        for name, check in self.missing:
            if name not in binding and not check(binding, around, start, end):
                return False
        return not any(check(binding, around, start, end) for check in self.unless)


class Forward:
    """A chunk rule, `select` or `remove`: matched from left to right from every position."""

    def __init__(self, rule: p.ChunkRule | p.SelectionRule, conditions: Conditions) -> None:
        self.rule = rule
        self.code = Code(rule.code, conditions)
        self.demands = Demands(rule.demands, conditions)
        self.guided = isinstance(rule, p.ChunkRule)
        """Whether the states of a filter may lead the machine. For a `select` or `remove` they know too much: they leave out ways
        that take nothing away, and yet such a way may be the match."""

    # Most rules never begin on a short text, so what running takes is made when it is asked for.

    @later
    def guards(self) -> tuple[tuple[int, int], ...]:
        """The look-arounds with which every match begins, and whether each is negated."""
        return _guards(self.code.numbers)

    @later
    def mention(self) -> tuple[int, int] | None:
        """The test and the take of a rule that is one mention, which needs no machine."""
        numbers = self.code.numbers
        return (numbers[1], numbers[2]) if numbers[0] == p.TYPED and len(numbers) == 6 else None

    @later
    def once(self) -> bool:
        """Whether the capture of a `select` or `remove` can be taken but once in a match."""
        return self.guided or _once(self.rule.code, self.rule.capture)  # type: ignore[union-attr]

    def found(self, scene: Scene, start: int, states: Sequence[State], plan: Plan | None) -> Found | None:
        """The first match from `start` as the machine has it, if it is what is demanded. `states` and `plan` as for
        `machine.run`."""
        for look, negated in self.guards:
            # The machine could ask this, but it takes longer to begin than most looks.
            if scene.looks(look, start) == negated:
                return None
        if self.mention is not None:
            found = self._mention(scene, start, *self.mention)
        else:
            found = run(scene, self.code, start, NO_TRIGGER, states, plan, len(self.guards))
        if found is None or found[0] == start:
            return None
        if self.demands.nothing or self.demands.met(self.finished(start, found), scene):
            return found
        return None

    def _mention(self, scene: Scene, start: int, test: int, take: int) -> Found | None:
        """What the machine would find of a code that is one mention."""
        for end, taken in scene.ends(p.TYPED, test, start, False):
            left: Taken | None = taken
            if take >= 0 and self.code.takers[take].tests:
                left = self.code.takers[take].passed(taken, NO_TRIGGER, scene)
            if left is not None:
                return end, ((take, left), None) if take >= 0 else None
        return None

    def finished(self, start: int, found: Found) -> Match:
        """A match with what it captured."""
        return Match(start, found[0], binding_of(self.code, found))

    def match(self, scene: Scene, start: int) -> Match | None:
        """The first match from `start`, if it is what is demanded."""
        found = self.found(scene, start, (), None)
        return None if found is None else self.finished(start, found)


def _guards(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """The look-arounds with which every match begins of the code with these numbers, and whether each is negated."""
    found: list[tuple[int, int]] = []
    while numbers[3 * len(found)] == p.LOOK:
        found.append((numbers[3 * len(found) + 1], numbers[3 * len(found) + 2]))
    return tuple(found)


def _once(code: p.Code, capture: str) -> bool:
    """Whether no way through the code takes the capture twice."""
    taking = {
        pc
        for pc, (operation, _, take) in enumerate(code.instructions)
        if operation in WALKS and take >= 0 and capture in code.takes[take].names
    }
    for first in taking:
        reached, todo = set[int](), [first + 1]
        while todo:
            pc = todo.pop()
            if pc not in reached:
                reached.add(pc)
                todo += following(code.instructions, pc)
        if not taking.isdisjoint(reached):
            return False
    return True
