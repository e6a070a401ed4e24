"""A bound that many tables share.

In: how many things they may keep together. Out: a `Room`, which all who keep something in it tell of each thing; when there are
too many, all forget. A pack has thousands of rules and captures, each with a table of the words that it met: with a bound for
each of them they would go on filling up for as long as there are new words.
"""

from __future__ import annotations

from typing import Final, Protocol
from weakref import WeakSet

KEPT: Final = 50_000
"""Things that are kept together."""


class Keeper(Protocol):
    """Who keeps things."""

    def forget(self) -> None:
        """Lets go of all of them."""


class Room:
    """Counts what is kept. It doesn't keep those alive who keep it."""

    def __init__(self, limit: int = KEPT) -> None:
        self.limit, self.count = max(1, limit), 0
        self._keepers: WeakSet[Keeper] = WeakSet()

    def __len__(self) -> int:
        return self.count

    def take(self, keeper: Keeper) -> None:
        """Makes room for one thing more, before it is kept."""
        if self.count >= self.limit:
            for each in [*self._keepers]:
                each.forget()
            self.count = 0
            self._keepers.clear()
        self.count += 1
        self._keepers.add(keeper)
