"""The rules of a phase, ready to run, and which of them can begin where.

In: a `PhaseProgram`. Out: `Phase`; `Phase.starting` names the rules matched from left to right that can begin at a position,
`Phase.outward_matches` gives the matches of event rules and `extend` rules around their triggers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Generic, TypeVar

from extractor.matching import program as p
from extractor.matching.expressions import Conditions
from extractor.matching.forward import Forward, Match
from extractor.matching.machine import Captures
from extractor.matching.made import later
from extractor.matching.outward import Outward
from extractor.matching.scene import Scene
from extractor.matching.triggers import Triggers, by_start, file_triggers

KEPT: Final = 50_000
"""Sets of tests for which the rules are kept."""

FEW: Final = 8
"""As many rules of a phase are asked one by one what they need."""


class Phase:
    """The rules of a phase, filed under the token and mention tests with which they can begin."""

    def __init__(self, phase: p.PhaseProgram, conditions: Conditions, filed: Triggers | None = None) -> None:
        """`filed` are the phase's triggers, if they were filed before."""
        self.name = phase.name
        forward: tuple[p.SelectionRule | p.ChunkRule, ...] = (*phase.selections, *phase.chunks)
        outward: tuple[p.EventRule | p.ExtendRule, ...] = (*phase.events, *phase.extensions)
        self.forward = tuple(Forward(rule, conditions) for rule in forward)
        self.outward = tuple(Outward(rule, conditions) for rule in outward)
        self.filed = file_triggers(outward) if filed is None else filed
        """Its triggers."""

    @later
    def _forward(self) -> Index[int]:
        """The rules matched from left to right. Where an automaton says what begins, nobody asks for this."""
        return Index(*by_start((rule.code.starts, number) for number, rule in enumerate(self.forward)))

    @later
    def _triggers(self) -> Index[tuple[int, int]]:
        """The triggers."""
        return Index(self.filed.of_tokens(), self.filed.of_mentions(), self.filed.of_any())

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

    def __init__(self, by_token: dict[int, list[Key]], by_mention: dict[int, list[Key]], always: list[Key]) -> None:
        self._by_token: dict[int, list[Key]] = by_token
        self._by_mention: dict[int, list[Key]] = by_mention
        self._always: list[Key] = always
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
