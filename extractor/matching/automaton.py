"""A filter before the matcher: which rules of a phase may match from which position of a sentence.

In: the codes of a phase's rules, then sentence after sentence. Out: for each position the numbers of the rules that may match
from there; none that does is ever left out. The one way in is `Filter`. A `Plan` asks the same of the inside of a rule: at which
instruction a run of its code can go on from a position.

One automaton reads the sentence from its end to its beginning. Its state at a position says at which places of the rules an edge
from here leads on to a match, so that at each position it is known at once what can begin there. States are made when they are
first met, and the cost of a position hardly grows with the number of rules. A sentence is a lattice: the states that the edges
from a position give are united.

    position   0 ──token──▶ 1 ──token──▶ 2        the state at 0 is what the first token makes of the state at 1,
               └──────── mention ────────▶ 2      united with what the mention makes of the state at 2

Of conditions only those are asked for that an `Ask` decides: what a token's analysis alone must be. Captures, all other
conditions, look-arounds, closed mentions and ends of sentences are ignored, and of an entry of a list only the first word is
asked for. The width of a wide gap is ignored too: counting would multiply the states. All this may name a rule too many, never
one too few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import compress
from sys import byteorder
from typing import Final, Literal, Protocol

from extractor.matching import program as p
from extractor.matching.filing import CLOSED
from extractor.matching.graph import Ask, Asks, Graph, graph_of, tuples
from extractor.matching.lattice import Lattice
from extractor.matching.made import Made
from extractor.matching.mention_tests import Tests
from extractor.matching.plan import Label, Plan, State
from extractor.matching.walks import ASKED, STEP, WALKS, Arc
from extractor.packing import ones, unpacked
from extractor.text.document import Analysis

KEPT: Final = 100_000
"""How many states and moves are kept; when there are more, all are forgotten and made anew as they are met."""

WIDTH: Final = 11
"""So many bits of a set of places, as a power of two, count as one thing more."""

_STILL: Final = bytes(sorted({*range(p.MATCH + 1)} - WALKS))
"""The operations that walk over nothing."""

Edge = tuple[int, int, Tests]
"""A mention: where it starts and ends, counted from the start of the sentence, and which mention tests hold."""


class Filter:
    """The automaton of some rules."""

    tokens: tuple[object, list[Token | None]]
    """Whose numbers the analyses have, and by number what is known of a token."""

    def __init__(
        self,
        codes: Sequence[p.Code],
        lists: Sequence[p.WordList],
        kept: int = KEPT,
        asks: Asks | None = None,
        looks: Sequence[p.Code] = (),
        graph: Graph | None = None,
    ) -> None:
        """All codes walk forward. `lists` and `looks` are the program's. `asks` has for each code, by the numbers of its TOKEN
        instructions, what they ask besides their test. `graph` is that of the same codes, if it was made before."""
        self.limit = kept
        self.graph = graph_of(codes, looks, asks) if graph is None else graph
        self._codes = codes
        self.plans: Made[int, Plan] = Made(self._plan)
        self._merged = unpacked(self.graph.merged)
        self._rules = [*tuples(self.graph.rules, 2)]
        self.asks: dict[int, list[tuple[Arc, Ask]]] = {}
        """By token test what is asked besides, each with its arc."""
        for number, (test, rule, pc) in enumerate(tuples(self.graph.asks, 3)):
            assert asks is not None
            self.asks.setdefault(test, []).append(((ASKED, number), asks[rule][pc]))
        self.size = len(self.graph.before)
        """How many places there are."""
        self._words = (self.size + 31) // 32
        self._beginning = int.from_bytes(self.graph.beginning, "little")
        self.arcs: dict[Arc, int] = {}
        """For an arc its places, as bits."""
        self._last = first = 0
        """The places after which a rule may be done, as bits."""
        for operation, number, done, end in tuples(self.graph.arcs, 4):
            self.arcs[operation, number] = (1 << end) - (1 << first)
            self._last |= (1 << done) - (1 << first)
            first = end
        self._tokens_over = {test: places for (operation, test), places in self.arcs.items() if operation == p.TOKEN}
        self.asked_tests = frozenset(self._tokens_over)
        self._telling = self.asked_tests.union(self.asks)
        self._typed_over = {test: places for (operation, test), places in self.arcs.items() if operation == p.TYPED}
        self.types = any(arc[0] == p.TYPED for arc in self.arcs) or STEP in self.arcs
        self.words = _first_words(lists, self.arcs)
        self.lists = any(self.words)
        self.known: dict[int, State] = {}
        self._forget()

    def _plan(self, rule: int) -> Plan:
        """The plan of one rule."""
        merged, continued = self._merged, self.graph.continued.get(rule)
        numbers = unpacked(self._codes[rule].packed)
        whole = numbers if continued is None else unpacked(continued)
        offset, first = self._rules[rule]
        operations = bytes(whole[::3].tolist())

        def place_of(pc: int) -> int:
            # Few instructions of a code are asked for: to count the places before one is quicker than to number all.
            return merged[first + len(operations[:pc].translate(None, _STILL))]

        return Plan(self, numbers, place_of, offset, continued=whole)

    def states(self, scene: Sentence) -> tuple[list[State], list[tuple[int, State]]]:
        """The state at each position of the sentence, counted from its start, the one at its end among them; and again, in order,
        those where a rule can begin, with their positions. Both are empty where there is nothing that a rule asks for."""
        lattice = scene.lattice
        width = lattice.end - lattice.start
        tokens = self._tokens(scene)
        # In most phases rules ask for few tokens and mentions; all other positions stay empty.
        asked = [place for place, token in enumerate(tokens) if token]
        more = self._more(scene) if self.types else {}
        if more:
            asked = sorted({*asked, *more})
        if not asked:
            return [], []
        empty, begun = self.empty, []
        found = [empty] * (width + 1)
        for place in reversed(asked):
            state, token = empty, tokens[place]
            if token:
                # The token's own edge by hand: of most tokens it is the only one.
                there, label = found[place + 1], token[0]
                state = there.moves.get(label) or self._move(there, label)
                for length, label in token[1]:
                    if place + length <= width:
                        state = self._with(state, found[place + length], label)
            for end, label in more.get(place, ()):
                state = self._with(state, found[end], label)
            found[place] = state
            if state.begins:
                begun.append((place, state))
        begun.reverse()
        return found, begun

    def _more(self, scene: Sentence) -> dict[int, list[tuple[int, Label]]]:
        """The edges of mentions and holes that rules ask for, by where they start: where each ends, and its label."""
        more: dict[int, list[tuple[int, Label]]] = {}
        typed = self.typed
        for place, end, tests in scene.edges:
            label = typed.get(tests)
            if label is None:
                label = self._typed(tests)
            if label:
                more.setdefault(place, []).append((end, label))
        start = scene.lattice.start
        for begin, end in scene.lattice.sentence.holes:
            more.setdefault(begin - start, []).append((end - start, self.gap))
            # A gap that begins in a hole goes on token by token, although there is no token to match.
            for place in range(begin - start, end - start):
                more.setdefault(place, []).append((place + 1, self.gap))
        return more

    def _tokens(self, scene: Sentence) -> list[Token]:
        """What is known of each token; of one in a hole nothing."""
        numbering, known = self.tokens
        if numbering is not scene.numbering:
            known = []
            self.tokens = scene.numbering, known
        found: list[Token | None]
        try:
            found = [known[number] for number in scene.numbers]
        except IndexError:
            known += [None] * (max(scene.numbers) + 1 - len(known))
            found = [known[number] for number in scene.numbers]
        lattice = scene.lattice
        for position in lattice.hidden:
            found[position - lattice.start] = ()
        if None in found:
            for place, token in enumerate(found):
                if token is None:
                    number = scene.numbers[place]
                    known[number] = found[place] = self._token(lattice.analyses[place], scene.truth[place])
        return found  # type: ignore[return-value]

    def _with(self, state: State, there: State, label: Label) -> State:
        """The state where one more edge starts, which leads `there`."""
        reached = there.moves.get(label) or self._move(there, label)
        if state.places:
            return state.joins.get(reached) or self._join(state, reached)
        return reached

    # --- labels of edges ----------------------------------------------------------------------------------------------

    def _token(self, analysis: Analysis, tests: Tests) -> Token:
        """The label of a token's edge, and the edges of the lists' entries that begin with it, with their lengths."""
        listed = self._entries(analysis) if self.lists else ()
        label, asks = self.symbols.get(tests) or self._symbol(tests)
        if asks and (asked := [arc for arc, ask in asks if ask.decide(analysis)]):
            label = self._label(asked, label.places)
        self.counted()
        if listed:
            return label, listed
        return label.alone if label.places else ()

    def _symbol(self, tests: Tests) -> Symbol:
        """The label of the edges of all tokens for which these tests hold, as far as nothing else is asked; and what is. New
        words come all the time, and few of them differ from all others in the tests that hold."""
        telling = tests & self._telling
        found = self._by_telling.get(telling)
        if found is None:
            over, places = self._tokens_over, self.gap.places
            for test in self.asked_tests & telling:
                places |= over[test]
            asks = [ask for test in self.asks.keys() & telling for ask in self.asks[test]]
            found = self._by_telling[telling] = self._labelled(places), asks
        self.symbols[tests] = found
        self.counted()
        return found

    def _entries(self, analysis: Analysis) -> tuple[tuple[int, Label], ...]:
        """The edges of the lists' entries that begin with a token, with their lengths."""
        words, lemmas = self.words
        found = words.get(analysis.word, ())
        if lemmas:
            for reading in analysis.readings:
                found += lemmas.get(reading.get("lemma", ""), ())
        return tuple([(length, self._label([(p.LISTED, number)])) for length, number in sorted(set(found))]) if found else ()

    def _typed(self, tests: Tests) -> Label | Literal[False]:
        """The label of a mention's edge; False where no rule asks for such a mention."""
        asked, places = self._typed_over, self.gap.places if CLOSED in tests else 0
        for test in asked.keys() & tests:
            places |= asked[test]
        label = self._labelled(places)
        found = self.typed[tests] = label if label.places else False
        self.counted()
        return found

    def _label(self, arcs: Iterable[Arc], places: int = 0) -> Label:
        """The one label for these arcs, which no rule here need ask for, and what walks over those places."""
        for arc in arcs:
            places |= self.arcs.get(arc, 0)
        return self._labelled(places)

    def _labelled(self, places: int) -> Label:
        """The one label for what walks over these places."""
        return self.labels.get(places) or self.labels.setdefault(places, Label(places))

    # --- states -------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        # States lead to one another and back: without that they are free at once, whether or not garbage is looked for.
        for state in [*self.known.values()]:
            state.moves, state.joins = {}, {}
        self.labels: dict[int, Label] = {}
        self.tokens = (None, [])
        self.symbols: dict[Tests, Symbol] = {}
        self._by_telling: dict[Tests, Symbol] = {}
        """The same by those of the tests about which anything is asked: few of a pack's tests are asked for in one phase."""
        self.typed: dict[Tests, Label | Literal[False]] = {}
        self.known = {}
        self._before: dict[int, int] = {}
        """For 32 places side by side, as bits and above these their number, those that lead to one of them."""
        self._leading: Made[int, int] = Made(self._lead)
        """For a place those that lead to it, as bits."""
        self.count = 0
        self.gap = self._label((STEP,))
        self.empty = self._state(0)

    def counted(self, bits: int = 0) -> None:
        """Takes note that one thing more is kept, with so many bits; when it is too much, all are forgotten."""
        self.count += 1 + (bits >> WIDTH)
        if self.count >= self.limit:
            self._forget()

    def _state(self, places: int) -> State:
        """The one state for these places."""
        known = self.known.get(places)
        if known is None:
            rows = self.graph.begins
            begins = {rule for place in ones(places & self._beginning) for rule in rows.row(place)}
            known = self.known.setdefault(places, State(places, tuple(sorted(begins))))
        return known

    def _move(self, state: State, label: Label) -> State:
        """The state that an edge makes of the one at its end."""
        # From what is awaited back to what leads there: of thousands of rules that ask for any word few go on here.
        before = state.before if state.before >= 0 else self._find_before(state)
        state.moves[label] = reached = self._state(before & label.places)
        self.counted(self.size)
        return reached

    def _find_before(self, state: State) -> int:
        """Finds the places from which a walk leads to one of the state's, or to an end."""
        found, known, words = self._last, self._before, self._words
        # Word by word, because states differ in few: most of each has been met in others.
        parts = memoryview(state.places.to_bytes(4 * words, byteorder)).cast("I")
        if byteorder != "little":
            parts = parts[::-1]
        for number in compress(range(words), parts):
            before = known.get(number << 32 | parts[number])
            found |= self._before_word(number, parts[number]) if before is None else before
        state.before = found
        return found

    def _before_word(self, number: int, bits: int) -> int:
        """The places that lead to one of 32 side by side."""
        before, leading, rest = 0, self._leading, bits
        while rest:
            low = rest & -rest
            before |= leading[32 * number + low.bit_length() - 1]
            rest ^= low
        self._before[number << 32 | bits] = before
        self.counted(self.size)
        return before

    def _lead(self, place: int) -> int:
        """The places that lead to one."""
        before = 0
        for each in self.graph.before.row(place):
            before |= 1 << each
        self.counted(self.size)
        return before

    def _join(self, state: State, other: State) -> State:
        """The state where two edges begin."""
        state.joins[other] = joined = self._state(state.places | other.places)
        if state.before >= 0 and other.before >= 0:
            joined.before = state.before | other.before
        self.counted()
        return joined


