"""Timing: tasks side by side, in rounds, so that a noisy minute hits all of them alike.

In: tasks by name. Out: their times by round, and ratios of them as figures. The ways in are `rounds_of` and `ratio`.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median, quantiles
from typing import TypeVar

import msgspec

Clock = Callable[[], float]
"""Seconds from some moment on: `time.process_time` for work in this process, `time.perf_counter` for that of others."""

_Made = TypeVar("_Made")


class Spread(msgspec.Struct, frozen=True):
    """A median with its quartiles, and of how many values."""

    low: float
    middle: float
    high: float
    rounds: int

    @staticmethod
    def of(values: Sequence[float]) -> Spread:
        """The spread of some values, at least one."""
        low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
        return Spread(low, median(values), high, len(values))


class Figure(msgspec.Struct, frozen=True):
    """One line of the report. `what` is said of the ratio `is_` ("times as fast as …"); `absolute` is what it was made of;
    `bar` is a key of `BARS`, or "" where nothing is demanded."""

    part: str
    what: str
    ratio: Spread
    absolute: str
    bar: str = ""


class Remark(msgspec.Struct, frozen=True):
    """Something that the reader must know: what was left out, or found different."""

    part: str
    text: str


def timed(work: Callable[[], _Made], clock: Clock = time.process_time) -> tuple[float, _Made]:
    """The seconds that the work took, without garbage collection, and what it made."""
    gc.collect()
    gc.disable()
    try:
        start = clock()
        made = work()
        return clock() - start, made
    finally:
        gc.enable()


def repeated(work: Callable[[], object]) -> Callable[[int], float]:
    """A task for `rounds_of` that does the same in every round: what is short several times, and the quickest counts."""

    def task(_: int) -> float:
        times = [timed(work)[0]]
        while sum(times) < 0.3 and len(times) < 5:
            times.append(timed(work)[0])
        return min(times)

    return task


def rounds_of(tasks: Mapping[str, Callable[[int], float]], rounds: int) -> dict[str, list[float]]:
    """What each task returns for the rounds 0, 1, …: A B C, then B C A, and so on."""
    names = list(tasks)
    found: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            found[name].append(tasks[name](number))
    return found


def ratio(over: Sequence[float], under: Sequence[float]) -> Spread:
    """The ratios round by round, so that what slows both down cancels out."""
    return Spread.of([one / other for one, other in zip(over, under, strict=True)])


def megabytes(size: float) -> str:
    """A number of bytes as people read it."""
    return f"{size / 1e6:.3g} MB"


def pace(size: Sequence[float], seconds: Sequence[float]) -> str:
    """How many megabytes a second: the median over rounds."""
    return f"{median(s / t for s, t in zip(size, seconds, strict=True)) / 1e6:.3g} MB/s"
