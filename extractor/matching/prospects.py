"""Whether a sentence can still hold an event when some phases have run.

In: a program and its phases; then the scene of a sentence that has the first `Prospects.decisive` of them behind it. Out, by
`Prospects.open`: whether an event rule may match; False is certain.

The trigger scan lets through what has the right words; that they make a trigger is known when its mentions are made, and all
that comes after is made for nothing where they don't. Asked is only what no later phase changes: tests of tokens, and mentions of
types that are complete. Of all else it is thought that it will be there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from extractor.matching import program as p
from extractor.matching.machine import Code
from extractor.matching.made import Made
from extractor.matching.rules import Phase, Variant
from extractor.matching.scene import Needed, Scene


class Prospects:
    """The event rules of a program, ready to be asked early."""

    def __init__(self, program: p.Program, phases: Sequence[Phase]) -> None:
        self._program, self._phases = program, phases
        self._sides: Made[Code, _Side] = Made(lambda code: _Side(code, self._complete))

    @cached_property
    def _rules(self) -> tuple[tuple[Phase, int], ...]:
        """The phases with event rules, each with the number of these."""
        written = zip(self._phases, self._program.phases, strict=True)
        return tuple((phase, len(program.events)) for phase, program in written if program.events)

    @cached_property
    def _made(self) -> tuple[int, ...]:
        """For each mention test after how many phases all mentions are made that may pass it."""
        phases = self._program.phases
        made = {rule.type: number for number, phase in enumerate(phases, 1) for rule in phase.chunks}
        made.update(dict.fromkeys(self._program.roles, len(phases) + 1))  # an event is a mention, too
        return tuple(max(made.get(name, 0) for name in test.types) for test in self._program.mentions)

    @cached_property
    def decisive(self) -> int:
        """After how many phases tokens have the readings that they keep, and each event rule's trigger has what it is made of."""
        phases = self._program.phases
        selecting = max((number for number, phase in enumerate(phases, 1) if phase.selections), default=0)
        variants = (variant for phase in phases for rule in phase.events for variant in rule.variants)
        made = (self._made[test] for variant in variants for test in variant.trigger.starts.mentions)
        return max(selecting, max((number for number in made if number <= len(phases)), default=0))

    @cached_property
    def _complete(self) -> frozenset[int]:
        """The mention tests about which no later phase changes anything."""
        return frozenset(number for number, made in enumerate(self._made) if made <= self.decisive)

    def open(self, scene: Scene) -> bool:
        """Whether an event rule may match."""
        for phase, rules in self._rules:
            known: dict[tuple[int, int], bool] = {}
            for position, keys in phase.places(scene):
                for key in keys:
                    if key[0] >= rules or known.get(key) is False:
                        continue
                    variant = phase.outward[key[0]].variants[key[1]]
                    if key not in known:
                        known[key] = self._possible(variant, scene)
                    if known[key] and self._fits(variant, scene, position):
                        return True
        return False

    def _possible(self, variant: Variant, scene: Scene) -> bool:
        """Whether all that is asked for on both sides is somewhere in the sentence."""
        return scene.shows(self._sides[variant.right].needs) and scene.shows(self._sides[variant.left].needs)

    def _fits(self, variant: Variant, scene: Scene, position: int) -> bool:
        """Whether a trigger is here beside which both sides can begin."""
        starts = variant.trigger.starts
        if not variant.edge or starts.anything or not self._complete.issuperset(starts.mentions):
            return True
        if not self._sides[variant.left].fits(scene, position):
            return False
        operation, number, _ = variant.instruction
        right = self._sides[variant.right]
        if operation == p.TOKEN:
            return right.fits(scene, position + 1)
        return any(right.fits(scene, end) for end, _ in scene.ends(operation, number, position, False))


class _Side:
    """What stands on one side of a trigger, as far as it is decided early."""

    def __init__(self, code: Code, complete: frozenset[int]) -> None:
        self._code = code
        self._anything = not complete.issuperset(code.mentions)
        tokens, mentions, last_tokens, last_mentions = code.needs
        last = (last_tokens, last_mentions) if complete.issuperset(last_mentions) else (frozenset[int](), frozenset[int]())
        self.needs: Needed = tokens, mentions & complete, *last

    def fits(self, scene: Scene, position: int) -> bool:
        """Whether it can begin at a position."""
        return self._anything or scene.can_begin(self._code, position)
