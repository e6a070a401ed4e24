"""A lattice made ready for the machine: which tests hold where, which edges begin there, what was already found out.

In: the tables of a program and a lattice. Out: a `Scene`, good as long as the lattice stays as it is. Everything is worked
out once and on demand.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from threading import Lock

from extractor.matching import program as p
from extractor.matching.automaton import Edge
from extractor.matching.candidates import Taken
from extractor.matching.contained import Contained
from extractor.matching.expressions import Binding, Conditions
from extractor.matching.kept import Kept
from extractor.matching.lattice import Lattice, Mention, gap_steps
from extractor.matching.lookahead import Lookahead
from extractor.matching.machine import NO_TRIGGER, Code, Found, Memory, run
from extractor.matching.made import Made
from extractor.matching.mention_tests import MentionTests
from extractor.matching.plan import State
from extractor.matching.profiles import Profiles, asked_by
from extractor.matching.readings import ListIndex
from extractor.matching.ready import Ready
from extractor.matching.select import Board
from extractor.matching.symbols import LARGEST, NOTHING, Symbols
from extractor.text.document import Analysis, Reading

End = tuple[int, Taken]
"""Where an edge leads, and what a capture takes of it."""

Ahead = tuple[frozenset[int], End]
"""A mention at one of its ends: the tests that hold for it, where it leads and what a capture takes."""


Needed = tuple[frozenset[int], frozenset[int], tuple[tuple[frozenset[int], frozenset[int]], ...]]
"""The token tests and the mention tests that must all hold somewhere, then groups of those of which one must."""


class Numbering:
    """Numbers of analyses, one for each profile, so that what is known of one is found in a list."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles
        self._numbers: dict[Analysis, int] = {}
        self._by_profile: dict[Hashable, int] = {}
        self._lock = Lock()

    def of(self, analysis: Analysis) -> int:
        """The number of an analysis."""
        known = self._numbers.get(analysis)
        if known is None:
            profile = self._profiles.of(analysis)
            # Two threads must not give one number to two profiles.
            with self._lock:
                known = self._numbers[analysis] = self._by_profile.setdefault(profile, len(self._by_profile))
        return known

    def of_all(self, analyses: Sequence[Analysis]) -> list[int]:
        """The numbers of analyses."""
        try:
            return [*map(self._numbers.__getitem__, analyses)]
        except KeyError:
            return [*map(self.of, analyses)]

    @property
    def full(self) -> bool:
        """Whether it is time for a new numbering."""
        return len(self._numbers) >= LARGEST


class Tables:
    """What a program's tables say, ready to be asked. Shared by all scenes."""

    def __init__(self, program: p.Program, ready: Ready | None = None) -> None:
        self.profiles = Profiles(asked_by(program) if ready is None else ready.asked)
        self.symbols = Symbols(program.tokens, program.lists, program.scan, ready, self.profiles)
        self.lists = tuple(ListIndex(found) for found in program.lists)
        self.conditions = Conditions(program.lists)
        self.closed, self.nested = frozenset(program.closed), frozenset(program.nested)
        self.lookahead = Lookahead()
        self._numbering = Numbering(self.profiles)
        self.looks: Made[int, Code] = Made(lambda look: Code(program.looks[look], self.conditions))
        self.mention_tests = MentionTests(program.mentions, program.lists, self.closed, None if ready is None else ready.kinds)
        self._readings: dict[tuple[int, int], Kept[tuple[Reading, ...]]] = {}

    def keep(self, analyses: int) -> None:
        """From now on keeps what is known of so many analyses at most."""
        self.symbols.limit, self.profiles.limit = min(self.symbols.limit, analyses), min(self.profiles.limit, analyses)

    def numbering(self) -> Numbering:
        """The present numbering. Use one for a whole sentence."""
        if self._numbering.full:
            self._numbering = Numbering(self.profiles)
        return self._numbering

    def readings(self, test: int, analysis: Analysis) -> tuple[Reading, ...]:
        """The readings of a token that satisfy a test that holds for it: the same tuple each time."""
        known = self._readings.get((test, id(analysis)))
        if known is None:
            if len(self._readings) >= LARGEST:
                self._readings = {}
            # The analysis is kept too, for an id is only good while its object lives.
            readings = self.symbols.readings(test, analysis)
            if len(readings) == len(analysis.readings):
                readings = analysis.readings
            known = self._readings[test, id(analysis)] = Kept(readings, analysis)
        return known.value


