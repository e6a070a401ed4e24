"""The trigger scan: what a sentence needs for any event rule to match (DESIGN 4.3).

In: the phases of a program, its tables. Out, by `wakes`: for each variant of an event rule the ways in which a sentence can have
what it needs. They may wake a sentence in vain and never let one with an event sleep: what they ask of the tokens is part of every
match, whatever readings are taken away (that can't make a test of *one* reading true, so tests of all readings are weakened to
that).

A mention is followed to the rules that make it, one way for each: `trigger:VerbGroup[lemma in @reporting.Q]` and a rule that
says `lemma = head.lemma` need a token that passes the test of `head` and has one of these lemmas. What is made of its own kind
needs nothing more: it has to begin somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from extractor.matching import program as p
from extractor.matching.automaton import needed
from extractor.matching.lower import Tables
from extractor.matching.symbols import required

Group = frozenset[p.TokenTest | int]
"""Token tests (or GIVEN) of which one must hold. None can: the empty group."""

Way = frozenset[Group]
"""Groups of which each must have one that holds. Nothing is asked: the empty way."""

LARGEST_WAY: Final = 3
"""Groups kept of a way, those that hold most rarely; more would cost more than they save."""

MOST: Final = 10_000
"""Mention tests followed in all; beyond that every sentence is looked at."""

WORDLESS: Final = 16.0
"""How common a test that names no word is taken to be."""


def wakes(
    phases: Sequence[p.PhaseProgram], tables: Tables, events: Iterable[str], given: Iterable[str]
) -> tuple[p.Wake, ...]:
    """What wakes a sentence. `events` are the event types; `given` the types of mentions that no rule needs to make."""
    scan = _Scan(phases, tables, frozenset(events), frozenset(given))
    found = [scan.variant(rule, each) for phase in phases for rule in phase.events for each in rule.variants]
    return tuple(dict.fromkeys(wake for wake in found if wake.ways))


class _Scan:
    def __init__(
        self, phases: Sequence[p.PhaseProgram], tables: Tables, events: frozenset[str], given: frozenset[str]
    ) -> None:
        self.chunks = [rule for phase in phases for rule in phase.chunks]
        self.events, self.given, self.tables = events, given, tables
        self.lists = list(tables.lists)
        self.tokens = list(tables.tokens)
        self.mentions = list(tables.mentions)
        self.made: dict[str, int] = {}
        for number, phase in enumerate(phases, 1):
            self.made.update((rule.type, number) for rule in phase.chunks)
            # Which event types a rule may emit can depend on its list.
            self.made.update((name, number) for name in sorted(events) if phase.events)
        self.path: list[p.MentionTest] = []
        self.asked = 0

    def variant(self, rule: p.EventRule, variant: p.Variant) -> p.Wake:
        """What one variant of an event rule needs."""
        sides = {group for code in (variant.left, variant.right) for group in self.passed(code)}
        ways = {_shortest(way | sides) for way in self.trigger(rule, variant)}
        minimal = [way for way in ways if not any(other < way for other in ways)]
        numbered = sorted(self.numbered(way) for way in minimal if frozenset() not in way)
        codes = (variant.trigger, variant.left, variant.right)
        needs = {need for code in codes for need in self.needs(code)}
        return p.Wake(tuple(numbered), tuple(sorted(needs, key=lambda n: (n.settled, n.operation, n.number))))

    def numbered(self, way: Way) -> p.Way:
        """The way with tests by their numbers."""
        groups = sorted((_cost(group), sorted(map(self.number, group))) for group in way)
        return tuple(tuple(numbers) for _, numbers in groups)

    def number(self, test: p.TokenTest | int) -> int:
        """The number of a token test."""
        return test if isinstance(test, int) else self.tables.token(test)

    def needs(self, code: p.Code) -> Iterator[p.Need]:
        """The tests that every match of a code passes, as far as they are settled before the last phase."""
        for operation, number in sorted(needed(code.instructions)):
            if operation == p.TYPED:
                types = self.mentions[number].types
                yield p.Need(p.TYPED, number, max((self.made.get(name, 0) for name in types), default=0))
            elif operation == p.TOKEN and number >= 0 and not isinstance(self.tokens[number], p.OnlyReadings):
                yield p.Need(p.TOKEN, number, 0)

    def trigger(self, rule: p.EventRule, variant: p.Variant) -> list[Way]:
        """The ways to the trigger of a variant."""
        operation, number, take = variant.trigger.instructions[0]
        if not variant.edge or operation == p.LISTED:
            return [frozenset(self.passed(variant.trigger))]
        more = [c.test for c in variant.trigger.takes[take].alone if isinstance(c, p.Holds)]
        if rule.key is not None and rule.key.capture in variant.trigger.takes[take].names:
            more.append(p.InList(rule.key.feature, rule.list))
        if operation == p.TOKEN:
            return [frozenset((frozenset((_narrowed(self.tokens[number], more),)),))]
        found = self.mentions[number]
        return self.mention(p.MentionTest(found.types, _every([*_given(found.test), *more])))

    def passed(self, code: p.Code) -> list[Group]:
        """What every match of a code asks of the tokens."""
        groups = [self.edge(operation, number) for operation, number in sorted(needed(code.instructions))]
        starts = code.starts
        if not starts.anything:
            first = [self.edge(p.TOKEN, number) for number in starts.tokens]
            first += [self.edge(p.TYPED, number) for number in starts.mentions]
            groups.append(_either(first))
        return [group for group in groups if group is not None]

    def edge(self, operation: int, number: int) -> Group | None:
        """What an edge needs; None where nothing is known."""
        if operation == p.TOKEN:
            return frozenset((_narrowed(self.tokens[number], []),)) if number >= 0 else frozenset()
        if operation == p.TYPED:
            return _merged(self.mention(self.mentions[number]))
        return self.entry(number, None)

    def mention(self, wanted: p.MentionTest) -> list[Way]:
        """The ways to a mention that passes the test."""
        if wanted in self.path:
            return []
        self.asked += 1
        if self.asked > MOST:
            return [frozenset()]
        ways = [] if self.given.isdisjoint(wanted.types) else [frozenset((frozenset((p.GIVEN,)),))]
        # Event mentions stand over triggers of other events, which have needs of their own.
        self.path.append(wanted)
        for rule in self.chunks:
            if rule.type in wanted.types:
                way = self.maker(rule, wanted.test)
                if frozenset() not in way:
                    ways.append(way)
        self.path.pop()
        return ways

    def maker(self, rule: p.ChunkRule, test: p.Test | None) -> Way:
        """What a chunk rule needs to make a mention that passes the test."""
        given = dict(rule.features)
        groups = self.passed(rule.code)
        for asked in _asked(test):
            group = self.value(rule, given[asked.feature], asked) if asked.feature in given else frozenset()
            if group is not None:
                groups.append(group)
        return _shortest(groups)

    def value(self, rule: p.ChunkRule, expression: p.Expression, asked: p.Is | p.InList) -> Group | None:
        """What a chunk rule needs for an expression to have a value that is asked for."""
        match expression:
            case p.Constant(value):
                return None if value in (required(asked, asked.feature, self.lists) or ()) else frozenset()
            case p.Else(one, other) | p.If(one, _, other):
                return _either([self.value(rule, one, asked), self.value(rule, other, asked)])
            case p.Feature(name, feature):
                return self.capture(rule.code, name, msgspec.structs.replace(asked, feature=feature))

    def capture(self, code: p.Code, name: str, asked: p.Is | p.InList) -> Group | None:
        """What a code needs to capture something that has what is asked for."""
        groups: list[Group | None] = []
        for operation, number, take in code.instructions:
            if operation not in (p.TOKEN, p.TYPED, p.LISTED) or take < 0 or name not in code.takes[take].names:
                continue
            if operation == p.TOKEN:
                groups.append(frozenset((_narrowed(self.tokens[number], [asked]),)))
            elif operation == p.TYPED:
                found = self.mentions[number]
                groups.append(_merged(self.mention(p.MentionTest(found.types, _every([*_given(found.test), asked])))))
            else:
                groups.append(self.entry(number, asked))
        return _either(dict.fromkeys(groups))

    def entry(self, number: int, asked: p.Is | p.InList | None) -> Group:
        """What an entry of a list needs: of each entry the longest word, which is often the rarest."""
        found, values = self.lists[number], None
        if asked is not None and asked.feature == "entry":
            values = required(asked, "entry", self.lists)
        words = {max(e.words, key=lambda word: (len(word), word)) for e in found.entries if values is None or e.text in values}
        listed = tuple(sorted(words))
        return frozenset((p.AnyReading(p.Is("lemma", listed)) if found.lemmas else p.Forms(listed),))


def _either(groups: Iterable[Group | None]) -> Group | None:
    """What is needed when each of several ways will do."""
    found: set[p.TokenTest | int] = set()
    for group in groups:
        if group is None:
            return None
        found |= group
    return frozenset(found)


def _merged(ways: list[Way]) -> Group | None:
    """Several ways as one group: of each way what holds most rarely."""
    return _either(min(way, key=_order) if way else None for way in ways)


def _shortest(groups: Iterable[Group]) -> Way:
    """The groups of a way that hold most rarely."""
    distinct = set(groups)
    kept = [group for group in distinct if not any(other < group for other in distinct)]
    return frozenset(sorted(kept, key=_order)[:LARGEST_WAY])


def _order(group: Group) -> tuple[float, str]:
    return (_cost(group), repr(sorted(map(repr, group))))


def _cost(group: Group) -> float:
    """How common something is that the group asks for: a guess, by the law that common words are short (Zipf 1935)."""
    return sum(map(_commonness, group))


def _commonness(test: p.TokenTest | int) -> float:
    if isinstance(test, int):
        return 1.0
    if isinstance(test, p.Forms):
        return sum(2.0 ** (4 - len(form)) for form in test.forms)
    lemmas = _lemmas(test.test)
    if lemmas is None:
        return WORDLESS
    return sum(2.0 ** (4 - len(lemma)) for lemma in lemmas)


def _lemmas(test: p.Test) -> tuple[str, ...] | None:
    """The lemmas one of which the test asks for. A list counts as one long word: what is in it hardly matters here."""
    match test:
        case p.Is("lemma", values):
            return values
        case p.InList("lemma", _):
            return ("listed",)
        case p.Every(parts):
            found = [lemmas for part in parts if (lemmas := _lemmas(part)) is not None]
            return min(found, key=len) if found else None
        case _:
            return None


def _asked(test: p.Test | None) -> Iterator[p.Is | p.InList]:
    """The parts of a test that each must hold and name values of a feature."""
    match test:
        case p.Is() | p.InList():
            yield test
        case p.Every(parts):
            for part in parts:
                yield from _asked(part)


def _narrowed(test: p.TokenTest, more: list[p.Test]) -> p.TokenTest:
    """A token test with more asked of the reading, weakened to a test of one reading."""
    if isinstance(test, p.Forms):
        return test
    return p.AnyReading(_every([test.test, *more]) or test.test)


def _given(test: p.Test | None) -> list[p.Test]:
    return [] if test is None else [test]


def _every(tests: Sequence[p.Test]) -> p.Test | None:
    return p.Every(tuple(tests)) if len(tests) > 1 else tests[0] if tests else None
