"""One edge ahead: at which instruction a code can go on, by what stands at a position.

In: the tests that hold for the token and the mentions at a position. Out: a `State` of it, the same one wherever the same tests
hold, and for each code a `Plan`, which finds the ways of the code in that state. A filter knows more of its rules (what leads on
to a match); this serves codes that belong to none: look-arounds, and what stands beside a trigger.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Final

from extractor.matching import program as p
from extractor.matching.filing import CLOSED
from extractor.matching.mention_tests import Tests
from extractor.matching.plan import Plan, State
from extractor.packing import unpacked

KEPT: Final = 100_000
"""How many states and ways are kept; when there are more, all are forgotten and made anew as they are met."""


class Lookahead:
    """The states of positions and the plans of codes."""

    def __init__(self, kept: int = KEPT) -> None:
        self.limit, self.count, self.offset = kept, 0, 0
        self._states: dict[tuple[Tests, tuple[Tests, ...]], State] = {}
        self._asking: dict[tuple[int, Tests], int] = {}
        self._plans: dict[bytes, Plan] = {}
        self._lock = Lock()

    def state(self, tests: Tests, mentions: tuple[Tests, ...]) -> State:
        """The one state for a position with this token and these mentions."""
        known = self._states.get((tests, mentions))
        if known is None:
            places = self._places(p.TOKEN, tests)
            for found in mentions:
                places |= self._places(p.TYPED, found)
            known = self._states[tests, mentions] = State(places, ())
            self.counted()
        return known

    def _places(self, operation: int, tests: Tests) -> int:
        """The places of all that asks for one of these tests, as bits."""
        known = self._asking.get((operation, tests))
        if known is None:
            known = 0
            for test in tests:
                if test != CLOSED:
                    known |= 1 << _place(operation, test)
            self._asking[operation, tests] = known
            self.counted()
        return known

    def counted(self) -> None:
        """Takes note that one thing more is kept; when it is too many, all are forgotten."""
        self.count += 1
        if self.count >= self.limit:
            self._states, self._asking, self.count = {}, {}, 0

    def plan(self, code: p.Code) -> Plan:
        """The plan of a code: one for all with the same instructions, such as those beside the triggers of one rule."""
        # Two threads must not give one offset to two codes.
        with self._lock:
            known = self._plans.get(code.packed)
            if known is None:
                known = self._plans[code.packed] = self._made(unpacked(code.packed))
        return known

    def _made(self, numbers: Sequence[int]) -> Plan:
        offset = self.offset
        self.offset += len(numbers) // 3

        def place_of(pc: int) -> int | None:
            # Of steps of gaps and entries of lists nothing is known beforehand: they may always lead on.
            operation, number = numbers[3 * pc : 3 * pc + 2]
            return _place(operation, number) if operation == p.TOKEN or operation == p.TYPED else None

        return Plan(self, numbers, place_of, offset)


def _place(operation: int, number: int) -> int:
    """One number for a token test or a mention test; the least test, -1, is one that never holds."""
    return 2 * (number + 1) + (operation == p.TYPED)
