"""Where the rules of a phase were tried, and what became of each attempt.

In: a matcher, a phase, a scene of a sentence as the phase finds it. Out, by `attempts`: an `Attempt` for each rule and place at
which it could begin: for a rule that is matched outward each of its triggers, for all others each start. The match of an attempt
is the matcher's own; why there is none is found out by `trace.follow`. Nothing runs this but tools that explain rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding
from extractor.matching.forward import Demands, Forward, Match
from extractor.matching.machine import Captures, bound
from extractor.matching.match import Matcher
from extractor.matching.outward import Outward
from extractor.matching.scene import Scene
from extractor.matching.trace import Trail, follow

Rule = p.SelectionRule | p.ChunkRule | p.EventRule | p.ExtendRule

Side = Literal["match", "right", "left"]
"""Which part of a rule: all of one that is matched from left to right, or what stands on a side of its trigger."""


class Unmet(msgspec.Struct, frozen=True, eq=False):
    """What a finished match of tokens `[start, end)` was refused for: a condition of `where` that fails or one of `unless` that
    holds, and what that was decided upon."""

    kind: Literal["where", "unless"]
    condition: p.Condition
    binding: Binding
    start: int
    end: int


class Attempt(msgspec.Struct, frozen=True, eq=False):
    """A rule at a place. `trigger` is what its trigger took (None for a rule without), else the attempt is at token `start`.

    `match` is its match or None; `trails` tells the ways of its parts (of `variant`, for a rule with a trigger) in codes of the
    program; `unmet` is there where all parts matched and the whole was refused."""

    rule: Rule
    start: int
    trigger: Taken | None
    match: Match | None
    trails: tuple[tuple[Side, p.Code, Trail], ...]
    unmet: Unmet | None = None
    variant: int = 0

    @property
    def missing(self) -> int:
        """How many edges at least the rule still lacked."""
        return sum(trail.missing for _, _, trail in self.trails)

    @property
    def fitting(self) -> int:
        """How many edges of the shortest match were there, the trigger among them."""
        return sum(trail.needed - trail.missing for _, _, trail in self.trails) + (self.trigger is not None)

    @property
    def complete(self) -> bool:
        """Whether all parts matched."""
        return all(trail.end is not None for _, _, trail in self.trails)

    @property
    def nearness(self) -> tuple[int, int, int]:
        """The sort key of attempts by how near each came to a match, the nearest first."""
        refusals = sum(bool(trail.stop and trail.stop.refused) for _, _, trail in self.trails)
        return (0 if self.complete else 1, 2 * self.missing - refusals, -self.fitting)


def attempts(
    matcher: Matcher, phase: int, scene: Scene, name: str | None = None, failures: bool = True
) -> Iterator[Attempt]:
    """Every attempt of the phase, or of its rule `name`, in order of place, then rule; without `failures` those that matched."""
    rules = matcher.phases[phase]
    for position in range(scene.base, scene.end):
        for rule in rules.starting(scene, position):
            if name in (None, rule.rule.name) and (failures or rule.match(scene, position) is not None):
                yield attempt_from(rule, scene, position)
    for outward, triggers in rules.triggers(scene):
        if name in (None, outward.rule.name):
            yield from _outward(outward, triggers, scene, failures)


def attempt_from(rule: Forward, scene: Scene, start: int) -> Attempt:
    """The attempt of a chunk rule, `select` or `remove` from a position, whether it could begin there or not."""
    written = rule.rule
    trail = follow(scene, rule.code, written.code, start, {})
    match = rule.match(scene, start)
    refused = None
    if trail.end is not None and match is None:
        refused = _refused(rule.demands, written.demands, Match(start, trail.end, bound(list(trail.captures))), scene)
    return Attempt(written, start, None, match, (("match", written.code, trail),), refused)


def _outward(
    rule: Outward, triggers: Iterable[tuple[int, Captures]], scene: Scene, failures: bool
) -> Iterator[Attempt]:
    """The attempts of an event rule or `extend` rule: one for each trigger, of its variants the one that came nearest."""
    places: dict[tuple[object, ...], list[tuple[int, Captures]]] = {}
    for number, captures in triggers:
        edge = bound(captures)[rule.name][0]
        places.setdefault((edge.start, edge.end, id(edge.mention), edge.entry), []).append((number, captures))
    for ways in places.values():
        match = next(rule.match(scene, ways), None)
        if match is None and not failures:
            continue
        tried = [_variant(rule, number, captures, scene) for number, captures in sorted(ways, key=lambda way: way[0])]
        found = next((attempt for attempt in tried if attempt.complete and attempt.unmet is None), None)
        nearest = found or min(tried, key=lambda attempt: attempt.nearness)
        yield msgspec.structs.replace(nearest, match=match)


def _variant(rule: Outward, number: int, captures: Captures, scene: Scene) -> Attempt:
    """A variant around a trigger, followed on both sides, also where one has failed."""
    around = bound(captures)
    edge = around[rule.name][0]
    variant, written = rule.variants[number], rule.rule.variants[number]
    right = follow(scene, variant.right, written.right, edge.end, around)
    left = follow(scene, variant.left, written.left, edge.start, around)
    refused = None
    if left.end is not None and right.end is not None:
        binding = bound([*captures, *right.captures, *left.captures])
        refused = _refused(rule.demands, rule.rule.demands, Match(left.end, right.end, binding), scene)
    trails: tuple[tuple[Side, p.Code, Trail], ...] = (("right", written.right, right), ("left", written.left, left))
    return Attempt(rule.rule, edge.start, edge, None, trails, refused, number)


def _refused(demands: Demands, written: p.Demands, match: Match, scene: Scene) -> Unmet | None:
    """The first demand that a finished match doesn't meet."""
    given = (match.binding, scene, match.start, match.end)
    for check, condition in zip(demands.where, written.where, strict=True):
        if not check(*given):
            return Unmet("where", condition, match.binding, match.start, match.end)
    for (name, check), (_, condition) in zip(demands.missing, written.missing, strict=True):
        if name not in match.binding and not check(*given):
            return Unmet("where", condition, match.binding, match.start, match.end)
    for check, condition in zip(demands.unless, written.unless, strict=True):
        if check(*given):
            return Unmet("unless", condition, match.binding, match.start, match.end)
    return None
