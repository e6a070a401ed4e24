"""Event rules and `extend` rules, which are matched outward from their triggers.

In: an `EventRule` or `ExtendRule` of the program. Out: `Outward`, with a `Variant` for each trigger; `Outward.match` finds what
stands around triggers of a scene.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from extractor.matching import program as p
from extractor.matching.expressions import Binding, Conditions
from extractor.matching.forward import Demands, Match
from extractor.matching.machine import Captures, Code, bound, captured
from extractor.matching.made import later
from extractor.matching.scene import Needed, Scene

TRIGGER: Final = "trigger"


class Variant:
    """An event rule or `extend` rule around one of its triggers."""

    def __init__(self, variant: p.Variant, conditions: Conditions, codes: dict[int, Code]) -> None:
        """`codes` are those of the rule that are ready, by the ids of the written ones, which the rule keeps alive: those beside
        triggers that are alternatives mostly are the same."""
        self._written, self._conditions, self._codes = variant, conditions, codes
        self.edge = variant.edge

    def _code(self, written: p.Code) -> Code:
        """A code, ready to run."""
        code = self._codes.get(id(written))
        return self._codes.setdefault(id(written), Code(written, self._conditions)) if code is None else code

    @later
    def left(self) -> Code:
        """What stands before the trigger, walked backward."""
        return self._code(self._written.left)

    @later
    def right(self) -> Code:
        """What stands after it."""
        return self._code(self._written.right)

    @later
    def trigger(self) -> Code:
        """The trigger."""
        return self._code(self._written.trigger)

    @later
    def needs(self) -> Needed:
        """What both sides need."""
        left, right = self.left.needs, self.right.needs
        return left[0] | right[0], left[1] | right[1], left[2] + right[2]

    @later
    def instruction(self) -> p.Instruction:
        """The instruction of a trigger that is one edge."""
        operation, number, take = self.trigger.numbers[:3]
        return operation, number, take

    def edges(self, scene: Scene, position: int) -> Iterator[Captures]:
        """What the trigger takes at a position: each edge that satisfies it, or the first match of a run of elements."""
        operation, number, take = self.instruction
        if not self.edge:
            found = scene.run(self.trigger, position)
            if found is not None and found[0] > position:
                yield captured(self.trigger, found)
            return
        taker = self.trigger.takers[take]
        if operation == p.TOKEN:
            edges = [scene.token(number, position)]
        else:
            edges = [edge for _, edge in scene.ends(operation, number, position, False)]
        for edge in edges:
            taken = taker.passed(edge, {}, scene)
            if taken is not None:
                yield [(name, taken) for name in taker.names]


class Outward:
    """An event rule or `extend` rule: matched outward from each trigger."""

    def __init__(self, rule: p.EventRule | p.ExtendRule, conditions: Conditions) -> None:
        self.rule, self._conditions = rule, conditions
        self.name = rule.event if isinstance(rule, p.ExtendRule) else TRIGGER

    # Most rules have no trigger in a short text.

    @later
    def variants(self) -> tuple[Variant, ...]:
        """The rule around each of its triggers."""
        codes: dict[int, Code] = {}
        return tuple([Variant(variant, self._conditions, codes) for variant in self.rule.variants])

    @later
    def demands(self) -> Demands:
        """What is asked of its matches."""
        return Demands(self.rule.demands, self._conditions)

    def match(self, scene: Scene, triggers: Iterable[tuple[int, Captures]]) -> Iterator[Match]:
        """For each trigger the match of the first variant that has one. `triggers` are variants with what their trigger takes."""
        done: set[tuple[object, ...]] = set()
        for number, captures in sorted(triggers, key=lambda found: found[0]):
            around = bound(captures)
            edge = around[self.name][0]
            place = (edge.start, edge.end, id(edge.mention), edge.entry)
            if place in done:
                continue
            match = self._outward(scene, self.variants[number], captures, around)
            if match is not None:
                done.add(place)
                yield match

    def _outward(self, scene: Scene, way: Variant, captures: Captures, around: Binding) -> Match | None:
        """The match of a variant around a trigger: to the right, then to the left."""
        edge = around[self.name][0]
        # What each side begins with is asked for first, because nearly all fail there.
        if not scene.can_begin(way.right, edge.end) or not scene.can_begin(way.left, edge.start):
            return None
        right = scene.run(way.right, edge.end, around)
        if right is None:
            return None
        left = scene.run(way.left, edge.start, around)
        if left is None:
            return None
        binding = bound([*captures, *captured(way.right, right), *captured(way.left, left)])
        match = Match(left[0], right[0], binding)
        return match if self.demands.met(match, scene) else None
