"""A matcher that takes its time: how long each phase ran and, where that is asked for, each of its rules.

In: a program. Out: a `Stopwatch`, which matches what a `Matcher` does, and the `Sheet` on which it writes. A plain run has none
of this in its way: the clock stands in methods that are put over those of `Matcher` and of its rules.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from copy import copy
from time import perf_counter

from extractor.matching.forward import Forward, Match
from extractor.matching.lattice import Lattice
from extractor.matching.machine import Captures, Found
from extractor.matching.match import Matcher, PhaseResult
from extractor.matching.outward import Outward
from extractor.matching.plan import Plan, State
from extractor.matching.program import Program
from extractor.matching.rules import Phase
from extractor.matching.scene import Scene
from extractor.text.document import Analysis


class Tally:
    """What a rule did: how often it was tried at a place, how often it matched, how many of its proposals stood; its seconds."""

    def __init__(self) -> None:
        self.tries = self.matches = self.stood = 0
        self.seconds = 0.0


class Sheet:
    """What was measured: the trigger scan with the tests of tokens, each phase, each rule by the phase's number and its name;
    sentences that were `woken`, and those in which a phase ran (by where they start)."""

    def __init__(self, phases: int) -> None:
        self.scan = 0.0
        self.phases = [0.0] * phases
        self.rules: dict[tuple[int, str], Tally] = {}
        self.woken = 0
        self.looked_at: set[tuple[int, int]] = set()

    def rule(self, phase: int, name: str) -> Tally:
        """The tally of a rule."""
        found = self.rules.get((phase, name))
        if found is None:
            found = self.rules[phase, name] = Tally()
        return found


class Stopwatch(Matcher):
    """A matcher with a clock on its phases and, with `rules`, on every attempt of a rule."""

    def __init__(self, program: Program, rules: bool) -> None:
        super().__init__(program)
        self.sheet = Sheet(len(self.phases))
        if rules:
            self.phases = tuple(self._watched(number, phase) for number, phase in enumerate(self.phases))

    def fresh(self) -> Sheet:
        """A new sheet, on which is written from now on."""
        self.sheet = Sheet(len(self.phases))
        return self.sheet

    def can_start(
        self, analyses: Iterable[Analysis], given: Iterable[str] | None = None, starts: Container[int] | None = None
    ) -> bool:
        """As a matcher, timed."""
        began = perf_counter()
        woken = super().can_start(analyses, given, starts)
        self.sheet.scan += perf_counter() - began
        self.sheet.woken += woken
        return woken

    def wakes(self, analysis: Analysis) -> bool:
        """As a matcher, timed: for a form that is new, all that the scan and the phases ask of tokens is decided here."""
        began = perf_counter()
        woken = super().wakes(analysis)
        self.sheet.scan += perf_counter() - began
        return woken

    def run_phase(self, phase: int, lattice: Lattice, scene: Scene | None = None) -> PhaseResult:
        """As a matcher, timed; and what stands is counted."""
        began = perf_counter()
        result = super().run_phase(phase, lattice, scene)
        self.sheet.phases[phase] += perf_counter() - began
        self.sheet.looked_at.add((lattice.start, lattice.end))
        for made in (result.removals, result.mentions, result.events, result.extensions):
            for each in made:
                self.sheet.rule(phase, each.rule).stood += 1
        return result

    def _watched(self, number: int, plain: Phase) -> Phase:
        phase = copy(plain)
        phase.forward = tuple(_Forward(rule, lambda name: self.sheet.rule(number, name)) for rule in plain.forward)
        phase.outward = tuple(_Outward(rule, lambda name: self.sheet.rule(number, name)) for rule in plain.outward)
        return phase


class _Forward(Forward):
    """A rule that is matched from left to right, with a clock."""

    def __init__(self, plain: Forward, tally: Callable[[str], Tally]) -> None:
        vars(self).update(vars(plain))
        self._tally = tally

    def found(self, scene: Scene, start: int, states: Sequence[State], plan: Plan | None) -> Found | None:
        began = perf_counter()
        found = super().found(scene, start, states, plan)
        took = perf_counter() - began
        tally = self._tally(self.rule.name)
        tally.seconds += took
        tally.tries += 1
        tally.matches += found is not None
        return found


class _Outward(Outward):
    """A rule that is matched outward, with a clock."""

    def __init__(self, plain: Outward, tally: Callable[[str], Tally]) -> None:
        vars(self).update(vars(plain))
        self._tally = tally

    def match(self, scene: Scene, triggers: Iterable[tuple[int, Captures]]) -> Iterator[Match]:
        ways = list(triggers)
        began = perf_counter()
        found = list(super().match(scene, ways))
        took = perf_counter() - began
        tally = self._tally(self.rule.name)
        tally.seconds += took
        tally.tries += len(ways)
        tally.matches += len(found)
        return iter(found)
