"""What a capture takes, and the conditions that are tested at that moment.

In: a `Take` of the program, an edge. Out: a `Taken` with the readings that it carries on, or None where a condition fails.
"""

from __future__ import annotations

import msgspec

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding, Check, Conditions, Surroundings
from extractor.matching.kept import Kept
from extractor.matching.leaves import leaves
from extractor.matching.made import later
from extractor.matching.openings import Opening
from extractor.text.document import Reading


class Taker:
    """A `Take`, ready to run."""

    def __init__(self, take: p.Take, conditions: Conditions) -> None:
        self.names = take.names
        self.alone = tuple(conditions.check(condition) for condition in take.alone)
        self.trigger = tuple(conditions.check(condition) for condition in take.trigger)
        self.tests = bool(take.alone or take.trigger)
        self.lasting = not any(_looks_around(condition) for condition in take.alone)
        self._take, self._room = take, conditions.room
        self.forget()

    def forget(self) -> None:
        """Lets go of what is kept of analyses: which readings the capture leaves them."""
        self._left: dict[tuple[int, int], Kept[tuple[Reading, ...] | None]] = {}

    @later
    def opening(self) -> Opening:
        """What the conditions can tell of the beginning, for a capture of several elements."""
        return Opening(self._take)

    def passed(self, taken: Taken, trigger: Binding, around: Surroundings) -> Taken | None:
        """What the conditions leave of it."""
        left = self._alone(taken, around)
        return left if left is None or not self.trigger else self._beside(left, trigger, around)

    def passed_token(self, taken: Taken, test: int, trigger: Binding, around: Surroundings) -> Taken | None:
        """The same of a token that was taken because a test holds."""
        left = self.left_of(taken, test, around)
        return left if left is None or not self.trigger else self._beside(left, trigger, around)

    def left_of(self, taken: Taken, test: int, around: Surroundings) -> Taken | None:
        """What the conditions on it alone leave of a token that was taken because a test holds.

        If they are `lasting` that depends on its analysis only, and is worked out once for each."""
        analysis = taken.analysis
        if analysis is None or not self.lasting:
            return self._alone(taken, around)
        known = self._left.get((test, id(analysis)))
        if known is None:
            self._room.take(self)
            left = self._alone(taken, around)
            # The analysis is kept too, for an id is only good while its object lives.
            known = self._left[test, id(analysis)] = Kept(None if left is None else left.readings, analysis)
        readings = known.value
        if readings is None:
            return None
        return taken if len(readings) == len(taken.readings) else Taken(taken.start, taken.end, None, analysis, readings)

    def _alone(self, taken: Taken, around: Surroundings) -> Taken | None:
        """What the conditions on it alone leave."""
        for check in self.alone:
            left = self._narrowed(taken, check, around)
            if left is None:
                return None
            taken = left
        return taken

    def _beside(self, taken: Taken, trigger: Binding, around: Surroundings) -> Taken | None:
        """The same, if the conditions on it and the trigger hold."""
        binding = {**trigger, **self._bound(taken)}
        for check in self.trigger:
            if not check(binding, around, taken.start, taken.end):
                return None
        return taken

    def _narrowed(self, taken: Taken, check: Check, around: Surroundings) -> Taken | None:
        """Of a token the readings for which the condition holds; all else passes as a whole."""
        if not taken.readings:
            return taken if check(self._bound(taken), around, taken.start, taken.end) else None
        left = tuple(
            reading
            for reading in taken.readings
            if check(self._bound(msgspec.structs.replace(taken, readings=(reading,))), around, taken.start, taken.end)
        )
        if len(left) == len(taken.readings):
            return taken
        return msgspec.structs.replace(taken, readings=left) if left else None

    def _bound(self, taken: Taken) -> dict[str, tuple[Taken, ...]]:
        return dict.fromkeys(self.names, (taken,))


def _looks_around(condition: p.Condition) -> bool:
    """Whether a condition asks for more than what was taken."""
    return any(isinstance(question, p.Within | p.Looks) for question in leaves(condition))
