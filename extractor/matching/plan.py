"""States of positions in a sentence, and the ways that codes can go on in them.

In: for a code a `Plan`; for a position a `State`, which names the places of codes from which an edge there leads on. Out, by
`Plan.way`: at which instruction a run goes on there. Both are made by `automaton`, whose states know what leads to a match, or by
`lookahead`, whose states know the next edge only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from extractor.matching import program as p
from extractor.matching.walks import WALKS

UNKNOWN: Final = -2
"""What isn't known yet about a choice of instructions in a state."""


class Label:
    """The `places` that may walk over an edge, as bits; one object for each, so that a move is found by identity."""

    __slots__ = ("alone", "places")

    def __init__(self, places: int) -> None:
        self.places = places
        self.alone: tuple[Label, tuple[()]] = self, ()
        """The label with nothing beside it: one object for the many tokens of which there is no more to say."""


class State:
    """Places from which an edge leads on to a match, as bits, and the rules that can begin so; with its moves as far as known.

    `before`: the places from which a walk leads here or to an end of a match, as bits; -1 where that isn't known yet. `ways` has
    what the plans of all rules found out about the state, by instruction."""

    __slots__ = ("before", "begins", "joins", "moves", "places", "ways")

    def __init__(self, places: int, begins: tuple[int, ...]) -> None:
        self.places = places
        self.begins = begins
        self.before = -1
        self.moves: dict[Label, State] = {}
        self.joins: dict[State, State] = {}
        self.ways: dict[int, int] = {}


class Keeper(Protocol):
    """Who keeps states, and what is known of them."""

    def counted(self) -> None:
        """Takes note that one thing more is kept."""


class Plan:
    """Of one rule, which ways its code can go on in a state."""

    def __init__(
        self,
        keeper: Keeper,
        numbers: Sequence[int],
        place_of: Callable[[int], int | None],
        offset: int,
        continued: Sequence[int] | None = None,
    ) -> None:
        """`numbers` are those of the code's instructions, three each: a short text asks for few of them, so they are taken apart
        one by one. `place_of` gives for an instruction that walks over an edge its place in the states; None: it may lead on in
        any state. `offset` is added to an instruction's number where it stands beside those of other rules. `keeper` keeps the
        states. `continued`: the numbers with what the code's look-arounds ask for (see `walks.continued`)."""
        self.keeper, self.numbers, self.offset = keeper, numbers, offset
        self.continued = numbers if continued is None else continued
        self.firsts: dict[int, int] = {}
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
        # A match may be reached from an instruction that leads to one of the state's places, or to an end without a walk. Written
        # out, for each choice that is met asks this.
        numbers, firsts, places = self.numbers, self.firsts, state.places
        first = firsts.get(pc)
        if first is None:
            first = self._find_firsts(pc)
        if first >= 0 and not places & first:
            return -1
        while True:  # a match may be reached from here: by one of two ways, if there are two
            operation = numbers[3 * pc]
            if operation == p.JUMP:
                pc = numbers[3 * pc + 1]
            elif operation != p.SPLIT:
                return pc
            else:
                a, b = numbers[3 * pc + 1], numbers[3 * pc + 2]
                first = firsts.get(b)
                if first is None:
                    first = self._find_firsts(b)
                if first >= 0 and not places & first:
                    pc = a
                    continue
                first = firsts.get(a)
                if first is None:
                    first = self._find_firsts(a)
                if first < 0 or places & first:
                    return pc
                pc = b

    def _find_firsts(self, start: int) -> int:
        """Finds what is walked over first from an instruction, and from all that it leads to without a walk, as bits: all of
        them, -1, where a match may be reached without any. No code repeats something empty, so that nothing here leads back to
        itself."""
        firsts, numbers = self.firsts, self.continued
        todo = [start]
        while todo:
            pc = todo[-1]
            operation = numbers[3 * pc]
            if operation in WALKS:
                place = self._place_of(pc)
                firsts[pc] = -1 if place is None else 1 << place
            elif operation == p.MATCH:
                firsts[pc] = -1
            elif operation == p.SPLIT:
                a, b = numbers[3 * pc + 1], numbers[3 * pc + 2]
                one, other = firsts.get(a), firsts.get(b)
                if one is None or other is None:
                    todo += [each for each, known in ((a, one), (b, other)) if known is None]
                    continue
                firsts[pc] = one | other
            else:
                after = numbers[3 * pc + 1] if operation == p.JUMP else pc + 1
                found = firsts.get(after)
                if found is None:
                    todo.append(after)
                    continue
                firsts[pc] = found
            todo.pop()
        return firsts[start]
