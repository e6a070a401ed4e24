"""e. The most memory that a process takes, against the size of the corpus. Texts stream from disk; every size has a new process.

The bar is for 10 MB and more: below that what is kept of words is still filling up."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.corpus import Corpus, write
from benchmarks.measure import Figure, Remark, Spread, megabytes
from benchmarks.pack import write_patterns
from benchmarks.patterns import draw
from benchmarks.setting import Setting, python

NAME = "memory"
SUMMARY = "peak memory against the size of the corpus"


ENOUGH = 10_000_000
"""Bytes from which on the bar holds."""


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figures for a pack of token patterns and for the Italian one."""
    patterns = draw([text for _, text in Corpus(seed=2).slices(1, 300_000)[0]], 600)
    pack = str(write_patterns(setting.scratch / "memory", patterns))
    yield from _grown(setting, "600 token patterns", [pack], 500_000 if setting.quick else 10_000_000)
    yield from _grown(setting, "Italian pack", [], 50_000 if setting.quick else 10_000_000)


def _grown(setting: Setting, what: str, rules: list[str], size: int) -> Iterator[Figure | Remark]:
    """Peak memory for ten times the size over that for the size: smaller ones where those would take too long."""
    pace = _run(setting, 20_000, rules)["seconds"], _run(setting, 120_000, rules)["seconds"]
    expected = max(0.01, pace[1] - pace[0]) * 10 * size / 100_000
    while expected > 2 * setting.patience and size > 100_000:
        minutes = f"{expected / 60:.0f} minutes"
        yield Remark(NAME, f"{what}: {megabytes(10 * size)} would take {minutes} at this speed; a tenth is measured")
        size, expected = size // 10, expected / 10
    some, more = _run(setting, size, rules), _run(setting, 10 * size, rules)
    peak = Spread.of([more["peak"] / some["peak"]])
    absolute = f"{megabytes(some['peak'])}, {megabytes(more['peak'])}"
    bar = "memory" if size >= ENOUGH else ""
    yield Figure(NAME, f"{what}: {megabytes(10 * size)} of text over {megabytes(size)}", peak, absolute, bar)


def _run(setting: Setting, size: int, rules: list[str]) -> dict[str, float]:
    file = setting.scratch / "memory.jsonl"
    write(file, size, 4)
    found: dict[str, float] = json.loads(python("-m", "benchmarks.child", str(file), *rules))
    file.unlink()
    return found
