"""What a capture takes, and the conditions that are tested at that moment.

In: a `Take` of the program, an edge. Out: a `Taken` with the readings that it carries on, or None where a condition fails.
"""

from __future__ import annotations

import msgspec

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.expressions import Binding, Check, Conditions, Surroundings


class Taker:
    """A `Take`, ready to run."""

    def __init__(self, take: p.Take, conditions: Conditions) -> None:
        self.names = take.names
        self.alone = tuple(conditions.check(condition) for condition in take.alone)
        self.trigger = tuple(conditions.check(condition) for condition in take.trigger)
        self.tests = bool(take.alone or take.trigger)

    def passed(self, taken: Taken, trigger: Binding, around: Surroundings) -> Taken | None:
        """What the conditions leave of it."""
        for check in self.alone:
            left = self._narrowed(taken, check, around)
            if left is None:
                return None
            taken = left
        if self.trigger:
            binding = {**trigger, **self._bound(taken)}
            if not all(check(binding, around, taken.start, taken.end) for check in self.trigger):
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
