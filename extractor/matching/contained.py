"""Mentions of some types, for those who ask whether a stretch of tokens holds one.

In: where the mentions stand. Out: how far a stretch must reach from one of its ends to hold one, so that one look decides,
however long the stretch is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

from extractor.matching.made import later

NOWHERE: Final = -1
"""Where no mention ends or begins."""


class Contained:
    """The mentions' places `[start, end)`."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self._places = sorted(places)

    @later
    def _from(self) -> tuple[list[int], list[int]]:
        """The starts, and for each the nearest end of all that start there or later."""
        starts = [start for start, _ in self._places]
        nearest = [*accumulate((end for _, end in reversed(self._places)), min)]
        return starts, nearest[::-1]

    @later
    def _to(self) -> tuple[list[int], list[int]]:
        """The ends, and for each the nearest start of all that end there or before."""
        ordered = sorted((end, start) for start, end in self._places)
        return [end for end, _ in ordered], [*accumulate((start for _, start in ordered), max)]

    def end_from(self, start: int) -> int:
        """Where the first of them ends that stands at `start` or behind; `NOWHERE` if none does."""
        starts, nearest = self._from
        first = bisect_left(starts, start)
        return nearest[first] if first < len(starts) else NOWHERE

    def start_to(self, end: int) -> int:
        """Where the last of them starts that stands before `end`; `NOWHERE` if none does."""
        ends, nearest = self._to
        last = bisect_right(ends, end) - 1
        return nearest[last] if last >= 0 else NOWHERE

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them lies in `[start, end)`."""
        first = self.end_from(start)
        return first != NOWHERE and first <= end
