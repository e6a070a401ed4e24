"""Readings that `select` and `remove` take away from tokens.

In: a program; then matches of such rules, and analyses. Out, by `Losses`: which readings a rule would take, and what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extractor.matching import program as p
from extractor.matching.candidates import Removal
from extractor.matching.forward import Match
from extractor.matching.kept import Kept
from extractor.matching.lattice import Lattice
from extractor.matching.made import Made
from extractor.matching.readings import Decide, test_of
from extractor.text.document import Analysis

KEPT: Final = 50_000
"""Analyses with fewer readings that are kept, so that tokens that lost the same readings share one."""


class Losses:
    """What the selections of a program take away. It only remembers."""

    def __init__(self, program: p.Program) -> None:
        self._known: dict[tuple[str, int], Kept[frozenset[int]]] = {}
        self._same: dict[frozenset[int], frozenset[int]] = {}
        self._fewer: dict[tuple[int, tuple[int, ...]], Kept[Analysis]] = {}
        tests = {rule.name: rule.test for phase in program.phases for rule in phase.selections}
        self._tests: Made[str, Decide] = Made(lambda rule: test_of(tests[rule], program.lists))

    def of(self, rule: p.SelectionRule, analysis: Analysis) -> frozenset[int]:
        """The readings that a `select` or `remove` would take from a token."""
        key = (rule.name, id(analysis))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= KEPT:
                self._known, self._same = {}, {}
            decide = self._tests[rule.name]
            away = frozenset(
                number for number, reading in enumerate(analysis.readings) if decide(reading, analysis) != rule.keeps
            )
            # The analysis is kept too, for an id is only good while its object lives. Of sets there are few.
            known = self._known[key] = Kept(self._same.setdefault(away, away), analysis)
        return known.value

    def proposed(self, rule: p.SelectionRule, match: Match, lattice: Lattice) -> Iterator[Removal]:
        """What a `select` or `remove` would take away where it matched."""
        for taken in match.binding.get(rule.capture, ()):
            if taken.analysis is not None and taken.end - taken.start == 1:
                away = self.of(rule, token_at(lattice, taken.start))
                if away:
                    yield Removal(rule.name, taken.start, away, rule.priority)

    def left(self, analysis: Analysis, kept: tuple[int, ...]) -> Analysis:
        """The analysis with these readings only: one object for all tokens that come to the same."""
        key = (id(analysis), kept)
        found = self._fewer.get(key)
        if found is None:
            if len(self._fewer) >= KEPT:
                self._fewer = {}
            fewer = Analysis(analysis.form, analysis.word, tuple(analysis.readings[number] for number in kept))
            # The first analysis is kept with the second, for an id is only good while its object lives.
            found = self._fewer.setdefault(key, Kept(fewer, analysis))
        return found.value


def token_at(lattice: Lattice, position: int) -> Analysis:
    """The analysis of the token at a position of the text."""
    return lattice.analyses[position - lattice.start]
