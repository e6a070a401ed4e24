"""Whether what a rule asks for beside its trigger can stand there, when part of the mentions aren't made yet.

In: the code of that side; what is settled (see `outlook`); then sentence after sentence, what its tokens show, and the places
from which the code may set out. Out, by `Side.reaches`: whether it can come to its end; False is certain.

An automaton that reads away from the trigger: a state is a set of places in the code, made when it is first met. A place is an
instruction that walks over an edge, or the inside of a mention that isn't made yet, where it may end or go on:

    0 TYPED Clause      0 ──begins like a clause──▶ inside of 0, or 1        inside of 0 ──any token──▶ inside of 0, or 1
    1 TOKEN "."         1 ──"."──▶ done
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from typing import Final, Protocol

from extractor.matching import program as p
from extractor.matching.firsts import Begin, Shown
from extractor.matching.machine import Code
from extractor.matching.scene import Scene
from extractor.matching.walks import WALKS, following

KEPT: Final = 2_000
"""How many moves of one side are kept; when there are more, all are forgotten and made anew as they are met."""

DONE: Final = -1
"""Among the places of a state: the code can end here."""

ASKING: Final = frozenset((p.START, p.END, p.LOOK))
"""Instructions that walk over nothing, and ask something of their position."""

Places = tuple[int, ...]
"""Twice an instruction's number; one more for the inside of what it walks over. Ascending."""


class State:
    """Places of a code, with the moves that are known."""

    __slots__ = (
        "asks", "done", "edges", "gap", "here", "joins", "lists", "matters", "mentions", "more", "moves", "places", "typed"
    )  # fmt: skip

    def __init__(self, places: Places, walks: Places, instructions: Sequence[p.Instruction], gaps: bool, matters: Shown) -> None:
        """`gaps`: it is settled where steps of gaps lead. `matters`: what of a token decides where the state leads."""
        self.places, self.done = places, DONE in places
        edges = [instructions[place >> 1] for place in walks if not place & 1]
        self.asks = tuple(edge for edge in edges if edge[0] in ASKING)
        """What must be known of the position to go on: ends, look-arounds."""
        self.typed = any(operation == p.TYPED for operation, _, _ in edges)
        self.lists = tuple(sorted({number for operation, number, _ in edges if operation == p.LISTED and number >= 0}))
        self.gap = gaps and any(operation == p.STEP for operation, _, _ in edges)
        self.matters: Shown = matters
        self.more = self.typed or self.gap or bool(self.lists)
        """Whether anything but a token may lead on."""
        self.here: dict[tuple[bool, ...], State] = {}
        self.moves: dict[Shown, State] = {}
        """Behind a token, by as much of what it shows as matters here."""
        self.mentions: dict[frozenset[int], State] = {}
        self.edges: dict[tuple[int, int], State] = {}
        self.joins: dict[State, State] = {}


class Settled(Protocol):
    """What a side must know of what is settled."""

    @property
    def settled(self) -> Sequence[bool]:
        """By mention test, whether all mentions that pass it are there."""

    @property
    def gaps(self) -> bool:
        """Whether it is settled where steps of gaps lead."""

    def decided(self, look: int) -> bool:
        """Whether a look-around finds now what it would find later."""

    def begin(self, test: int, backward: bool) -> Begin:
        """With which tokens a mention that passes the test can begin (backward: end)."""


