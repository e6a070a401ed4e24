"""The rules of a phase, ready to run, and which of them can begin where.

In: a `PhaseProgram`. Out: `Phase`; `Phase.starting` names the rules matched from left to right that can begin at a position,
`Phase.outward_matches` gives the matches of event rules and `extend` rules around their triggers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Final, Generic, NamedTuple, TypeVar

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding, Check, Conditions, Surroundings
from extractor.matching.machine import NO_TRIGGER, Captures, Code, Found, binding_of, bound, captured, run
from extractor.matching.made import later
from extractor.matching.plan import Plan, State
from extractor.matching.scene import Needed, Scene
from extractor.matching.walks import WALKS, following

KEPT: Final = 50_000
"""Sets of tests for which the rules are kept."""

FEW: Final = 8
"""As many rules of a phase are asked one by one what they need."""

TRIGGER: Final = "trigger"


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
        return _guards(self.code.instructions)

    @later
    def mention(self) -> tuple[int, int] | None:
        """The test and the take of a rule that is one mention, which needs no machine."""
        (operation, test, take), *more = self.code.instructions
        return (test, take) if operation == p.TYPED and len(more) == 1 else None

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


def _guards(instructions: Sequence[p.Instruction]) -> tuple[tuple[int, int], ...]:
    """The look-arounds with which every match begins, and whether each is negated."""
    first = takewhile(lambda instruction: instruction[0] == p.LOOK, instructions)
    return tuple((look, negated) for _, look, negated in first)


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


class Variant:
    """An event rule or `extend` rule around one of its triggers."""

    def __init__(self, variant: p.Variant, conditions: Conditions, codes: dict[tuple[object, ...], Code]) -> None:
        """`codes` are those of the rule that are ready."""
        self._written, self._conditions, self._codes = variant, conditions, codes
        self.edge = variant.edge

    def _code(self, written: p.Code) -> Code:
        """A code, ready to run: one for all that are equal, as those beside triggers that are alternatives mostly are."""
        key = (written.packed, written.takes, written.backward, written.origins)
        code = self._codes.get(key)
        return self._codes.setdefault(key, Code(written, self._conditions)) if code is None else code

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
        return self.trigger.instructions[0]

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
        self.rule = rule
        self.name = rule.event if isinstance(rule, p.ExtendRule) else TRIGGER
        codes: dict[tuple[object, ...], Code] = {}
        self.variants = tuple([Variant(variant, conditions, codes) for variant in rule.variants])
        self.demands = Demands(rule.demands, conditions)

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


class Phase:
    """The rules of a phase, filed under the token and mention tests with which they can begin."""

    def __init__(self, phase: p.PhaseProgram, conditions: Conditions) -> None:
        self.name = phase.name
        forward: tuple[p.SelectionRule | p.ChunkRule, ...] = (*phase.selections, *phase.chunks)
        outward: tuple[p.EventRule | p.ExtendRule, ...] = (*phase.events, *phase.extensions)
        self.forward = tuple(Forward(rule, conditions) for rule in forward)
        self.outward = tuple(Outward(rule, conditions) for rule in outward)
        self._forward: Index[int] = Index((rule.code.starts, number) for number, rule in enumerate(self.forward))
        self._triggers: Index[tuple[int, int]] = Index(
            (variant.trigger.starts, (number, place))
            for number, rule in enumerate(outward)
            for place, variant in enumerate(rule.variants)
        )

    @later
    def demanding(self) -> bool:
        """Whether it pays to ask first if all that a rule needs is somewhere in the sentence."""
        return len(self.forward) <= FEW and all(any(rule.code.needs) for rule in self.forward)

    def starting(self, scene: Scene, position: int) -> Sequence[Forward]:
        """The rules that can begin at a position."""
        return [self.forward[number] for number in self.beginning(scene, position)]

    def beginning(self, scene: Scene, position: int) -> Sequence[int]:
        """Their numbers, ascending."""
        return self._forward.at(scene, position)

    def outward_matches(self, scene: Scene) -> Iterator[tuple[Outward, Match]]:
        """What the event rules and `extend` rules match."""
        for outward, triggers in self.triggers(scene, every=False):
            for match in outward.match(scene, triggers):
                yield outward, match

    def places(self, scene: Scene) -> Sequence[tuple[int, Sequence[tuple[int, int]]]]:
        """The positions at which a trigger can begin, with the numbers of the rule and of its variant."""
        return self._triggers.everywhere(scene) if self.outward else ()

    def triggers(self, scene: Scene, every: bool = True) -> Iterator[tuple[Outward, list[tuple[int, Captures]]]]:
        """The event rules and `extend` rules that have a trigger, with their variants and what each one's trigger takes.

        Without `every` those are left out that can't match because something that they need is nowhere in the sentence."""
        found: dict[int, list[tuple[int, Captures]]] = {}
        known: dict[tuple[int, int], bool] = {}
        for position, keys in self.places(scene):
            for number, place in keys:
                variant = self.outward[number].variants[place]
                if not every:
                    possible = known.get((number, place))
                    if possible is None:
                        possible = known[number, place] = scene.shows(variant.needs)
                    if not possible:
                        continue
                for taken in variant.edges(scene, position):
                    found.setdefault(number, []).append((place, taken))
        for number in sorted(found):
            yield self.outward[number], found[number]


