"""A filter before the matcher: which rules of a phase may match in this sentence at all.

In: the codes of a phase's rules, then sentence after sentence. Out: the numbers of the rules that may match; none that does
is ever left out. The one way in is `Filter`.

One automaton runs over all rules at once. Its states are sets of places in the rules, made when they are first met, so
that rules with a common beginning share their states and the cost of a token hardly grows with the number of rules. A
sentence is a lattice: at each position the sets that arrive over different edges are united, which loses from where each
came. Captures, conditions, look-arounds, closed mentions and ends of sentences are ignored. All this may name a rule too
many, never one too few.

    position   0 ──token──▶ 1 ──token──▶ 2        the state at 2 is what the second token makes of the state at 1,
               └──────── mention ────────▶ 2      united with what the mention makes of the state at 0

Rules with wide gaps would multiply the states and stay out: such a rule may match where all that every way through it
needs is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from extractor.matching import program as p
from extractor.matching.lattice import Lattice
from extractor.text.document import Analysis

WIDE: Final = 4
"""More steps of gaps than this, or a step that can be repeated without limit, keep a rule out of the automaton."""

KEPT: Final = 100_000
"""How many states and moves are kept; when there are more, all are forgotten and made anew as they are met."""

Arc = tuple[int, int]
"""What an instruction walks over: `TOKEN test`, `TYPED test`, `LISTED list`, or `STEP 0`."""

STEP: Final[Arc] = (p.STEP, 0)
Label = frozenset[Arc]
GAP: Final[Label] = frozenset((STEP,))
Tests = frozenset[int]


class _State:
    """Places where rules wait for an edge, and rules that were done on the way in; with its moves as far as known."""

    __slots__ = ("joins", "matched", "moves", "places")

    def __init__(self, places: frozenset[int], matched: frozenset[int]) -> None:
        self.places = places
        self.matched = matched
        self.moves: dict[Label, _State] = {}
        self.joins: dict[_State, _State] = {}


class Filter:
    """The automaton of some rules, and the guards of those that stay out of it."""

    def __init__(self, codes: Sequence[p.Code], lists: Sequence[p.WordList], closed: Collection[str], kept: int = KEPT) -> None:
        """All codes walk forward. `lists` are the program's, `closed` its closed mention types."""
        self.closed, self.limit = frozenset(closed), kept
        self.arcs: list[Arc] = []
        self.after: list[tuple[frozenset[int], frozenset[int]]] = []
        self.always: set[int] = set()
        self.guards: dict[int, frozenset[Arc]] = {}
        places: set[int] = set()
        for rule, code in enumerate(codes):
            if _wide(code.instructions):
                self.guards[rule] = needed(code.instructions)
            else:
                places |= self._insert(rule, code.instructions)
        self.starts = _grouped((self.arcs[place], place) for place in sorted(places))
        self.guarded = self._by_rarest()
        self.known = frozenset(self.arcs).union(*self.guards.values())
        self.words = _first_words(lists, self.known)
        self._forget()

    def candidates(self, lattice: Lattice, truth: Sequence[Tests], mention_truth: Mapping[int, Tests]) -> list[int]:
        """The numbers of the rules that may match in the sentence, ascending.

        `truth` gives the token tests that hold at each position (the first is `lattice.start`), `mention_truth` the
        mention tests by the mention's id."""
        found, labels = set(self.always), set[Label]()
        start = lattice.start
        here = [self.empty] * (lattice.end - start + 1)
        for place in range(lattice.end - start):
            state = here[place]
            for length, label in self._edges(lattice, start + place, truth[place], mention_truth):
                if place + length >= len(here):
                    continue
                reached = state.moves.get(label) or self._move(state, label)
                labels.add(label)
                if reached.matched:
                    found |= reached.matched
                there = here[place + length]
                here[place + length] = self._join(there, reached) if there.places else reached
        present = frozenset[Arc]().union(*labels) if self.guarded else frozenset()
        for arc in present:
            found.update(rule for rule in self.guarded.get(arc, ()) if self.guards[rule] <= present)
        return sorted(found)

    # --- the sentence's edges -----------------------------------------------------------------------------------------

    def _edges(
        self, lattice: Lattice, position: int, tests: Tests, mention_truth: Mapping[int, Tests]
    ) -> Sequence[tuple[int, Label]]:
        """The edges from a position: their lengths, and what may walk over them."""
        analysis = lattice.token(position)
        edges = self._token_edges(analysis, tests) if analysis is not None else ()
        mentions = lattice.starting.get(position)
        if not mentions and not lattice.hidden:
            return edges
        more = list(edges)
        for mention in mentions or ():
            label = self._label(p.TYPED, mention_truth[id(mention)], mention.type in self.closed)
            more.append((mention.end - position, label))
        more += ((end - start, GAP) for start, end in lattice.sentence.holes if start == position)
        return more

    def _token_edges(self, analysis: Analysis, tests: Tests) -> tuple[tuple[int, Label], ...]:
        """The token's edge and those of the lists' entries that begin with it; of an entry only the first word is asked for."""
        if not self.words:
            return ((1, self._label(p.TOKEN, tests, True)),)
        known = self.edges.get(id(analysis))
        if known is None:
            words = {("", analysis.word), *(("lemma", reading.get("lemma", "")) for reading in analysis.readings)}
            entries = [edge for word in sorted(words) for edge in self.words.get(word, ())]
            # The analysis is kept too, for an id is only good while its object lives.
            known = self.edges[id(analysis)] = analysis, ((1, self._label(p.TOKEN, tests, True)), *entries)
            self.count += 1
        return known[1]

    def _label(self, operation: int, tests: Tests, step: bool) -> Label:
        """The label of an edge on which these tests hold, without those that no rule here asks for."""
        label = self.labels.get((operation, tests, step))
        if label is None:
            arcs = {(operation, test) for test in tests} | ({STEP} if step else set())
            label = self.labels[operation, tests, step] = frozenset(arcs & self.known)
        return label

    # --- states -------------------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.labels: dict[tuple[int, Tests, bool], Label] = {}
        self.states: dict[tuple[frozenset[int], frozenset[int]], _State] = {}
        self.edges: dict[int, tuple[Analysis, tuple[tuple[int, Label], ...]]] = {}
        self.count = 0
        self.empty = _State(frozenset(), frozenset())

    def _state(self, places: frozenset[int], matched: frozenset[int]) -> _State:
        """The one state for these places and rules."""
        if self.count >= self.limit:
            self._forget()
        self.count += 1
        key = (places, matched)
        return self.states.get(key) or self.states.setdefault(key, _State(places, matched))

    def _move(self, state: _State, label: Label) -> _State:
        """Where an edge leads from a state, every rule also beginning here."""
        places: set[int] = set()
        matched: set[int] = set()
        waiting = [place for place in state.places if self.arcs[place] in label]
        for place in (*waiting, *(place for arc in label for place in self.starts.get(arc, ()))):
            later, done = self.after[place]
            places |= later
            matched |= done
        state.moves[label] = reached = self._state(frozenset(places), frozenset(matched))
        return reached

    def _join(self, state: _State, other: _State) -> _State:
        """The state where two edges end together."""
        joined = state.joins.get(other)
        if joined is None:
            joined = state.joins[other] = self._state(state.places | other.places, frozenset())
        return joined

    # --- the rules' places ----------------------------------------------------------------------------------------------

    def _insert(self, rule: int, instructions: Sequence[p.Instruction]) -> frozenset[int]:
        """Adds a rule; returns the places where it begins."""
        numbers: dict[int, int] = {}
        for place, instruction in enumerate(instructions):
            if instruction[0] in WALKS:
                numbers[place] = len(self.arcs) + len(numbers)
        self.arcs += [_arc(instructions[place]) for place in numbers]
        for place in numbers:
            self.after.append(self._reached(rule, instructions, place + 1, numbers))
        first, done = self._reached(rule, instructions, 0, numbers)
        self.always |= done
        return first

    def _reached(
        self, rule: int, instructions: Sequence[p.Instruction], place: int, numbers: dict[int, int]
    ) -> tuple[frozenset[int], frozenset[int]]:
        """The places where the rule waits for an edge after `place`, and the rule itself where it may be done."""
        reached = _closure(instructions, place)
        waiting = frozenset(numbers[place] for place in reached if place in numbers)
        done = any(instructions[place][0] == p.MATCH for place in reached)
        return waiting, frozenset([rule]) if done else frozenset()

    def _by_rarest(self) -> dict[Arc, list[int]]:
        """The guarded rules, each under the arc that it shares with the fewest others."""
        shared: dict[Arc, int] = {}
        for arcs in self.guards.values():
            for arc in arcs:
                shared[arc] = shared.get(arc, 0) + 1
        grouped: dict[Arc, list[int]] = {}
        for rule, arcs in self.guards.items():
            if arcs:
                grouped.setdefault(min(arcs, key=lambda arc: (shared[arc], arc)), []).append(rule)
            else:
                self.always.add(rule)
        return grouped


