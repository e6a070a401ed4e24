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
from typing import Final, Literal, Protocol

from extractor.matching import program as p
from extractor.matching.graph import Ask, Asks, Graph, graph_of, pairs, runs, walking
from extractor.matching.lattice import Lattice
from extractor.matching.made import Made
from extractor.matching.mention_tests import CLOSED, Tests
from extractor.matching.plan import Label, Plan, State
from extractor.matching.walks import ASKED, STEP, Arc, continued
from extractor.packing import unpacked
from extractor.text.document import Analysis

KEPT: Final = 100_000
"""How many states and moves are kept; when there are more, all are forgotten and made anew as they are met."""

MANY: Final = 500
"""A label that may walk over more places than this doesn't keep them in one set: labels share most of them."""


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
        self._codes, self._looks = codes, looks
        self.plans: Made[int, Plan] = Made(self._plan)
        merged = self._merged = unpacked(self.graph.merged)
        self._rules = pairs(self.graph.rules)
        self.firsts: dict[int, tuple[int, ...]] = {}
        """For a place the rules that can begin with it, ascending."""
        for rule, places in runs(unpacked(self.graph.firsts)):
            for first in places:
                self.firsts[first] = (*self.firsts.get(first, ()), rule)
        numbers = iter(unpacked(self.graph.asks))
        self.asks: dict[int, list[tuple[Arc, Ask]]] = {}
        """By token test what is asked besides, each with its arc."""
        for number, (test, rule, pc) in enumerate(zip(numbers, numbers, numbers, strict=True)):
            assert asks is not None
            self.asks.setdefault(test, []).append(((ASKED, number), asks[rule][pc]))
        self.places = sorted(set(merged))
        self.arcs: dict[int, Arc] = dict(zip(self.places, pairs(self.graph.arcs), strict=True))
        self.asked_arcs = frozenset(self.arcs.values())
        self.asked_tests = frozenset(test for operation, test in self.asked_arcs if operation == p.TOKEN)
        self._over: dict[Arc, set[int]] = {}
        """The places over an arc."""
        for number, arc in self.arcs.items():
            self._over.setdefault(arc, set()).add(number)
        self._telling = self.asked_tests.union(self.asks)
        self._last: dict[Arc, set[int]] = {}
        """The places over an arc after which a rule may be done."""
        for number in unpacked(self.graph.last):
            self._last.setdefault(self.arcs[number], set()).add(number)
        self._before: dict[int, Sequence[int]] = dict(runs(unpacked(self.graph.before)))
        """For a place those that lead to it."""
        self.types = any(arc[0] == p.TYPED for arc in self.asked_arcs) or STEP in self.asked_arcs
        self.words = _first_words(lists, self.asked_arcs)
        self.lists = any(self.words)
        self.known: dict[frozenset[int], State] = {}
        self._forget()

    def _plan(self, rule: int) -> Plan:
        """The plan of one rule."""
        instructions = self._codes[rule].instructions
        whole = continued(instructions, self._looks)
        offset, first = self._rules[rule]
        walks = walking(whole)
        places = dict(zip(walks, self._merged[first : first + len(walks)], strict=True))
        return Plan(self, instructions, places.__getitem__, offset, continued=whole)

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
            label = self._label(label.arcs.union(asked))
        self.counted()
        if listed:
            return label, listed
        return label.alone if label.arcs else ()

    def _symbol(self, tests: Tests) -> Symbol:
        """The label of the edges of all tokens for which these tests hold, as far as nothing else is asked; and what is. New
        words come all the time, and few of them differ from all others in the tests that hold."""
        telling = tests & self._telling
        found = self._by_telling.get(telling)
        if found is None:
            label = self._label([STEP, *[(p.TOKEN, test) for test in telling]])
            found = label, [ask for test in self.asks.keys() & telling for ask in self.asks[test]]
            self._by_telling[telling] = found
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
        label = self._label([STEP if test == CLOSED else (p.TYPED, test) for test in tests])
        found = self.typed[tests] = label if label.arcs else False
        self.counted()
        return found

    def _label(self, arcs: Iterable[Arc]) -> Label:
        """The one label for these arcs, without those that no rule here asks for."""
        asked = self.asked_arcs.intersection(arcs)
        return self.labels.get(asked) or self.labels.setdefault(asked, Label(asked))

    # --- states -------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        # States lead to one another and back: without that they are free at once, whether or not garbage is looked for.
        for state in [*self.known.values()]:
            state.moves, state.joins = {}, {}
        self.labels: dict[frozenset[Arc], Label] = {}
        self.tokens = (None, [])
        self.symbols: dict[Tests, Symbol] = {}
        self._by_telling: dict[Tests, Symbol] = {}
        self.typed: dict[Tests, Label | Literal[False]] = {}
        self.known = {}
        self.count = 0
        self.gap = self._label((STEP,))
        self.empty = self._state(frozenset())

    def counted(self) -> None:
        """Takes note that one thing more is kept; when it is too many, all are forgotten."""
        self.count += 1
        if self.count >= self.limit:
            self._forget()

    def _state(self, places: frozenset[int]) -> State:
        """The one state for these places."""
        known = self.known.get(places)
        if known is None:
            begins = {rule for place in places & self.firsts.keys() for rule in self.firsts[place]}
            known = self.known.setdefault(places, State(places, tuple(sorted(begins))))
        return known

    def _move(self, state: State, label: Label) -> State:
        """The state that an edge makes of the one at its end."""
        behind = state.behind
        if behind is None:
            before = self._before
            # A tuple: a set would take several times the room, and is what most of a state is.
            behind = state.behind = tuple(set[int]().union(*[before[place] for place in state.places if place in before]))
        walked, last = label.places or self._walked(label)
        # From what is awaited back to what leads there: of thousands of rules that ask for any word few go on here.
        if walked:
            places = walked.intersection(behind)
        else:
            places = frozenset().union(*[self._over[arc].intersection(behind) for arc in label.arcs])
        state.moves[label] = reached = self._state(places | last)
        self.counted()
        return reached

    def _walked(self, label: Label) -> tuple[frozenset[int], frozenset[int]]:
        """The places over a label's arcs, none if they are `MANY`; those after which a rule may be done."""
        over, last = self._over, self._last
        few = sum(len(over[arc]) for arc in label.arcs) <= MANY
        walked = frozenset().union(*[over[arc] for arc in label.arcs]) if few else frozenset[int]()
        label.places = walked, frozenset().union(*[last[arc] for arc in label.arcs if arc in last])
        return label.places

    def _join(self, state: State, other: State) -> State:
        """The state where two edges begin."""
        state.joins[other] = joined = self._state(state.places | other.places)
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