Key = TypeVar("Key", int, tuple[int, int])


class Index(Generic[Key]):
    """Things filed under what they can begin with."""

    def __init__(self, filed: Iterable[tuple[p.Starts, Key]]) -> None:
        self._by_token: dict[int, list[Key]] = {}
        self._by_mention: dict[int, list[Key]] = {}
        self._always: list[Key] = []
        for starts, key in filed:
            if starts.anything:
                self._always.append(key)
                continue
            for test in starts.tokens:
                self._by_token.setdefault(test, []).append(key)
            for test in starts.mentions:
                self._by_mention.setdefault(test, []).append(key)
        self._tokens: dict[frozenset[int], tuple[Key, ...]] = {}
        self._mentions: dict[frozenset[int], tuple[Key, ...]] = {}

    def at(self, scene: Scene, position: int) -> Sequence[Key]:
        """What can begin at a position."""
        found = set(self._of_token(scene.truth[position - scene.base]))
        for tests, _ in scene.mentions_at(position, False):
            found.update(self._of_mention(tests))
        return sorted(found)

    def everywhere(self, scene: Scene) -> list[tuple[int, Sequence[Key]]]:
        """The positions where something can begin, and what: `at` for the whole sentence, with a look at what there is instead of
        a question for each position."""
        found: dict[int, tuple[Key, ...]] = {}
        known = self._tokens
        for place in range(scene.end - scene.base):
            tests = scene.truth[place]
            keys = known.get(tests)
            if keys is None:
                keys = self._of_token(tests)
            if keys:
                found[place] = keys
        known = self._mentions
        for place, _, tests in scene.edges if self._by_mention else ():
            keys = known.get(tests)
            if keys is None:
                keys = self._of_mention(tests)
            if keys:
                found[place] = keys + found.get(place, ())
        return [(scene.base + place, sorted(set(found[place]))) for place in sorted(found)]

    def _of_token(self, tests: frozenset[int]) -> tuple[Key, ...]:
        """What can begin with a token for which these tests hold."""
        if len(self._tokens) >= KEPT:
            self._tokens = {}
        by_token = self._by_token
        found: set[Key] = {key for test in by_token.keys() & tests for key in by_token[test]}
        return self._tokens.setdefault(tests, tuple(found) + tuple(self._always))

    def _of_mention(self, tests: frozenset[int]) -> tuple[Key, ...]:
        """What can begin with a mention for which these tests hold."""
        if len(self._mentions) >= KEPT:
            self._mentions = {}
        by_mention = self._by_mention
        return self._mentions.setdefault(tests, tuple({key for test in by_mention.keys() & tests for key in by_mention[test]}))