Symbol = tuple[Label, list[tuple[Arc, Ask]]]
"""What is known of all tokens for which the same tests hold: the label of their edges, and what else is asked of each."""

Token = tuple[Label, tuple[tuple[int, Label], ...]] | tuple[()]
"""What is known of a token: the label of its edge, the edges of entries that begin with it; empty if no rule asks for either."""


class Sentence(Protocol):
    """What a filter must know of a sentence."""

    @property
    def lattice(self) -> Lattice:
        """Its lattice."""

    @property
    def numbering(self) -> object:
        """Whose numbers the analyses have: another object, when they are numbered anew."""

    @property
    def numbers(self) -> Sequence[int]:
        """Of each token the number of its analysis."""

    @property
    def truth(self) -> Sequence[Tests]:
        """Of each token the tests that hold for it."""

    @property
    def edges(self) -> Sequence[Edge]:
        """The mentions."""


_ByWord = dict[str, tuple[tuple[int, int], ...]]


def _first_words(lists: Sequence[p.WordList], arcs: Collection[Arc]) -> tuple[_ByWord, _ByWord]:
    """For a form, and for a lemma, the lists with entries that begin with it, each after the entry's length."""
    words: _ByWord = {}
    lemmas: _ByWord = {}
    for number, found in enumerate(lists):
        if (p.LISTED, number) in arcs:
            index = lemmas if found.lemmas else words
            for word, length in {(entry.words[0], len(entry.words)) for entry in found.entries}:
                index[word] = (*index.get(word, ()), (length, number))
    return words, lemmas
