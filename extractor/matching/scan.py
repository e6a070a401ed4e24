"""The trigger scan: which tokens can wake a sentence (DESIGN 4.3).

In: the phases of a program, its tables. Out: token tests one of which holds somewhere in every sentence with an event
(`trigger_scan`) or with a match of one rule that makes mentions (`rule_scan`). They may
wake a sentence in vain and never let one with an event sleep: what they ask is part of every match, whatever readings are taken
away (that can't make a test of *one* reading true, so tests of all readings are weakened to that).

A mention is followed to the rules that make it: `trigger:VerbGroup[lemma in @reporting.Q]` and a rule that says
`lemma = head.lemma` need a token that passes the test of `head` and has one of these lemmas. What is made of its own kind needs
nothing more: it has to begin somewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from extractor.matching import program as p
from extractor.matching.lower import Tables
from extractor.matching.symbols import required
from extractor.matching.walks import needed

Group = frozenset[p.TokenTest]
"""Token tests of which one must hold. None can: the empty group."""

ENTRY: Final = "entry"
"""What a capture of an entry of a list has besides the features of its first word."""

DEEPEST: Final = 4
"""How many mentions made of mentions are followed; beyond that nothing is known."""

WORDLESS: Final = 10_000.0
"""How common a test that names no word is taken to be."""

UNNAMED: Final = 0.01
"""How common a word is taken to be that no test names by itself."""


def trigger_scan(
    phases: Sequence[p.PhaseProgram], tables: Tables, events: Iterable[str], given: Iterable[str]
) -> p.TriggerScan:
    """What wakes a sentence. `events` are the event types; `given` the types of mentions that no rule needs to make."""
    scan = _Scan(phases, tables, frozenset(events) | frozenset(given))
    return _waking(tables, [scan.variant(rule, each) for rule in scan.events for each in rule.variants])


def rule_scan(phases: Sequence[p.PhaseProgram], tables: Tables, name: str, given: Iterable[str]) -> p.TriggerScan:
    """What wakes a sentence for the chunk rule of this name; events are followed to the rules that make them, too."""
    scan = _PhasedScan(phases, tables, frozenset(given))
    return _waking(tables, [scan.code(rule.code) for rule in scan.chunks if rule.name == name])


def _waking(tables: Tables, groups: Iterable[Group | None]) -> p.TriggerScan:
    """The scan for which any of these groups will do."""
    tests: set[int] = set()
    for group in groups:
        if group is None:
            return p.TriggerScan(always=True)
        tests |= {tables.token(test) for test in sorted(group, key=repr)}
    return p.TriggerScan(always=False, tests=tuple(sorted(tests)))


class _Scan:
    def __init__(self, phases: Sequence[p.PhaseProgram], tables: Tables, unmade: frozenset[str]) -> None:
        self.chunks = [rule for phase in phases for rule in phase.chunks]
        self.events = [rule for phase in phases for rule in phase.events]
        self.unmade = unmade
        self.lists = list(tables.lists)
        self.tokens = list(tables.tokens)
        self.mentions = list(tables.mentions)
        self.named = Counter(word for test in self.tokens for word in _words(test) or ())
        self.path: list[p.MentionTest] = []
        self.known: dict[p.MentionTest, Group | None] = {}
        self.entries: dict[tuple[int, p.Is | p.InList | None], Group] = {}

    def rarest(self, groups: Iterable[Group | None]) -> Group | None:
        """Of several needs the one that is met most rarely."""
        some = [group for group in groups if group is not None]
        return min(some, key=self.order) if len(some) > 1 else some[0] if some else None

    def order(self, group: Group) -> tuple[float, str]:
        """How common something is that the group asks for. A guess: what many tests name is a word of grammar, and common; the
        verbs and nouns that rules are about stand in lists."""
        return (sum(map(self.commonness, group)), repr(sorted(map(repr, group))))

    def commonness(self, test: p.TokenTest) -> float:
        """How common a token is for which the test holds."""
        words = _words(test, self.lists)
        return WORDLESS if words is None else sum(max(UNNAMED, float(self.named[word] ** 2)) for word in words)

    def variant(self, rule: p.EventRule, variant: p.Variant, types: tuple[str, ...] | None = None) -> Group | None:
        """What one variant of an event rule needs: what holds most rarely of its trigger and the words beside it.

        `types` are the event types that are wanted, None for all."""
        beside = [group for code in (variant.left, variant.right) for group in self.words(code)]
        return self.rarest([self.trigger(rule, variant, types), *beside])

    def trigger(self, rule: p.EventRule, variant: p.Variant, types: tuple[str, ...] | None) -> Group | None:
        """What the trigger of a variant needs."""
        operation, number, take = variant.trigger.instructions[0]
        if not variant.edge or operation == p.LISTED:
            return self.code(variant.trigger)
        more = [c.test for c in variant.trigger.takes[take].alone if isinstance(c, p.Holds)]
        if rule.key is not None and rule.key.capture in variant.trigger.takes[take].names:
            more.append(self.key(rule.key, rule.list, types))
        if operation == p.TOKEN:
            return frozenset((_narrowed(self.tokens[number], more),))
        found = self.mentions[number]
        return self.mention(p.MentionTest(found.types, _every([*_given(found.test), *more])))

    def key(self, key: p.Feature, number: int, types: tuple[str, ...] | None) -> p.Is | p.InList:
        """What the value is that gives an event its type: an entry of the list, with one of the types that are wanted."""
        if types is None or not self.lists[number].lemmas:
            return p.InList(key.feature, number)
        return p.Is(key.feature, tuple(sorted({e.text for e in self.lists[number].entries if e.event in types})))

    def words(self, code: p.Code) -> list[Group]:
        """What every match of a code asks of tokens, mentions left out."""
        groups = []
        for operation, number in sorted(needed(code.instructions)):
            if operation == p.TOKEN and number >= 0:
                groups.append(frozenset((_narrowed(self.tokens[number], []),)))
            elif operation == p.LISTED:
                groups.append(self.entry(number, None))
        return groups

    def code(self, code: p.Code) -> Group | None:
        """What every match of a code needs; mentions are followed only where no word helps."""
        words = self.words(code)
        if words:
            return self.rarest(words)
        typed = [number for operation, number in sorted(needed(code.instructions)) if operation == p.TYPED]
        found = [self.mention(self.mentions[number]) for number in typed]
        if not code.starts.anything:
            starts: list[Group | None] = [frozenset((_narrowed(self.tokens[n], []),)) for n in code.starts.tokens if n >= 0]
            found.append(_either([*starts, *(self.mention(self.mentions[number]) for number in code.starts.mentions)]))
        return self.rarest(found)

    def mention(self, wanted: p.MentionTest) -> Group | None:
        """What a mention that passes the test needs."""
        if wanted in self.known:
            return self.known[wanted]
        if wanted in self.path:
            return frozenset()
        if len(self.path) >= DEEPEST or not self.unmade.isdisjoint(wanted.types):
            return None
        self.path.append(wanted)
        group = _either(self.maker(rule, wanted.test) for rule in self.chunks if rule.type in wanted.types)
        self.path.pop()
        # What was found on the way to something else has left that out, so only whole answers are kept.
        if not self.path:
            self.known[wanted] = group
        return group

    def maker(self, rule: p.ChunkRule, test: p.Test | None) -> Group | None:
        """What a chunk rule needs to make a mention that passes the test; the empty group where it can't."""
        given = dict(rule.features)
        groups: list[Group | None] = []
        for asked in _asked(test):
            group = self.value(rule, given[asked.feature], asked) if asked.feature in given else frozenset()
            if group is not None and not group:
                return group
            groups.append(group)
        rarest = self.rarest(groups)
        return rarest if rarest is not None else self.code(rule.code)

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
            if operation == p.LISTED:
                groups.append(self.entry(number, asked))
            elif asked.feature == ENTRY:
                groups.append(frozenset())
            elif operation == p.TOKEN:
                groups.append(frozenset((_narrowed(self.tokens[number], [asked]),)))
            else:
                found = self.mentions[number]
                groups.append(self.mention(p.MentionTest(found.types, _every([*_given(found.test), asked]))))
        return _either(groups)

    def entry(self, number: int, asked: p.Is | p.InList | None) -> Group:
        """What an entry of a list needs: of each entry that has what is asked for the longest word, which is often the rarest."""
        if (number, asked) not in self.entries:
            self.entries[number, asked] = self.longest(number, asked)
        return self.entries[number, asked]

    def longest(self, number: int, asked: p.Is | p.InList | None) -> Group:
        """The longest word of each entry that has what is asked for."""
        found = self.lists[number]
        entries = list(found.entries)
        values = None if asked is None else required(asked, asked.feature, self.lists)
        if asked is not None and values is not None:
            if asked.feature == ENTRY:
                entries = [entry for entry in entries if entry.text in values]
            elif asked.feature == "lemma" and found.lemmas:
                # An entry has the features of its first word.
                entries = [entry for entry in entries if entry.words[0] in values]
        listed = tuple(sorted({max(entry.words, key=lambda word: (len(word), word)) for entry in entries}))
        if not listed:
            return frozenset()
        return frozenset((p.AnyReading(p.Is("lemma", listed)) if found.lemmas else p.Forms(listed),))


