"""Symbols: what a token is to the rules, decided once for each distinct analysis.

In: the token tests of a program, an `Analysis`. Out: its `Symbol`, which says for every test whether it holds. Analyses that
pass the same tests share one symbol; the rules can't tell them apart. The one way in is `Symbols.table`; a table is
bounded and thrown away when it is full, so memory doesn't grow with the corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Final

import msgspec
from regex import compile

from extractor.matching import program as p
from extractor.matching.filing import file_tests
from extractor.matching.made import Made, later
from extractor.matching.readings import Decide, test_of
from extractor.matching.ready import Ready
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
                signs, before, after = waking.shown(tests)
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

    def __init__(
        self, tests: Sequence[p.TokenTest], lists: Sequence[p.WordList], scan: p.TriggerScan, ready: Ready | None = None
    ) -> None:
        """`scan` says which tests are signs. `ready` is what was made of all these before."""
        self.waking = Waking(scan, None if ready is None else ready.keyed)
        self.filed = file_tests(tests, lists) if ready is None else ready.filed
        self._decide: Made[int, Decide | None] = Made(lambda number: _decide(tests[number], lists))
        self._tests = tests
        self._only = frozenset(self.filed.only)
        self._by_bundle: dict[tuple[tuple[str, str], ...], tuple[int, ...]] = {}
        self._table = SymbolTable(self)

    def table(self) -> SymbolTable:
        """The present table. Use one for a whole sentence: symbols of different tables have nothing to do with one another."""
        if self._table.full:
            self._table = SymbolTable(self)
        return self._table

    def tests_of(self, analysis: Analysis) -> frozenset[int]:
        """The numbers of the tests that hold."""
        filed = self.filed
        found = [*filed.words.get(analysis.word, ()), *filed.forms.get(analysis.form, ())]
        readings = analysis.readings
        if readings:
            found += self._of_form(analysis)
        possible = set(filed.others)
        for reading in readings:
            found += self._of_bundle(reading, analysis)
            possible.update(filed.parts.get(reading.get("upos", ""), ()))
            lemma = filed.lemmas.get(reading.get("lemma", ""))
            if lemma is not None:
                possible.update(filed.sets[lemma])
        only, decides = self._only, self._decide
        for number in possible:
            decide = decides[number]
            if decide is None:
                continue
            if number in only:
                if readings and all(decide(reading, analysis) for reading in readings):
                    found.append(number)
                continue
            for reading in readings:
                if decide(reading, analysis):
                    found.append(number)
                    break
        return frozenset(found)

    def _of_form(self, analysis: Analysis) -> list[int]:
        """The tests of the form alone that hold for any reading, and so for all."""
        form, reading = analysis.form, analysis.readings[0]
        searched, others, unless = self._spelling
        found = [number for number, search in searched if search(form)]
        found += [number for number, decide in others if decide(reading, analysis)]
        without = unless.get(form)
        found += unless[None] if without is None else without
        found += self.filed.spelled.get(form, ())
        return found

    @later
    def _spelling(
        self,
    ) -> tuple[list[tuple[int, Callable[[str], object]]], list[tuple[int, Decide]], dict[str | None, tuple[int, ...]]]:
        """The tests of something about the form: searches in it; others; and those that only ask it not to be one of a few, by
        the forms that are asked for (None: all others) with what holds for each."""
        searched: list[tuple[int, Callable[[str], object]]] = []
        others: list[tuple[int, Decide]] = []
        denied: dict[int, tuple[str, ...]] = {}
        for number in self.filed.spelling:
            match self._tests[number]:
                case p.AnyReading(p.Like("word", expression)):
                    searched.append((number, compile(expression).search))
                case p.AnyReading(p.Isnt(p.Is("word", forms))):
                    denied[number] = forms
                case _:
                    decide = self._decide[number]
                    if decide is not None:
                        others.append((number, decide))
        unless: dict[str | None, tuple[int, ...]] = {None: tuple(denied)}
        for form in {form for forms in denied.values() for form in forms}:
            unless[form] = tuple([number for number, forms in denied.items() if form not in forms])
        return searched, others, unless

    def _of_bundle(self, reading: Reading, analysis: Analysis) -> tuple[int, ...]:
        """The lasting tests that hold for a reading: words are many, and what they are besides their lemma recurs."""
        bundle = tuple([item for item in reading.items() if item[0] != "lemma"])
        known = self._by_bundle.get(bundle)
        if known is None:
            if len(self._by_bundle) >= LARGEST:
                self._by_bundle = {}
            lasting, upos = self.filed.lasting, reading.get("upos", "")
            possible = lasting[""] + (lasting.get(upos, ()) if upos else ())
            holding = (n for n in possible if (decide := self._decide[n]) is not None and decide(reading, analysis))
            known = self._by_bundle[bundle] = tuple(holding)
        return known

    def readings(self, number: int, analysis: Analysis) -> tuple[Reading, ...]:
        """The readings that satisfy a test that holds; all of them where it is about the form or about every reading."""
        decide = self._decide[number]
        if decide is None or number in self._only:
            return analysis.readings
        return tuple(reading for reading in analysis.readings if decide(reading, analysis))


def _decide(test: p.TokenTest, lists: Sequence[p.WordList]) -> Decide | None:
    return None if isinstance(test, p.Forms) else test_of(test.test, lists)
