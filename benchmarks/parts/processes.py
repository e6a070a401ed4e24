"""f. Two processes against one, by the clock on the wall, the start of the processes included."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from benchmarks.corpus import total
from benchmarks.measure import Figure, Remark, megabytes, pace, ratio, rounds_of, timed
from benchmarks.setting import Setting

NAME = "processes"
SUMMARY = "two processes against one"


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figure, if the machine has two cores."""
    from extractor import Extractor

    if (os.cpu_count() or 1) < 2:
        yield Remark(NAME, "this machine has one core; left out")
        return
    slices = setting.corpus.slices(setting.rounds, 150_000 if setting.quick else 2_000_000)
    extractor = Extractor.load()
    events = {1: 0, 2: 0}

    def run(number: int, jobs: int) -> float:
        seconds, found = timed(lambda: sum(len(each) for _, each in extractor.pipe(slices[number], jobs=jobs)), time.perf_counter)
        events[jobs] += found
        return seconds

    extractor.extract(slices[0][0][1])
    times = rounds_of({"one": lambda number: run(number, 1), "two": lambda number: run(number, 2)}, setting.rounds)
    if events[1] != events[2]:
        yield Remark(NAME, f"one process found {events[1]} events, two {events[2]}: something is wrong")
    sizes = [total(texts) for texts in slices]
    absolute = f"{pace(sizes, times['two'])}, one {pace(sizes, times['one'])}"
    what = f"two processes: times as fast as one, {megabytes(sum(sizes) / len(sizes))}"
    yield Figure(NAME, what, ratio(times["one"], times["two"]), absolute, "two processes")
