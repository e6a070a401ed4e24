"""With which tokens a mention can begin or end that isn't made yet.

In: a program, the number of a mention test. Out: a `Begin`, from the first elements (backward: the last ones) of the rules that
make such mentions. The ways in are `Firsts.of` and, for what the tokens of a sentence show of it, `Firsts.shown`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Final

from extractor.matching import program as p
from extractor.matching.scene import Scene
from extractor.matching.walks import WALKS, closure, last_places
from extractor.text.document import Analysis

Shown = int
"""What a token shows, as the bits of a number: a bit for each token test that holds for it, and behind these one for each list
with an entry that it begins (or ends). Numbers, because they are kept by the thousand: sets would be gone through by Python's
collector of garbage again and again."""

Begin = int | None
"""Of these bits a token shows one. None: nothing is known."""

HIDDEN: Final[Shown] = -1
"""What a token in a hole shows: anything, for nothing is known of what stands there."""

KEPT: Final = 50_000
"""Analyses for which it is kept what a token shows."""


class Firsts:
    """The beginnings and ends of mentions, each worked out when it is first asked for."""

    def __init__(self, program: p.Program, given: Collection[str]) -> None:
        """`given` are the types of mentions that may stand in a sentence before any rule has run."""
        self.program, self.given = program, frozenset(given)
        self.makers: dict[str, list[tuple[int, p.ChunkRule]]] = {}
        for number, phase in enumerate(program.phases):
            for rule in phase.chunks:
                self.makers.setdefault(rule.type, []).append((number, rule))
        self._lists = len(program.tokens)
        """The bit of the first list."""
        self._tests: dict[frozenset[int], Shown] = {}
        self._shown: tuple[dict[Analysis, Shown], dict[Analysis, Shown]] = ({}, {})
        self._events = frozenset(event.name for event in program.event_types)
        self._known: dict[tuple[int, int, bool], Begin] = {}
        self._features: dict[str, dict[str, p.Expression]] = {}

    def of(self, test: int, phase: int, backward: bool) -> Begin:
        """The first tokens (backward: the last ones) of mentions that pass the test and are made before a phase."""
        wanted = self.program.mentions[test]
        if not self.given.isdisjoint(wanted.types) or not self._events.isdisjoint(wanted.types):
            return None
        makers = list(self._makers(wanted, phase))
        # All phases that make no more of them are one to those who ask.
        key = (test, max((number for number, _ in makers), default=-1), backward)
        if key not in self._known:
            found: Begin = 0
            for number, rule in makers:
                some = self.of_code(rule.code, number, backward)
                found = None if found is None or some is None else found | some
            self._known[key] = found
        return self._known[key]

    def _makers(self, wanted: p.MentionTest, phase: int) -> Iterator[tuple[int, p.ChunkRule]]:
        """The rules before a phase whose mentions may pass the test, as far as values are written in the rule."""
        tests = wanted.test.parts if isinstance(wanted.test, p.Every) else (wanted.test,)
        asked = [(test.feature, test.values) for test in tests if isinstance(test, p.Is)]
        for name in wanted.types:
            for number, rule in self.makers.get(name, ()):
                if number < phase and self._can_have(rule, asked):
                    yield number, rule

    def _can_have(self, rule: p.ChunkRule, asked: Collection[tuple[str, tuple[str, ...]]]) -> bool:
        features = self._features.get(rule.name)
        if features is None:
            features = self._features[rule.name] = dict(rule.features)
        for name, values in asked:
            expression = features.get(name)
            if expression is None or (isinstance(expression, p.Constant) and expression.value not in values):
                return False
        return True

    def of_code(self, code: p.Code, phase: int, backward: bool) -> Begin:
        """The first (last) tokens over which a code of a phase can walk; the code itself walks forward."""
        instructions = code.instructions
        if backward:
            places = last_places(instructions)
        else:
            places = [place for place in closure(instructions, 0) if instructions[place][0] in WALKS]
        found = 0
        for place in places:
            operation, number, _ = instructions[place]
            if operation == p.STEP:
                return None
            if number < 0:
                continue
            if operation == p.TYPED:
                some = self.of(number, phase, backward)
                if some is None:
                    return None
                found |= some
            else:
                found |= 1 << (number if operation == p.TOKEN else self._lists + number)
        return found

    def shown(self, scene: Scene, backward: bool) -> list[Shown]:
        """What each token of a sentence shows to those who come from the left (backward: from the right)."""
        known, hidden, base = self._shown[backward], scene.lattice.hidden, scene.base
        if len(known) >= KEPT:
            known.clear()
        found: list[Shown] = []
        for place, analysis in enumerate(scene.lattice.analyses):
            shown = HIDDEN if hidden and base + place in hidden else known.get(analysis)
            if shown is None:
                shown = known[analysis] = self._shows(analysis, scene.truth[place], backward)
            found.append(shown)
        return found

    def _shows(self, analysis: Analysis, tests: frozenset[int], backward: bool) -> Shown:
        found = self._tests.get(tests)
        if found is None:
            if len(self._tests) >= KEPT:
                self._tests.clear()
            found = self._tests[tests] = sum(1 << test for test in tests)
        words = self._words[backward]
        found |= words.get(("", analysis.word), 0)
        for reading in analysis.readings:
            found |= words.get(("lemma", reading.get("lemma", "")), 0)
        return found

    @cached_property
    def _words(self) -> tuple[dict[tuple[str, str], Shown], dict[tuple[str, str], Shown]]:
        """For a form or lemma the lists that chunk rules and triggers ask for and of which an entry begins with it; then those of
        which one ends with it."""
        codes = [rule.code for makers in self.makers.values() for _, rule in makers]
        codes += [each.trigger for phase in self.program.phases for rule in phase.events for each in rule.variants]
        asked = {number for code in codes for operation, number, _ in code.instructions if operation == p.LISTED and number >= 0}
        first: dict[tuple[str, str], Shown] = {}
        last: dict[tuple[str, str], Shown] = {}
        for number in sorted(asked):
            bit, kind = 1 << self._lists + number, "lemma" if self.program.lists[number].lemmas else ""
            for entry in self.program.lists[number].entries:
                for words, word in ((first, entry.words[0]), (last, entry.words[-1])):
                    words[kind, word] = words.get((kind, word), 0) | bit
        return first, last
