"""States of positions in a sentence, and the ways that codes can go on in them.

In: for a code a `Plan`; for a position a `State`, which names the places of codes from which an edge there leads on. Out, by
`Plan.way`: at which instruction a run goes on there. Both are made by `automaton`, whose states know what leads to a match, or by
`lookahead`, whose states know the next edge only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from extractor.matching import program as p
from extractor.matching.walks import WALKS, Arc, following

UNKNOWN: Final = -2
"""What isn't known yet about a choice of instructions in a state."""


class Label:
    """What may walk over an edge; one object for each set of arcs, so that a move is found by identity."""

    __slots__ = ("alone", "arcs", "places")

    def __init__(self, arcs: frozenset[Arc]) -> None:
        self.arcs = arcs
        self.places: tuple[frozenset[int], frozenset[int]] | None = None
        """What a filter knows of the places over the arcs, as soon as it asks."""
        self.alone: tuple[Label, tuple[()]] = self, ()
        """The label with nothing beside it: one object for the many tokens of which there is no more to say."""


class State:
    """Places from which an edge leads on to a match, and the rules that can begin so; with its moves as far as known.

    `ways` has what the plans of all rules found out about the state, by instruction; `behind` are the places from which one of
    the state's leads on, as soon as somebody asks."""

    __slots__ = ("begins", "behind", "joins", "moves", "places", "ways")

    def __init__(self, places: frozenset[int], begins: tuple[int, ...]) -> None:
        self.places = places
        self.begins = begins
        self.moves: dict[Label, State] = {}
        self.joins: dict[State, State] = {}
        self.ways: dict[int, int] = {}
        self.behind: tuple[int, ...] | None = None


class Keeper(Protocol):
    """Who keeps states, and what is known of them."""

    def counted(self) -> None:
        """Takes note that one thing more is kept."""


class Plan:
    """Of one rule, which ways its code can go on in a state."""

    def __init__(
        self,
        keeper: Keeper,
        instructions: Sequence[p.Instruction],
        place_of: Callable[[int], int | None],
        offset: int,
        continued: Sequence[p.Instruction] | None = None,
    ) -> None:
        """`place_of` gives for an instruction that walks over an edge its place in the states; None: it may lead on in any state.
        `offset` is added to an instruction's number where it stands beside those of other rules. `keeper` keeps the states.
        `continued`: the code with what its look-arounds ask for (see `walks.continued`)."""
        self.keeper, self.instructions, self.offset = keeper, instructions, offset
        self.continued = instructions if continued is None else continued
        self.firsts: dict[int, tuple[int, ...] | None] = {}
        self._place_of = place_of

    def way(self, state: State, pc: int) -> int:
        """The instruction at which a run that stands at `pc` goes on where this is the state, past all choices with one way that
        can lead on; -1 where none can."""
        found = state.ways.get(self.offset + pc, UNKNOWN)
        if found == UNKNOWN:
            found = state.ways[self.offset + pc] = self._way(state, pc)
            self.keeper.counted()
        return found

    def _way(self, state: State, pc: int) -> int:
        while self._leads(state, pc):
            operation, a, b = self.instructions[pc]
            if operation == p.JUMP or (operation == p.SPLIT and not self._leads(state, b)):
                pc = a
            elif operation == p.SPLIT and not self._leads(state, a):
                pc = b
            else:
                return pc
        return -1

    def _leads(self, state: State, pc: int) -> bool:
        """Whether a match may be reached from an instruction."""
        if pc not in self.firsts:
            self._find_firsts(pc)
        firsts = self.firsts[pc]
        return firsts is None or not state.places.isdisjoint(firsts)

    def _find_firsts(self, pc: int) -> None:
        """Finds what is walked over first from an instruction, and from all that it leads to without a walk. None: a match may be
        reached without any. No code repeats something empty, so that nothing here leads back to itself."""
        firsts, instructions = self.firsts, self.continued
        todo = [pc]
        while todo:
            pc = todo[-1]
            operation = instructions[pc][0]
            if operation in WALKS:
                place = self._place_of(pc)
                firsts[pc] = None if place is None else (place,)
            elif operation == p.MATCH:
                firsts[pc] = None
            else:
                after = following(instructions, pc)
                missing = [each for each in after if each not in firsts]
                if missing:
                    todo += missing
                    continue
                found = firsts[after[0]]
                for each in after[1:]:
                    more = firsts[each]
                    found = None if found is None or more is None else tuple({*found, *more})
                firsts[pc] = found
            todo.pop()