class Side:
    """The automaton of a code that is walked from a trigger."""

    def __init__(self, code: Code, stage: Settled) -> None:
        self.instructions, self.backward, self.stage = code.instructions, code.backward, stage
        self._after: dict[int, Places] = {}
        self._forget()

    def _forget(self) -> None:
        self._states: dict[Places, State] = {}
        self._count = 0
        self.start = self._state(self._reached(0))

    def reaches(self, scene: Scene, shown: Sequence[Shown], starts: Iterable[int]) -> bool:
        """Whether the code can come to its end from one of the places, counted from the start of the sentence. `shown` is what
        each token shows to those who come from where the code comes from."""
        if self._count >= KEPT:
            self._forget()
        backward, width = self.backward, len(shown)
        end, stride = (-1, -1) if backward else (width + 1, 1)
        at: dict[int, State] = dict.fromkeys(starts, self.start)
        for place in range((max if backward else min)(at, default=end), end, stride):
            state = at.pop(place, None)
            if state is None:
                continue
            while state.asks:
                state = self._here(state, scene, scene.base + place)
            if state.done:
                return True
            token = place - backward
            if 0 <= token < width:
                mattering = state.matters & shown[token]
                there = state.moves.get(mattering) or self._token(state, mattering)
                if there.places:
                    self._put(at, place + stride, there)
            if state.more:
                for to, there in self._edges(state, place, scene):
                    if there.places:
                        self._put(at, to, there)
            if not at:
                return False
        return False

    def _put(self, at: dict[int, State], place: int, there: State) -> None:
        """One more way leads to a place."""
        known = at.get(place)
        at[place] = there if known is None or known is there else known.joins.get(there) or self._join(known, there)

    def _edges(self, state: State, place: int, scene: Scene) -> Iterator[tuple[int, State]]:
        """Where edges other than tokens lead from a place, and in which state."""
        backward, base = self.backward, scene.base
        if state.typed:
            for tests, (to, _) in scene.mentions_at(base + place, backward):
                yield to - base, state.mentions.get(tests) or self._mention(state, tests)
        for number in state.lists:
            there = state.edges.get((p.LISTED, number)) or self._edge(state, p.LISTED, number)
            for to, _ in scene.ends(p.LISTED, number, base + place, backward):
                yield to - base, there
        if state.gap and (to := scene.steps(backward)[place]) >= 0:
            yield to - base, state.edges.get((p.STEP, 0)) or self._edge(state, p.STEP, 0)

    # --- states -------------------------------------------------------------------------------------------------------

    def _token(self, state: State, shown: Shown) -> State:
        """The state behind a token that shows this."""
        places: set[int] = set()
        for place in state.places:
            number, inside = place >> 1, place & 1
            operation, test, _ = self.instructions[number]
            if inside:
                places.add(place)
                places.update(self._reached(number + 1))
            elif operation == p.TOKEN:
                if test >= 0 and shown >> test & 1:
                    places.update(self._reached(number + 1))
            elif self._unknown(number):
                begin = self.stage.begin(test, self.backward) if operation == p.TYPED else None
                if begin is None or begin & shown:
                    places.add(place + 1)
                    places.update(self._reached(number + 1))
        found = state.moves[shown] = self._state(places)
        return found

    def _matters(self, places: Iterable[int]) -> Shown:
        """What of a token decides where a state leads."""
        found = 0
        for place in places:
            operation, test, _ = self.instructions[place >> 1]
            if operation == p.TOKEN and test >= 0:
                found |= 1 << test
            elif operation == p.TYPED and not place & 1 and self._unknown(place >> 1):
                found |= self.stage.begin(test, self.backward) or 0
        return found

    def _mention(self, state: State, tests: frozenset[int]) -> State:
        """The state behind a mention for which these tests hold."""
        found = state.mentions[tests] = self._over(state, p.TYPED, tests)
        return found

    def _edge(self, state: State, operation: int, number: int) -> State:
        """The state behind an entry of a list, or a step of a gap."""
        found = state.edges[operation, number] = self._over(state, operation, (number,))
        return found

    def _over(self, state: State, operation: int, numbers: Container[int]) -> State:
        """The state behind an edge over which these instructions walk."""
        places: set[int] = set()
        for place in state.places:
            walk, number, _ = self.instructions[place >> 1]
            if not place & 1 and walk == operation and (walk == p.STEP or number in numbers):
                places.update(self._reached((place >> 1) + 1))
        return self._state(places)

    def _join(self, state: State, other: State) -> State:
        found = state.joins[other] = self._state({*state.places, *other.places})
        return found

    def _here(self, state: State, scene: Scene, position: int) -> State:
        """The state at a position of which it is known what holds there."""
        lattice = scene.lattice
        answers = tuple(
            lattice.at_start(position) if operation == p.START
            else lattice.at_end(position) if operation == p.END
            else scene.looks(number, position) != negated
            for operation, number, negated in state.asks
        )
        found = state.here.get(answers)
        if found is None:
            passed = {ask for ask, answer in zip(state.asks, answers, strict=True) if answer}
            places: set[int] = set()
            for place in state.places:
                instruction = self.instructions[place >> 1]
                if place & 1 or instruction[0] not in ASKING:
                    places.add(place)
                elif instruction in passed:
                    places.update(self._reached((place >> 1) + 1))
            found = state.here[answers] = self._state(places)
        return found

    def _state(self, places: Collection[int]) -> State:
        """The one state for these places. Where the code may end nothing more is asked."""
        key = (DONE,) if DONE in places else tuple(sorted(places))
        found = self._states.get(key)
        self._count += 1
        if found is None:
            walks = () if key == (DONE,) else key
            found = self._states[key] = State(key, walks, self.instructions, self.stage.gaps, self._matters(walks))
        return found

    def _unknown(self, number: int) -> bool:
        """Whether it isn't known yet where an instruction leads."""
        operation, test, _ = self.instructions[number]
        if operation == p.STEP:
            return not self.stage.gaps
        return operation == p.TYPED and test >= 0 and not self.stage.settled[test]

    def _reached(self, number: int) -> Places:
        """The places reached from an instruction before the next edge."""
        found = self._after.get(number)
        if found is None:
            places: set[int] = set()
            todo, seen = [number], set[int]()
            while todo:
                at = todo.pop()
                if at in seen:
                    continue
                seen.add(at)
                operation, look, _ = self.instructions[at]
                if operation in WALKS or operation in (p.START, p.END) or (operation == p.LOOK and self.stage.decided(look)):
                    places.add(2 * at)
                elif operation == p.MATCH:
                    places.add(DONE)
                else:
                    todo += following(self.instructions, at)
            found = self._after[number] = tuple(places)
        return found