WALKS: Final = frozenset((p.TOKEN, p.TYPED, p.LISTED, p.STEP))


def _arc(instruction: p.Instruction) -> Arc:
    operation, a, _ = instruction
    return STEP if operation == p.STEP else (operation, a)


def _next(instructions: Sequence[p.Instruction], place: int) -> tuple[int, ...]:
    operation, a, b = instructions[place]
    if operation == p.SPLIT:
        return a, b
    if operation == p.JUMP:
        return (a,)
    return () if operation == p.MATCH else (place + 1,)


def _closure(instructions: Sequence[p.Instruction], place: int) -> list[int]:
    """The places reached from here without walking over an edge, ascending."""
    reached = {place}
    todo = [place]
    while todo:
        place = todo.pop()
        if instructions[place][0] not in WALKS:
            fresh = [follower for follower in _next(instructions, place) if follower not in reached]
            reached.update(fresh)
            todo += fresh
    return sorted(reached)


def _wide(instructions: Sequence[p.Instruction]) -> bool:
    """Whether the code has a gap without limit, or too many steps of gaps."""
    steps = [place for place, instruction in enumerate(instructions) if instruction[0] == p.STEP]
    return len(steps) > WIDE or any(place in _closure(instructions, place + 1) for place in steps)


def needed(instructions: Sequence[p.Instruction]) -> frozenset[Arc]:
    """What every way through the code walks over, gaps left out."""
    surely: list[frozenset[Arc] | None] = [None] * len(instructions)
    surely[0] = frozenset()
    todo = [0]
    while todo:
        place = todo.pop()
        here = surely[place] or frozenset()
        if instructions[place][0] in WALKS:
            here |= {_arc(instructions[place])}
        for follower in _next(instructions, place):
            known = surely[follower]
            both = here if known is None else known & here
            if both != known:
                surely[follower] = both
                todo.append(follower)
    return (surely[-1] or frozenset()) - {STEP}


def _grouped(pairs: Iterable[tuple[Arc, int]]) -> dict[Arc, list[int]]:
    grouped: dict[Arc, list[int]] = {}
    for arc, place in pairs:
        grouped.setdefault(arc, []).append(place)
    return grouped


def _first_words(lists: Sequence[p.WordList], arcs: Collection[Arc]) -> dict[tuple[str, str], list[tuple[int, Label]]]:
    """For a lemma or a form the lists with entries that begin with it, each with the entry's length."""
    grouped: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for number, found in enumerate(lists):
        for entry in found.entries if (p.LISTED, number) in arcs else ():
            word = ("lemma" if found.lemmas else "", entry.words[0])
            grouped.setdefault(word, set()).add((len(entry.words), number))
    return {
        word: [(length, frozenset(((p.LISTED, number),))) for length, number in sorted(found)] for word, found in grouped.items()
    }
