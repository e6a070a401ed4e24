"""What a rule could have begun with at a place, but for some features: why it was not tried at all.

In: a phase of a sentence, a place in it. Out: `Near` records, the fewer failures the nearer. The ways in are `near_triggers` for
rules that are matched outward from a trigger and `near_starts` for chunk rules, `select` and `remove`; `untried` puts both
together for one rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from extractor.authoring.stepping import PhaseRun
from extractor.authoring.wording import Wording, equations, failing
from extractor.matching import program as p
from extractor.matching.attempts import attempt_from
from extractor.matching.forward import Forward
from extractor.matching.lattice import Mention
from extractor.matching.match import Matcher
from extractor.matching.outward import Outward
from extractor.matching.trace import failed

REACH = 4
"""How many tokens before the place a mention over it may begin."""


class Near(msgspec.Struct, frozen=True, order=True):
    """A rule that was near to being tried: how far from it (smaller is nearer), its name, in words what kept it from it, and a
    short key for that."""

    distance: tuple[int, ...]
    rule: str
    text: str
    cause: str


def untried(
    matcher: Matcher, wording: Wording, runs: Sequence[PhaseRun], places: Sequence[tuple[int, int]], rule: str
) -> str:
    """Why a rule was tried at none of these places of a sentence, which has been through these phases."""
    near = [
        each
        for run in runs
        for place in places
        for each in (
            *near_triggers(matcher, wording, run, place, lambda outward: outward.rule.name == rule),
            *near_starts(matcher, wording, run, place, lambda forward: forward.rule.name == rule),
        )
    ]
    if near:
        return min(near).text
    triggers = [
        wording.notation.element(variant.trigger.instructions[0])
        for run in runs
        for outward in matcher.phases[run.number].outward
        for variant in outward.rule.variants
        if outward.rule.name == rule and variant.edge
    ]
    if not triggers:
        return "there is nothing here that it could begin with"
    return f"it goes out from {' or '.join(dict.fromkeys(triggers))}, and there is none here"


def near_triggers(
    matcher: Matcher, wording: Wording, run: PhaseRun, where: tuple[int, int], wanted: Callable[[Outward], bool]
) -> Iterator[Near]:
    """The mentions over tokens `where` that have the type of a rule's trigger and fail a test or condition of it."""
    over = [m for m in run.scene.lattice.mentions if m.start < where[1] and where[0] < m.end]
    for outward in matcher.phases[run.number].outward:
        if not wanted(outward):
            continue
        for number, variant in enumerate(outward.rule.variants):
            operation, test, _ = variant.trigger.instructions[0]
            if operation == p.TYPED:
                types = wording.program.mentions[test].types
                yield from (_near(wording, run, outward, number, m) for m in over if m.type in types)


def _near(wording: Wording, run: PhaseRun, outward: Outward, number: int, mention: Mention) -> Near:
    """What keeps a mention from being the trigger of a variant."""
    written = outward.rule.variants[number].trigger
    _, test, take = written.instructions[0]
    wanted = wording.program.mentions[test].test
    parts = [] if wanted is None else failing(wanted, mention.features, wording.program.lists)
    would = f"the trigger would be {mention.type} {wording.quoted(mention.start, mention.end)}, but"
    if parts:
        asked, values = wording.asked(parts, mention.features)
        cause = f"trigger: {', '.join(values)} of the {mention.type}"
        return Near((len(parts),), outward.rule.name, f"{would} {asked} fails ({equations(values)})", cause)
    edge = next(taken for _, taken in run.scene.ends(p.TYPED, test, mention.start, False) if taken.mention is mention)
    condition, binding = failed(outward.variants[number].trigger.takers[take], written.takes[take], edge, {}, run.scene)
    refusal = wording.refusal(condition, binding)
    return Near((1,), outward.rule.name, f"{would} {refusal.text}", f"trigger: {refusal.condition}")


def near_starts(
    matcher: Matcher, wording: Wording, run: PhaseRun, where: tuple[int, int], wanted: Callable[[Forward], bool]
) -> Iterator[Near]:
    """Where rules that are matched from left to right stop at tokens `where`, begun there or a few tokens before."""
    word = wording.quoted(*where)
    for forward in matcher.phases[run.number].forward:
        if not wanted(forward):
            continue
        makes = forward.rule.type if isinstance(forward.rule, p.ChunkRule) else "choice of readings"
        for start in range(max(run.scene.base, where[0] - REACH), min(where[1], run.scene.end)):
            attempt = attempt_from(forward, run.scene, start)
            side, code, trail = attempt.trails[0]
            # What stopped before the place says nothing about it.
            if trail.stop is None or trail.stop.position < where[0]:
                continue
            halt = wording.halt(run.scene, side, code, trail, start)
            if halt is not None:
                distance = (*attempt.nearness, where[0] - start)
                begun = "" if start == where[0] else f", begun at {wording.quoted(start, start + 1)}"
                yield Near(distance, forward.rule.name, f"no {makes} over {word}{begun}: {halt.text}", f"no {makes}")
