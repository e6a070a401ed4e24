"""Whether a sentence can still hold an event when some phases have run.

In: a program and its phases; then the scene of a sentence that has the first `Prospects.decisive` of them behind it. Out, by
`Prospects.open`: whether an event rule may match; False is certain.

The trigger scan lets through what has the right words; that they make a trigger is known when its mentions are made, and all
that comes after is made for nothing where they don't. Asked is only what no later phase changes: tests of tokens, and mentions of
types that are complete. Of all else it is thought that it will be there.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractor.matching import program as p
from extractor.matching.made import Made, later
from extractor.matching.outward import Variant
from extractor.matching.rules import Phase
from extractor.matching.scene import Needed, Scene


class Prospects:
    """The event rules of a program, ready to be asked early."""

    def __init__(self, program: p.Program, phases: Sequence[Phase]) -> None:
        self._program, self._phases = program, phases
        self._early: Made[Variant, _Early] = Made(lambda variant: _Early(variant, self._complete))

    @later
    def _rules(self) -> tuple[tuple[Phase, int], ...]:
        """The phases with event rules, each with the number of these."""
        written = zip(self._phases, self._program.phases, strict=True)
        return tuple((phase, len(program.events)) for phase, program in written if program.events)

    @later
    def _made(self) -> tuple[int, ...]:
        """For each mention test after how many phases all mentions are made that may pass it."""
        phases = self._program.phases
        made = {rule.type: number for number, phase in enumerate(phases, 1) for rule in phase.chunks}
        made.update(dict.fromkeys(self._program.roles, len(phases) + 1))  # an event is a mention, too
        return tuple(max(made.get(name, 0) for name in test.types) for test in self._program.mentions)

    @later
    def decisive(self) -> int:
        """After how many phases tokens have the readings that they keep, and each event rule's trigger has what it is made of."""
        phases = self._program.phases
        selecting = max((number for number, phase in enumerate(phases, 1) if phase.selections), default=0)
        made = (
            self._made[test]
            for phase, rules in self._rules
            for test, keys in phase.filed.of_mentions().items()
            if any(number < rules for number, _ in keys)
        )
        return max(selecting, max((number for number in made if number <= len(phases)), default=0))

    @later
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
                    early = self._early[phase.outward[key[0]].variants[key[1]]]
                    if key not in known:
                        known[key] = scene.shows(early.needs)
                    if known[key] and early.fits(scene, position):
                        return True
        return False


class _Early:
    """A variant of an event rule, as far as it is decided early."""

    def __init__(self, variant: Variant, complete: frozenset[int]) -> None:
        self._variant = variant
        tokens, mentions, groups = variant.needs
        self.needs: Needed = tokens, mentions & complete, tuple([group for group in groups if group[1] <= complete])
        starts = variant.trigger.starts
        self._anywhere = not variant.edge or starts.anything or not complete.issuperset(starts.mentions)
        self._left, self._right = complete.issuperset(variant.left.mentions), complete.issuperset(variant.right.mentions)

    def fits(self, scene: Scene, position: int) -> bool:
        """Whether a trigger may be here beside which both sides can begin."""
        variant = self._variant
        if self._anywhere:
            return True
        if self._left and not scene.can_begin(variant.left, position):
            return False
        operation, number, _ = variant.instruction
        ends = [position + 1] if operation == p.TOKEN else [end for end, _ in scene.ends(operation, number, position, False)]
        return any(not self._right or scene.can_begin(variant.right, end) for end in ends)
