"""Symbols: what a token is to the rules, decided once for each distinct analysis.

In: the token tests of a program, an `Analysis`. Out: its `Symbol`, which says for every test whether it holds. Analyses that
pass the same tests share one symbol; the rules can't tell them apart. The one way in is `Symbols.table`; a table is
bounded and thrown away when it is full, so memory doesn't grow with the corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from threading import Lock
from typing import Final

import msgspec
from regex import compile

from extractor.matching import program as p
from extractor.matching.divided import Divided, Group, Known
from extractor.matching.filing import file_tests
from extractor.matching.made import Made, later
from extractor.matching.profiles import Profiles
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

    def of_all(self, analyses: Iterable[Analysis]) -> list[Symbol]:
        """The symbols of analyses."""
        by_id, add = self.by_id, self._add
        return [by_id.get(id(analysis)) or add(analysis) for analysis in analyses]

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
        return len(self._kept) >= self.symbols.limit


class Symbols:
    """The token tests of a program, ready to be decided."""

    def __init__(
        self,
        tests: Sequence[p.TokenTest],
        lists: Sequence[p.WordList],
        scan: p.TriggerScan,
        ready: Ready | None,
        profiles: Profiles,
    ) -> None:
        """`scan` says which tests are signs. `ready` is what was made of all these before; `profiles` are those of a program with
        these tests."""
        self.waking = Waking(scan, None if ready is None else ready.keyed)
        self.filed = file_tests(tests, lists) if ready is None else ready.filed
        self._decide: Made[int, Decide | None] = Made(lambda number: _decide(tests[number], lists))
        self._divided = Divided(tests, lists)
        self._by_lemma: Made[int, Group] = Made(lambda number: self._divided.group(self.filed.sets[number]))
        self._by_part: Made[str, Group] = Made(lambda upos: self._divided.group(self.filed.parts.get(upos, ())))
        self._lasting: Made[str, Group] = Made(lambda upos: self._divided.group(self.filed.lasting.get(upos, ())))
        self._tests = tests
        self._only = frozenset(self.filed.only)
        self._profiles = profiles
        self._by_form: dict[Hashable, frozenset[int]] = {}
        self._by_bundle: dict[Hashable, tuple[frozenset[int], Known]] = {}
        self._by_reading: dict[Hashable, tuple[frozenset[int], frozenset[int]]] = {}
        self._sets: dict[frozenset[int], frozenset[int]] = {}
        self.limit = LARGEST
        """Analyses kept in one table."""
        self._table = SymbolTable(self)

    def table(self) -> SymbolTable:
        """The present table. Use one for a whole sentence: symbols of different tables have nothing to do with one another."""
        if self._table.full:
            self._table = SymbolTable(self)
        return self._table

    def tests_of(self, analysis: Analysis) -> frozenset[int]:
        """The numbers of the tests that hold."""
        form, *profiles = self._profiles.of(analysis)
        filed, readings = self.filed, analysis.readings
        found = [frozenset(filed.words.get(analysis.word, ())), frozenset(filed.forms.get(analysis.form, ()))]
        if not readings:
            return found[0] | found[1]
        if len(self._by_form) + len(self._by_bundle) + len(self._by_reading) >= LARGEST:
            self._by_form, self._by_bundle, self._by_reading, self._sets = {}, {}, {}, {}
        spelled = self._by_form.get(form)
        if spelled is None:
            spelled = self._by_form[form] = self._of_form(analysis)
        found.append(spelled)
        every = []
        for profile, reading in zip(profiles, readings, strict=True):
            known = self._by_reading.get((form, profile))
            if known is None:
                known = self._by_reading[form, profile] = self._of_reading(reading, analysis)
            found.append(known[0])
            every.append(known[1])
        return every[0].intersection(*every[1:]).union(*found)

    def _of_form(self, analysis: Analysis) -> frozenset[int]:
        """The tests of the form alone that hold for any reading, and so for all."""
        form, reading = analysis.form, analysis.readings[0]
        searched, others, unless = self._spelling
        found = [number for number, search in searched if search(form)]
        found += [number for number, decide in others if decide(reading, analysis)]
        without = unless.get(form)
        found += unless[None] if without is None else without
        found += self.filed.spelled.get(form, ())
        return frozenset(found)

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

    def _of_reading(self, reading: Reading, analysis: Analysis) -> tuple[frozenset[int], frozenset[int]]:
        """The tests of any reading that hold for a reading of a form, and those of every reading as far as it goes."""
        filed, upos = self.filed, reading.get("upos", "")
        bundle = tuple([item for item in reading.items() if item[0] != "lemma"])
        lasting, known = self._by_bundle.get(bundle) or self._add_bundle(bundle, upos, reading, analysis)
        lemma = filed.lemmas.get(reading.get("lemma", ""))
        holding: list[int] = []
        for group in (self._others, self._by_part[upos], () if lemma is None else self._by_lemma[lemma]):
            holding += self._divided.holding(group, reading, analysis, known)
        some = lasting.union([number for number in holding if number not in self._only])
        every = frozenset([number for number in holding if number in self._only])
        # One object for all sets that are equal: there are few.
        return self._sets.setdefault(some, some), self._sets.setdefault(every, every)

    def _add_bundle(self, bundle: Hashable, upos: str, reading: Reading, analysis: Analysis) -> tuple[frozenset[int], Known]:
        """The tests that ask neither for the lemma nor for the form and hold, and what is known of the bundle with that."""
        known: Known = {}
        groups = [self._lasting[part] for part in {"", upos}]
        holding = [number for group in groups for number in self._divided.holding(group, reading, analysis, known)]
        added = self._by_bundle[bundle] = frozenset(holding), known
        return added

    @later
    def _others(self) -> Group:
        """The tests that may hold for any reading."""
        return self._divided.group(self.filed.others)

    def readings(self, number: int, analysis: Analysis) -> tuple[Reading, ...]:
        """The readings that satisfy a test that holds; all of them where it is about the form or about every reading."""
        decide = self._decide[number]
        if decide is None or number in self._only:
            return analysis.readings
        return tuple(reading for reading in analysis.readings if decide(reading, analysis))


def _decide(test: p.TokenTest, lists: Sequence[p.WordList]) -> Decide | None:
    return None if isinstance(test, p.Forms) else test_of(test.test, lists)