class _PhasedScan(_Scan):
    """Follows a mention through the phases: a rule is made of what earlier phases made, so that the way down ends by itself,
    however long it is. Beyond `DEEPEST` mentions what is asked of their features is left out."""

    def __init__(self, phases: Sequence[p.PhaseProgram], tables: Tables, unmade: frozenset[str]) -> None:
        super().__init__(phases, tables, unmade)
        self.phases = phases
        self.before = len(phases)
        self.depth = 0
        self.found: dict[tuple[p.MentionTest, int], Group | None] = {}

    def mention(self, wanted: p.MentionTest) -> Group | None:
        """What a mention that passes the test needs, if it is made before the present phase; events count as mentions."""
        if not self.unmade.isdisjoint(wanted.types):
            return None
        if self.depth >= DEEPEST:
            wanted = p.MentionTest(wanted.types)
        before = self.before
        if (wanted, before) not in self.found:
            self.depth += 1
            group = _either([each for number in range(before) for each in self.makers(number, wanted)])
            self.before, self.depth = before, self.depth - 1
            self.found[wanted, before] = group
        return self.found[wanted, before]

    def commonness(self, test: p.TokenTest) -> float:
        """As for events, but marks of punctuation are taken to be common: few tests name them, and most sentences have them."""
        words = _words(test, self.lists)
        if words and not any(letter.isalnum() for word in words for letter in word):
            return WORDLESS
        return super().commonness(test)

    def makers(self, number: int, wanted: p.MentionTest) -> Iterator[Group | None]:
        """What each rule of a phase needs that can make such a mention."""
        self.before = number
        for rule in self.phases[number].chunks:
            if rule.type in wanted.types:
                yield self.maker(rule, wanted.test)
        for event in self.phases[number].events:
            given = [event.type] if event.key is None else [entry.event for entry in self.lists[event.list].entries]
            if not set(wanted.types).isdisjoint(given):
                yield _either(self.variant(event, each, wanted.types) for each in event.variants)


def _either(groups: Iterable[Group | None]) -> Group | None:
    """What is needed when each of several ways will do."""
    found: set[p.TokenTest] = set()
    for group in groups:
        if group is None:
            return None
        found |= group
    return frozenset(found)


def _words(test: p.TokenTest | p.Test, lists: Sequence[p.WordList] = ()) -> tuple[str, ...] | None:
    """The words one of which the test asks for, those of lists only where lists are given; None where it names none."""
    match test:
        case p.Forms(forms):
            return forms
        case p.AnyReading(inner) | p.OnlyReadings(inner):
            return _words(inner, lists)
        case p.Is("lemma", values):
            return values
        case p.InList("lemma", number) if lists:
            return tuple(entry.words[0] for entry in lists[number].entries)
        case p.Every(parts):
            found = [words for part in parts if (words := _words(part, lists)) is not None]
            return min(found, key=lambda words: (len(words), words)) if found else None
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