class Scene:
    """One lattice. `truth[position - base]` are the token tests that hold for the token at a position (none where there is no
    token); there is one entry more than tokens, so that index -1 is empty too. Who changes the lattice says so, by `renew`."""

    def __init__(self, tables: Tables, lattice: Lattice) -> None:
        self.tables, self.lattice = tables, lattice
        self.base, self.end = lattice.start, lattice.end
        self.width = lattice.end - lattice.start + 1
        self.truth = [symbol.tests for symbol in tables.symbols.table().of_all(lattice.analyses)]
        for position in lattice.hidden:
            self.truth[position - self.base] = NOTHING.tests
        self.truth.append(NOTHING.tests)
        self.numbering = tables.numbering()
        self.numbers = self.numbering.of_all(lattice.analyses)
        """The number of each token's analysis in the numbering."""
        self.mention_truth: dict[int, frozenset[int]] = {}
        self.edges: list[Edge] = []
        """The mentions as a filter sees them."""
        self.board = Board(self.base, self.end, tables.nested)
        """The mentions, for those who choose more of them."""
        self._aheads: dict[int, tuple[Ahead, Ahead]] = {}
        self._mentions: tuple[dict[int, list[Ahead]], dict[int, list[Ahead]]] = ({}, {})
        self._tokens: dict[tuple[int, int], Taken] = {}
        self._holding: frozenset[int] | None = None
        self._typing: set[int] = set()
        self._states: list[list[State | None] | None] = [None, None]
        self._forget()
        self._add(lattice.mentions)

    def _add(self, mentions: Sequence[Mention]) -> None:
        base, tests_of, aheads = self.base, self.tables.mention_tests.of, self._aheads
        (starting, ending), (ahead, behind) = self._mentions, self._states
        for mention in mentions:
            start, end = mention.start, mention.end
            tests = self.mention_truth[id(mention)] = tests_of(mention)
            self.edges.append((start - base, end - base, tests))
            self.board.put(mention)
            self._typing |= tests
            taken = Taken(start, end, mention)
            aheads[id(mention)] = (tests, (end, taken)), (tests, (start, taken))
            # What is known of these positions isn't true any more.
            starting.pop(start, None)
            ending.pop(end, None)
            if ahead is not None:
                ahead[start - base] = None
            if behind is not None:
                behind[end - base] = None

    def mentions_at(self, position: int, backward: bool) -> list[Ahead]:
        """The mentions that start (backward: end) at a position, in the order of the lattice."""
        known = self._mentions[backward].get(position)
        if known is None:
            edges = (self.lattice.ending if backward else self.lattice.starting).get(position, ())
            known = self._mentions[backward][position] = [self._aheads[id(mention)][backward] for mention in edges]
        return known

    def _forget(self) -> None:
        self._contained: dict[frozenset[str], Contained] = {}
        self._entries: dict[tuple[int, int, bool], Sequence[End]] = {}
        self._memories: dict[tuple[int, Hashable], Memory] = {}
        self._looked: dict[int, bool] = {}
        self._steps: tuple[list[int], list[int]] | None = None

    def renew(self, positions: Collection[int], mentions: Sequence[Mention]) -> None:
        """The lattice has changed: other readings at these positions, and these mentions more."""
        if not positions and not mentions:
            return
        of = self.tables.symbols.table().of
        for position in positions:
            if position not in self.lattice.hidden:
                self.truth[position - self.base] = of(self.lattice.analyses[position - self.base]).tests
            self.numbers[position - self.base] = self.numbering.of(self.lattice.analyses[position - self.base])
        if positions:
            self._tokens = {}
            self._holding = None
            self._states = [None, None]
        self._add(mentions)
        self._forget()

    def token(self, test: int, position: int) -> Taken:
        """What a capture takes of the token at a position, for which the test holds: the readings that satisfy it."""
        found = self._tokens.get((test, position))
        if found is None:
            analysis = self.lattice.analyses[position - self.base]
            readings = self.tables.readings(test, analysis)
            found = self._tokens[test, position] = Taken(position, position + 1, None, analysis, readings)
        return found

    def ends(self, operation: int, number: int, position: int, backward: bool) -> Sequence[End]:
        """The mentions (TYPED) or list entries (LISTED) that start here, backward: that end here, the longest first."""
        if operation == p.TYPED:
            return [end for tests, end in self.mentions_at(position, backward) if number in tests]
        key = (number, position, backward)
        found = self._entries.get(key)
        if found is None:
            found = self._entries[key] = self._listed(number, position, backward)
        return found

    def _listed(self, number: int, position: int, backward: bool) -> Sequence[End]:
        index = self.tables.lists[number]
        here = self.lattice.token(position - 1 if backward else position)
        found = []
        for entry in index.entries(here, backward) if here is not None else ():
            start = position - len(entry.words) if backward else position
            taken = index.taken(entry, start, self.lattice)
            if taken is not None:
                found.append((start if backward else taken.end, taken))
        return found

    def steps(self, backward: bool) -> list[int]:
        """Where a step of a gap leads from each position (at index `position - base`), -1 for nowhere."""
        if self._steps is None:
            self._steps = gap_steps(self.lattice, self.tables.closed)
        return self._steps[backward]

    def memory(self, code: Code, trigger: Binding) -> Memory:
        """What is known about the states of a code beside such triggers."""
        key = id(code), code.beside.of(trigger, self)
        known = self._memories.get(key)
        if known is None:
            known = self._memories[key] = {}
        return known

    def looks(self, look: int, position: int) -> bool:
        """Whether a look-around matches at a position."""
        key = look * self.width + position - self.base
        found = self._looked.get(key)
        if found is None:
            code = self.tables.looks[look]
            found = self.can_begin(code, position) and (code.glance or (self.has(code) and self.run(code, position) is not None))
            self._looked[key] = found
        return found

    def run(self, code: Code, position: int, trigger: Binding = NO_TRIGGER) -> Found | None:
        """The first match from a position of a code that belongs to no filter."""
        if code.plan is None:
            if code.runs_unplanned():
                return run(self, code, position, trigger)
            code.plan = self.tables.lookahead.plan(code.written)
        states = self._states[code.backward]
        if states is None:
            states = self._states[code.backward] = [None] * self.width
        return run(self, code, position, trigger, states, code.plan)

    def state(self, place: int, backward: bool) -> State:
        """What stands ahead of a position, counted from the start of the sentence.

        Only the machine asks, for what it doesn't find in the list that it was given."""
        mentions = self.mentions_at(self.base + place, backward)
        tests = self.truth[place - 1 if backward else place]
        state = self.tables.lookahead.state(tests, tuple([each for each, _ in mentions]))
        states = self._states[backward]
        if states is not None:
            states[place] = state
        return state

    def has(self, code: Code) -> bool:
        """Whether all that a match of the code needs is somewhere in the sentence."""
        return self.shows(code.needs)

    def shows(self, needed: Needed) -> bool:
        """Whether all that is needed is somewhere in the sentence."""
        tokens, mentions, groups = needed
        typing, holding = self._typing, self._holding
        if not mentions <= typing:
            return False
        if holding is None:
            holding = self._holding = frozenset[int]().union(*self.truth)
        if not tokens <= holding:
            return False
        for some_tokens, some_mentions in groups:
            if some_tokens.isdisjoint(holding) and some_mentions.isdisjoint(typing):
                return False
        return True

    def can_begin(self, code: Code, position: int) -> bool:
        """Whether an edge is here with which a match of the code can begin."""
        if code.starts.anything:
            return True
        backward = code.backward
        if not code.tokens.isdisjoint(self.truth[position - self.base - backward]):
            return True
        if code.mentions:
            for tests, _ in self.mentions_at(position, backward):
                if not code.mentions.isdisjoint(tests):
                    return True
        return False

    def contained(self, types: frozenset[str]) -> Contained:
        """The mentions of these types."""
        known = self._contained.get(types)
        if known is None:
            places = ((mention.start, mention.end) for mention in self.lattice.mentions if mention.type in types)
            known = self._contained[types] = Contained(places)
        return known

    def has_within(self, types: frozenset[str], start: int, end: int) -> bool:
        """Whether a mention of one of these types lies in `[start, end)`."""
        return self.contained(types).hold(start, end)
