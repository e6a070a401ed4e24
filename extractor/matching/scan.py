"""The trigger scan: what must stand in a sentence for a rule to match in it (DESIGN 4.3).

In: the phases of a program, its tables. Out: a `TriggerScan`, the formulas of which one holds of every sentence with an event
(`trigger_scan`) or with a match of one rule that makes mentions (`rule_scan`). It may wake a sentence in vain and never lets
one with an event sleep: what it asks is part of every match, whatever readings are taken away (that can't make a test of *one*
reading true, so tests of all readings are weakened to that). It asks what is there and which tokens stand side by side (see
`borders`), nothing else about where things stand.

A code needs what all of its ways need:

    a (b | c d)? (e | f g)        all of: a, one of: (e, all of: (f, g))

A mention is followed to the rules of earlier phases that can make it: `trigger:VerbGroup[lemma in @reporting.Q]` and a rule that
says `lemma = head.lemma` and `form = finite` need a token that passes the test of `head` and has one of these lemmas; a test of
`form = gerund` rules that rule out. The way down ends by itself, for a phase reads only what earlier ones made.

Long, because rules, codes, edges, mentions and features ask for one another, and what each needs is a few lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from extractor.matching import program as p
from extractor.matching.asked import ENTRY, Asked, asked_of, every, given_tests, joined, moved, names, sources, word_test
from extractor.matching.borders import Borders, Narrowing
from extractor.matching.filing import required
from extractor.matching.lower import Tables
from extractor.matching.needs import NEVER, NOTHING, Needs, write
from extractor.matching.readings import test_of
from extractor.matching.walks import is_optional, needed_places

START: Final = frozenset((NOTHING,))
"""The side that stands before the first token."""

MANY: Final = 100
"""A list with more other words than this is not asked which of them goes with which first word."""


def trigger_scan(
    phases: Sequence[p.PhaseProgram], tables: Tables, events: Iterable[str], given: Iterable[str]
) -> p.TriggerScan:
    """What wakes a sentence. `events` are the event types; `given` the types of mentions that no rule needs to make."""
    scan = _Scan(phases, tables, frozenset(given))
    return scan.written(scan.variant(rule, each, n) for n, rule in scan.events for each in rule.variants)


def rule_scan(phases: Sequence[p.PhaseProgram], tables: Tables, name: str, given: Iterable[str]) -> p.TriggerScan:
    """What wakes a sentence for the chunk rule of this name."""
    scan = _Scan(phases, tables, frozenset(given))
    return scan.written(scan.chunk(rule, n) for n, rule in scan.chunks if rule.name == name)


class _Scan:
    def __init__(self, phases: Sequence[p.PhaseProgram], tables: Tables, given: frozenset[str]) -> None:
        self.chunks = [(number, rule) for number, phase in enumerate(phases) for rule in phase.chunks]
        self.events = [(number, rule) for number, phase in enumerate(phases) for rule in phase.events]
        self.given = given
        self.lists: Sequence[p.WordList] = list(tables.lists)
        self.tokens: Sequence[p.TokenTest] = list(tables.tokens)
        self.mentions: Sequence[p.MentionTest] = list(tables.mentions)
        self.looks: Sequence[p.Code] = list(tables.looks)
        self.tables = tables
        self.needs = Needs()
        self.makers = self._makers()
        self.borders = Borders(self)
        self._codes: dict[tuple[int, int], int] = {}
        self._found: dict[tuple[p.MentionTest, int], int] = {}
        self._rules: dict[tuple[str, int], int] = {}
        self._features: dict[str, dict[str, p.Expression]] = {}
        self._valued: dict[tuple[str, int, p.Test], int] = {}
        self._entries: dict[tuple[int, tuple[p.Test, ...]], tuple[tuple[str, ...], int]] = {}
        self._edges: dict[tuple[int, int, tuple[p.Test, ...], int], int] = {}
        self._made_by: dict[tuple[p.MentionTest, int], list[tuple[int, p.ChunkRule | p.EventRule]]] = {}
        self._runs: dict[int, frozenset[str]] = {}
        self._taking: dict[int, dict[str, list[int]]] = {}

    def _makers(self) -> dict[str, list[tuple[int, p.ChunkRule | p.EventRule]]]:
        """By type of mention the rules that make some, each with the number of its phase; an event is a mention, too."""
        found: dict[str, list[tuple[int, p.ChunkRule | p.EventRule]]] = {}
        for number, rule in self.chunks:
            found.setdefault(rule.type, []).append((number, rule))
        for number, event in self.events:
            types = [event.type] if event.key is None else [entry.event for entry in self.lists[event.list].entries]
            for name in {each for each in types if each is not None}:
                found.setdefault(name, []).append((number, event))
        return found

    def written(self, formulas: Iterable[int]) -> p.TriggerScan:
        """The scan for which one of these formulas must hold."""
        return write(self.needs, formulas, self.tables)

    # --- rules and codes ----------------------------------------------------------------------------------------------

    def variant(self, rule: p.EventRule, variant: p.Variant, phase: int, types: frozenset[str] | None = None) -> int:
        """What one variant of an event rule needs. `types` are the event types that are wanted, None for all."""
        codes = (variant.trigger, variant.left, variant.right)
        needed = [self.code(code, phase) for code in codes]
        before = self.borders.near(variant.left, 0, phase)
        if before is not None:
            needed.append(self.borders.pair(before, self.borders.near(variant.trigger, 0, phase)))
        if rule.key is not None:
            needed.append(self.capture(codes, rule.key.capture, (self.key(rule.key, rule.list, types),), phase))
        return self.needs.all_of([*needed, *self.demanded(rule.demands, codes, phase)])

    def key(self, key: p.Feature, number: int, types: frozenset[str] | None) -> p.Test:
        """What the value is that gives an event its type: an entry of the list, with one of the types that are wanted."""
        found = self.lists[number]
        if types is None:
            return p.InList(key.feature, number)
        return p.Is(key.feature, tuple(sorted({entry.text for entry in found.entries if entry.event in types})))

    def chunk(self, rule: p.ChunkRule, phase: int) -> int:
        """What a chunk rule needs, whatever its mention is like."""
        found = self._rules.get((rule.name, phase))
        if found is None:
            needed = [self.code(rule.code, phase), *self.demanded(rule.demands, (rule.code,), phase)]
            found = self._rules[rule.name, phase] = self.needs.all_of(needed)
        return found

    def demanded(self, demands: p.Demands, codes: Sequence[p.Code], phase: int) -> Iterator[int]:
        """What is needed for the conditions on a whole match to hold, and for those on a capture: that it was taken."""
        for condition in demands.where:
            yield self.condition(condition, codes, phase)
        for _, condition in demands.missing:
            yield self.condition(condition, codes, phase)

    def condition(self, condition: p.Condition, codes: Sequence[p.Code], phase: int) -> int:
        """What is needed for a condition to hold."""
        match condition:
            case p.Both(parts):
                return self.needs.all_of(self.condition(part, codes, phase) for part in parts)
            case p.Either(parts):
                return self.needs.one_of(self.condition(part, codes, phase) for part in parts)
            case p.Within(_, types):
                return self.mention(p.MentionTest(types), phase)
            case p.Looks(look):
                return self.code(self.looks[look], phase)
            case p.Holds(name, test):
                return self.capture(codes, name, (test,), phase)
            case p.Took(name):
                runs = any(name in self.runs(code) for code in codes)
                return NOTHING if runs else self.capture(codes, name, (), phase)
            case _:
                return NOTHING

    def code(self, code: p.Code, phase: int) -> int:
        """What every match of a code in a phase needs."""
        key = (id(code), phase)
        if key not in self._codes:
            self._codes[key] = self._code(code, phase)
        return self._codes[key]

    def _code(self, code: p.Code, phase: int) -> int:
        instructions = code.instructions
        # From each instruction to the end of the code. A jump back leads to a choice that was met before on the way: what
        # follows is needed there.
        after = [NEVER] * len(instructions)
        reached = needed_places(instructions)
        for place in reversed(range(len(instructions))):
            if not reached[place]:
                continue
            operation, a, b = instructions[place]
            if operation == p.MATCH:
                after[place] = NOTHING
            elif operation == p.JUMP:
                after[place] = after[a] if a > place else NEVER
            elif operation == p.SPLIT:
                # What may be left out is not needed: `is_optional`.
                after[place] = after[max(a, b)] if is_optional(instructions, place) else self.needs.one_of((after[a], after[b]))
            elif operation in (p.TOKEN, p.TYPED, p.LISTED):
                here = self.edge(code, place, (), phase)
                after[place] = self.needs.all_of((here, after[place + 1], self._touch(code, place, phase)))
            elif operation == p.START:
                after[place] = self.needs.all_of((after[place + 1], self._touch(code, place, phase)))
            elif operation == p.LOOK and not b:
                after[place] = self.needs.all_of((self.code(self.looks[a], phase), after[place + 1]))
            else:
                after[place] = after[place + 1]
        return after[0]

    def _touch(self, code: p.Code, place: int, phase: int) -> int:
        """What is needed for a token, or the start of the sentence, to stand before what a code walks over next."""
        operation = code.instructions[place][0]
        if code.backward or operation == p.TYPED:
            return NOTHING
        after = self.borders.near(code, place + 1, phase, True)
        if after is None:
            return NOTHING
        return self.borders.pair(START if operation == p.START else self.borders.border(code, place, phase, True), after)

    # --- edges --------------------------------------------------------------------------------------------------------

    def edge(self, code: p.Code, place: int, more: Sequence[p.Test], phase: int) -> int:
        """What an instruction needs to walk over an edge that passes these tests, and the conditions of its capture, too."""
        key = (id(code), place, tuple(more), phase)
        found = self._edges.get(key)
        if found is None:
            found = self._edges[key] = self._edge(code, place, more, phase)
        return found

    def _edge(self, code: p.Code, place: int, more: Sequence[p.Test], phase: int) -> int:
        operation, number, _ = code.instructions[place]
        if number < 0:
            return NEVER
        more = [*more, *self.tests(code, place)]
        if operation == p.TYPED:
            found = self.mentions[number]
            return self.mention(p.MentionTest(found.types, every([*given_tests(found.test), *more])), phase)
        if operation == p.LISTED:
            return self.entry(number, more)
        # No reading of a token by itself has one.
        barred = any(isinstance(test, p.Is | p.InList) and test.feature == ENTRY for test in more)
        return NEVER if barred else self.token(self.tokens[number], more)

    def tests(self, code: p.Code, place: int) -> tuple[p.Test, ...]:
        """What the conditions of an instruction's capture ask."""
        number = code.instructions[place][2]
        if number < 0 or not (alone := code.takes[number].alone):
            return ()
        return tuple(test for each in alone if (test := asked_of(each)) is not None)

    def token(self, test: p.TokenTest, more: Sequence[p.Test]) -> int:
        """What a token needs to be: one reading must pass all tests."""
        if not isinstance(test, p.Forms):
            whole = joined([test.test, *more], self.lists)
            return NEVER if whole is None else self.needs.sign(p.AnyReading(whole))
        form = self.needs.sign(test)
        if not more:
            return form
        whole = joined(more, self.lists)
        return NEVER if whole is None else self.needs.all_of((form, self.needs.sign(p.AnyReading(whole))))

    def entry(self, number: int, more: Sequence[p.Test]) -> int:
        """What an entry of a list needs that passes the tests. It has the features of its first word, its own, and `entry`.

        Of several words the first is needed, whatever its features, and of the others the longest, which is often the rarest."""
        found = self.lists[number]
        wanted = tuple(test for test in more if isinstance(test, p.Is | p.InList) and test.feature == ENTRY)
        key = (number, wanted)
        if key not in self._entries:
            values = [set(required(test, ENTRY, self.lists) or ()) for test in wanted]
            entries = [entry for entry in found.entries if all(entry.text in some for some in values)]
            single = tuple(sorted({entry.words[0] for entry in entries if len(entry.words) == 1}))
            self._entries[key] = single, self._long(found.lemmas, [entry for entry in entries if len(entry.words) > 1])
        single, long = self._entries[key]
        if not single:
            return long
        own = {ENTRY, *(feature for entry in found.entries for feature, _ in entry.features)}
        rest = [test for test in more if not any(names(test, feature) for feature in own)]
        return self.needs.one_of((self.token(word_test(found.lemmas, single), rest), long))

    def _long(self, lemmas: bool, entries: Iterable[p.ListEntry]) -> int:
        """What one of these entries of several words needs."""
        firsts: dict[str, set[str]] = {}
        for entry in entries:
            other = max(entry.words[1:], key=lambda word: (len(word), word))
            firsts.setdefault(other, set()).add(entry.words[0])
        pairs: list[tuple[set[str], set[str]]] = [({other}, words) for other, words in firsts.items()]
        if len(pairs) > MANY:
            pairs = [(set(firsts), {word for words in firsts.values() for word in words})]
        signs = ([self.needs.sign(word_test(lemmas, tuple(sorted(words)))) for words in pair] for pair in pairs)
        return self.needs.one_of(map(self.needs.all_of, signs))

    def capture(self, codes: Iterable[p.Code], name: str, more: Sequence[p.Test], phase: int) -> int:
        """What codes need to capture something that passes the tests."""
        places = ((code, place) for code in codes for place in self.taking(code).get(name, ()))
        return self.needs.one_of(self.edge(code, place, more, phase) for code, place in places)

    def runs(self, code: p.Code) -> frozenset[str]:
        """The captures that a code takes as a run of elements."""
        found = self._runs.get(id(code))
        if found is None:
            takes = {a for operation, a, _ in code.instructions if operation == p.CLOSE}
            found = self._runs[id(code)] = frozenset(name for take in takes for name in code.takes[take].names)
        return found

    def taking(self, code: p.Code) -> dict[str, list[int]]:
        """By capture the instructions of a code that take an edge for it, of several that do the same only the first."""
        found = self._taking.get(id(code))
        if found is None:
            found = self._taking[id(code)] = {}
            seen = set()
            for place, instruction in enumerate(code.instructions):
                operation, _, take = instruction
                if operation in (p.TOKEN, p.TYPED, p.LISTED) and take >= 0 and instruction not in seen:
                    seen.add(instruction)
                    for name in code.takes[take].names:
                        found.setdefault(name, []).append(place)
        return found

    # --- mentions -----------------------------------------------------------------------------------------------------

    def mention(self, wanted: p.MentionTest, phase: int) -> int:
        """What a mention that passes the test needs, if it is given or made before a phase."""
        makers = self.made_by(wanted, phase)
        key = (wanted, max((number for number, _ in makers), default=-1))
        found = self._found.get(key)
        if found is None:
            ways = [self.needs.sign(name) for name in wanted.types if name in self.given]
            for number, rule in makers:
                ways.append(self.maker(rule, wanted, number))
            found = self._found[key] = self.needs.one_of(ways)
        return found

    def made_by(self, wanted: p.MentionTest, phase: int) -> list[tuple[int, p.ChunkRule | p.EventRule]]:
        """The rules before a phase that make a mention of such a type, each with the number of its phase, if it can pass the test
        as far as that is decided at once."""
        key = (wanted, phase)
        found = self._made_by.get(key)
        if found is None:
            tests = wanted.test.parts if isinstance(wanted.test, p.Every) else (wanted.test,)
            asked = [(test.feature, test.values) for test in tests if isinstance(test, p.Is)]
            found = self._made_by[key] = [
                (number, rule)
                for name in wanted.types
                for number, rule in self.makers.get(name, ())
                if number < phase and (isinstance(rule, p.EventRule) or self._can_have(rule, asked))
            ]
        return found

    def _can_have(self, rule: p.ChunkRule, asked: Iterable[tuple[str, tuple[str, ...]]]) -> bool:
        """Whether the values that a rule gives its mention whatever it finds are among those that are asked for."""
        features = self.features(rule)
        for name, values in asked:
            expression = features.get(name)
            if expression is None or (isinstance(expression, p.Constant) and expression.value not in values):
                return False
        return True

    def narrowing(self, rule: p.ChunkRule, test: p.Test | None) -> Narrowing:
        """Where the values come from that a test asks of a rule's mention."""
        found = []
        for part in test.parts if isinstance(test, p.Every) else (test,):
            if isinstance(part, p.Is | p.InList):
                origins = sources(self.features(rule).get(part.feature))
                found.append(tuple((each, moved(part, each.feature, self.lists)) for each in origins))
        return tuple(found)

    def maker(self, rule: p.ChunkRule | p.EventRule, wanted: p.MentionTest, phase: int) -> int:
        """What a rule needs to make a mention that passes the test."""
        if isinstance(rule, p.EventRule):
            types = frozenset(wanted.types)
            return self.needs.one_of(self.variant(rule, each, phase, types) for each in rule.variants)
        valued = self.valued(rule, wanted.test, phase)
        return valued if valued == NEVER else self.needs.all_of((valued, self.chunk(rule, phase)))

    def valued(self, rule: p.ChunkRule, test: p.Test | None, phase: int) -> int:
        """What a chunk rule needs for its mention's features to pass a test."""
        if test is None:
            return NOTHING
        key = (rule.name, phase, test)
        found = self._valued.get(key)
        if found is None:
            found = self._valued[key] = self._passing(rule, test, phase)
        return found

    def _passing(self, rule: p.ChunkRule, test: p.Test, phase: int) -> int:
        match test:
            case p.Every(parts):
                return self.needs.all_of([self.valued(rule, part, phase) for part in parts])
            case p.Some(parts):
                return self.needs.one_of(self.valued(rule, part, phase) for part in parts)
            case p.Isnt(p.Is() | p.InList() | p.Like() as part):
                expression = self.features(rule).get(part.feature)
                return NOTHING if expression is None else self.value(rule, expression, part, False, phase)
            case p.Isnt():
                return NOTHING
            case _:
                expression = self.features(rule).get(test.feature)
                return NEVER if expression is None else self.value(rule, expression, test, True, phase)

    def features(self, rule: p.ChunkRule) -> dict[str, p.Expression]:
        """The expressions of the features that a rule gives its mention."""
        found = self._features.get(rule.name)
        if found is None:
            found = self._features[rule.name] = dict(rule.features)
        return found

    def value(self, rule: p.ChunkRule, expression: p.Expression, asked: Asked, passes: bool, phase: int) -> int:
        """What a chunk rule needs for an expression to have a value that passes what is asked, or fails it."""
        match expression:
            case p.Constant(value):
                return NOTHING if test_of(asked, self.lists)({asked.feature: value}, None) == passes else NEVER
            case p.Else(one, other):
                return self.needs.one_of(self.value(rule, each, asked, passes, phase) for each in (one, other))
            case p.If(then, condition, otherwise):
                first = self.value(rule, then, asked, passes, phase)
                if first != NEVER:
                    first = self.needs.all_of((first, self.condition(condition, (rule.code,), phase)))
                return self.needs.one_of((first, self.value(rule, otherwise, asked, passes, phase)))
            case p.Feature(name, feature):
                return self.capture((rule.code,), name, (moved(asked, feature, self.lists),), phase) if passes else NOTHING
