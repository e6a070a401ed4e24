"""Symbols: what a token is to the rules, decided once for each distinct analysis.

In: the token tests of a program, an `Analysis`. Out: its `Symbol`, which says for every test whether it holds. Analyses that
pass the same tests share one symbol; the rules can't tell them apart. The one way in is `Symbols.table`; a table is
bounded and thrown away when it is full, so memory doesn't grow with the corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Final

import msgspec

from extractor.matching import program as p
from extractor.matching.readings import Decide, test_of
from extractor.matching.waking import Waking
from extractor.text.document import Analysis, Reading

LARGEST: Final = 50_000
"""Analyses kept in one table."""


class Symbol(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A class of analyses: its number within its table, the numbers of the token tests that hold, the `signs` of the trigger scan
    that they make (as bits, see `Waking`), and the pairs of signs whose first (`before`) or second token (`after`) they make.
    `wakes`: one of the signs, or of the pairs that it may end, is among those of which every sentence that wakes has one (unless
    a given mention alone wakes some)."""

    number: int
    tests: frozenset[int]
    signs: int
    before: int
    after: int
    wakes: bool


NOTHING: Final = Symbol(-1, frozenset(), 0, 0, 0, False)
"""Where there is no token."""


class SymbolTable:
    """Symbols by analysis. Two symbols of one table are the same object or differ in a test."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.by_id: dict[int, Symbol] = {}
        self.known: list[Symbol] = []
        self._by_tests: dict[frozenset[int], Symbol] = {}
        # An id is only good while its object lives.
        self._kept: list[Analysis] = []
        self._lock = Lock()

    def of(self, analysis: Analysis) -> Symbol:
        """The symbol of an analysis."""
        return self.by_id.get(id(analysis)) or self._add(analysis)

    def _add(self, analysis: Analysis) -> Symbol:
        tests = self.symbols.tests_of(analysis)
        with self._lock:
            symbol = self._by_tests.get(tests)
            if symbol is None:
                waking = self.symbols.waking
                signs = waking.bits(tests)
                before, after = waking.sides(signs)
                symbol = Symbol(len(self.known), tests, signs, before, after, (signs | after) & waking.keys != 0)
                self._by_tests[tests] = symbol
                self.known.append(symbol)
            self._kept.append(analysis)
            self.by_id[id(analysis)] = symbol
        return symbol

    @property
    def full(self) -> bool:
        """Whether it is time for a new table."""
        return len(self._kept) >= LARGEST


class Symbols:
    """The token tests of a program, ready to be decided."""

    def __init__(self, tests: Sequence[p.TokenTest], lists: Sequence[p.WordList], scan: p.TriggerScan) -> None:
        """`scan` says which tests are signs."""
        self.waking = Waking(scan)
        self._decide: list[Decide | None] = []
        self._only: frozenset[int] = frozenset(n for n, test in enumerate(tests) if isinstance(test, p.OnlyReadings))
        self._words: dict[str, list[int]] = {}
        self._forms: dict[str, list[int]] = {}
        self._by_feature: dict[str, dict[str, list[int]]] = {"lemma": {}, "upos": {}}
        self._others: list[int] = []
        for number, test in enumerate(tests):
            if isinstance(test, p.Forms):
                for form in test.forms:
                    (self._forms if test.exact else self._words).setdefault(form, []).append(number)
                self._decide.append(None)
            else:
                self._decide.append(test_of(test.test, lists))
                self._index(number, test, lists)
        self._table = SymbolTable(self)

    def _index(self, number: int, test: p.AnyReading | p.OnlyReadings, lists: Sequence[p.WordList]) -> None:
        """Files a test under the lemmas or parts of speech without which it can't hold."""
        for feature, index in self._by_feature.items():
            values = required(test.test, feature, lists)
            if values is not None:
                for value in values:
                    index.setdefault(value, []).append(number)
                return
        self._others.append(number)

    def table(self) -> SymbolTable:
        """The present table. Use one for a whole sentence: symbols of different tables have nothing to do with one another."""
        if self._table.full:
            self._table = SymbolTable(self)
        return self._table

    def tests_of(self, analysis: Analysis) -> frozenset[int]:
        """The numbers of the tests that hold."""
        found = [*self._words.get(analysis.word, ()), *self._forms.get(analysis.form, ())]
        possible = set(self._others)
        for reading in analysis.readings:
            for feature, index in self._by_feature.items():
                possible.update(index.get(reading.get(feature, ""), ()))
        found += [number for number in possible if self._holds(number, analysis)]
        return frozenset(found)

    def _holds(self, number: int, analysis: Analysis) -> bool:
        decide = self._decide[number]
        if decide is None:
            return False
        if number in self._only:
            return bool(analysis.readings) and all(decide(reading, analysis) for reading in analysis.readings)
        return any(decide(reading, analysis) for reading in analysis.readings)

    def readings(self, number: int, analysis: Analysis) -> tuple[Reading, ...]:
        """The readings that satisfy a test that holds; all of them where it is about the form or about every reading."""
        decide = self._decide[number]
        if decide is None or number in self._only:
            return analysis.readings
        return tuple(reading for reading in analysis.readings if decide(reading, analysis))


def required(test: p.Test, feature: str, lists: Sequence[p.WordList]) -> tuple[str, ...] | None:
    """Values of the feature of which a reading must have one to satisfy the test; None where nothing can be said."""
    match test:
        case p.Is(name, values) if name == feature:
            return values
        case p.InList(name, number) if name == feature:
            return tuple(entry.text for entry in lists[number].entries)
        case p.Every(parts):
            return next((needed for part in parts if (needed := required(part, feature, lists)) is not None), None)
        case p.Some(parts):
            found = [required(part, feature, lists) for part in parts]
            if any(some is None for some in found):
                return None
            return tuple(sorted({value for some in found if some for value in some}))
        case _:
            return None
