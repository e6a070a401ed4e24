"""Whether an event can still come of a sentence part of whose phases have run.

In: a program; a lattice after its first phases. Out, by `Outlook.possible`: whether an event rule could match once all phases
before it have run; False is certain. The trigger scan (see `scan`) asks before any phase what stands in a sentence; this asks
again when the triggers are there, and asks where things stand: what a rule asks for to the right and to the left of its trigger
must be possible there.

A type is *settled* when no phase to come makes a mention of it. What asks for a mention of another type walks over any number of
tokens, the first of which must be one with which such a mention can begin (see `firsts`), and so does a step of a gap as long as
a closed type isn't settled (see `side`). Captures, conditions, look-arounds and ends of sentences are left out.

    trigger:VerbGroup content:Clause "."      ha detto  che …… .      asked when the verb groups are there, but no clauses yet
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from extractor.matching import program as p
from extractor.matching.firsts import Begin, Firsts
from extractor.matching.machine import Code
from extractor.matching.rules import TRIGGER, Phase, Variant
from extractor.matching.scene import Scene
from extractor.matching.side import Side
from extractor.matching.takes import looks_around


class Outlook:
    """The event rules of a program, ready to be asked wherever that pays."""

    def __init__(self, program: p.Program, phases: Sequence[Phase], given: Collection[str]) -> None:
        """`phases` are those of the program, ready to run; `given` the types of mentions that may stand in a sentence before any
        rule has run."""
        with_events = [number for number, phase in enumerate(program.phases) if phase.events]
        self.last = with_events[-1] if with_events else -1
        """The last phase with event rules."""
        made = _made(program)
        self.stages: dict[int, Stage] = {}
        """By number of the phase that would run next."""
        firsts = Firsts(program, given)
        for number in _worthwhile(program, made, with_events):
            unsettled = frozenset(name for name, phase in made.items() if phase >= number)
            self.stages[number] = Stage(program, unsettled, phases[: self.last + 1], firsts)

    def possible(self, phase: int, scene: Scene) -> bool:
        """Whether an event may come of the sentence, which is as the phases before this one have left it."""
        stage = self.stages.get(phase)
        return stage is None or stage.possible(scene)


def _made(program: p.Program) -> dict[str, int]:
    """By type the last phase that makes mentions of it; an event is one, too."""
    made: dict[str, int] = {}
    for number, phase in enumerate(program.phases):
        made.update((rule.type, number) for rule in phase.chunks)
        if phase.events:
            made.update((event.name, number) for event in program.event_types)
    return made


def _worthwhile(program: p.Program, made: dict[str, int], with_events: Sequence[int]) -> list[int]:
    """Before which phases it pays to ask: as soon as the types of all triggers are settled, and again when the closed types are.
    The readings must be settled, too, and the events still to come."""
    if not with_events:
        return []
    codes = (each.trigger for number in with_events for rule in program.phases[number].events for each in rule.variants)
    tests = {test for code in codes for operation, test, _ in code.instructions if operation == p.TYPED and test >= 0}
    triggers = {name for test in tests for name in program.mentions[test].types}
    groups = triggers, triggers.union(program.closed)
    changes = {max((made.get(name, -1) for name in group), default=-1) + 1 for group in groups}
    first = max((number for number, phase in enumerate(program.phases[: with_events[-1]]) if phase.selections), default=0)
    return sorted(number for number in changes if first < number < with_events[0])


class Stage:
    """The event rules as they are asked before one phase."""

    def __init__(self, program: p.Program, unsettled: Collection[str], phases: Sequence[Phase], firsts: Firsts) -> None:
        """`unsettled` are the types of which this phase or a later one makes mentions; of `phases` those with event rules
        matter."""
        self.firsts, self.phases = firsts, phases
        self.settled = [not any(name in unsettled for name in test.types) for test in program.mentions]
        self.gaps = not any(name in unsettled for name in program.closed)
        """Whether it is settled where steps of gaps lead."""
        self.looks = program.looks
        self._decided: dict[int, bool] = {}
        self._sides: dict[int, Side] = {}
        self._alike: dict[tuple[bool, tuple[p.Instruction, ...]], Side] = {}
        self._begins: dict[tuple[int, bool], Begin] = {}
        self._exact: set[int] = set()
        """The variants whose trigger is settled, by identity."""
        self._others: list[Begin] = []
        """For all other variants the tokens with which their triggers can begin."""
        for number, phase in enumerate(phases):
            for outward in phase.outward:
                for variant, written in zip(outward.variants, outward.rule.variants, strict=True):
                    if not isinstance(outward.rule, p.EventRule):
                        continue
                    if self._is_settled(written.trigger):
                        self._exact.add(id(variant))
                    else:
                        self._others.append(firsts.of_code(written.trigger, number, False))

    def _is_settled(self, code: p.Code) -> bool:
        """Whether what a trigger takes now is what it would take later."""
        for operation, number, _ in code.instructions:
            if (operation == p.STEP and not self.gaps) or (operation == p.LOOK and not self.decided(number)):
                return False
            if operation == p.TYPED and number >= 0 and not self.settled[number]:
                return False
        return not any(looks_around(condition) for take in code.takes for condition in (*take.alone, *take.trigger))

    def decided(self, look: int) -> bool:
        """Whether a look-around finds now what it would find later."""
        found = self._decided.get(look)
        if found is None:
            code = self.looks[look]
            found = self._decided[look] = self._is_settled(code)
        return found

    def begin(self, test: int, backward: bool) -> Begin:
        """With which tokens a mention that passes the test can begin (backward: end)."""
        key = (test, backward)
        if key not in self._begins:
            self._begins[key] = self.firsts.of(test, len(self.phases), backward)
        return self._begins[key]

    def possible(self, scene: Scene) -> bool:
        """Whether an event may come of the sentence."""
        ahead, behind = self.firsts.shown(scene, False), self.firsts.shown(scene, True)
        if self._others and any(begin is None or begin & shown for shown in ahead for begin in self._others):
            return True
        for variant, start, end in self._triggers(scene):
            right, left = self._side(variant.right), self._side(variant.left)
            if right.reaches(scene, ahead, (end,)) and left.reaches(scene, behind, (start,)):
                return True
        return False

    def _triggers(self, scene: Scene) -> Iterator[tuple[Variant, int, int]]:
        """The triggers that are there: their variants, where they start and end, counted from the start of the sentence."""
        for phase in self.phases:
            for outward, found in phase.triggers(scene):
                for number, captures in found:
                    variant = outward.variants[number]
                    if id(variant) in self._exact:
                        trigger = next(taken for name, taken in captures if name == TRIGGER)
                        yield variant, trigger.start - scene.base, trigger.end - scene.base

    def _side(self, code: Code) -> Side:
        found = self._sides.get(id(code))
        if found is None:
            # Rules that differ in their triggers and captures only have sides in common.
            walked = tuple((operation, a, b if operation in (p.SPLIT, p.LOOK) else 0) for operation, a, b in code.instructions)
            found = self._alike.setdefault((code.backward, walked), Side(code, self))
            self._sides[id(code)] = found
        return found
