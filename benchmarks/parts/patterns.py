"""a. The same patterns over tokens in our language and in those of the peers, tokenizing included.

Every round has new articles; slow peers get fewer of them, and throughputs are compared. What was found is compared too.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from benchmarks.agreement import Agreement
from benchmarks.corpus import Text, size_of, total
from benchmarks.engines import ENGINES, Engine, Found
from benchmarks.measure import Figure, Remark, pace, ratio, rounds_of, timed
from benchmarks.patterns import Pattern, draw
from benchmarks.setting import Setting

NAME = "patterns"
SUMMARY = "the same 60, 600 and 5,000 token patterns in our language and in others"
COUNTS = (60, 600, 5000)
OURS = "extractor"


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figures, from few rules to many."""
    pilot, *slices = setting.corpus.slices(setting.rounds + 1, 250_000 if setting.quick else 1_000_000)
    patterns = draw([text for _, text in slices[0]], max(COUNTS))
    for count in COUNTS:
        yield from _compare(setting, patterns[:count], pilot, slices)


def _compare(
    setting: Setting, patterns: list[Pattern], pilot: list[Text], slices: list[list[Text]]
) -> Iterator[Figure | Remark]:
    engines, loading = {}, []
    for name, make in ENGINES.items():
        if setting.quick and name == "rita-dsl" and len(patterns) > 1000:
            yield Remark(NAME, f"{len(patterns):,} rules: rita-dsl takes minutes to load so many; left out of a quick run")
            continue
        try:
            seconds, engines[name] = timed(partial(make, patterns))
            loading.append(f"{name} {seconds:.2g} s")
        except ImportError as error:
            yield Remark(NAME, f"{name} is not installed ({error.name}); left out")
    yield Remark(NAME, f"{len(patterns):,} rules: loading, imports included: {', '.join(loading)}")
    share = {name: _affordable(engine, pilot, setting.quick) for name, engine in engines.items()}
    share[OURS] = max(share.values())
    found = {name: _Finder(engine, slices, share[name]) for name, engine in engines.items()}
    times = rounds_of(found, setting.rounds)
    for name in engines:
        if name != OURS:
            yield Figure(
                NAME,
                f"{len(patterns):,} rules: times as fast as {name}",
                ratio(_paces(found[OURS], times[OURS]), _paces(found[name], times[name])),
                f"{pace(found[OURS].sizes, times[OURS])}, {name} {pace(found[name].sizes, times[name])}",
                "faster than a peer",
            )
    agreement = Agreement({name: finder.found for name, finder in found.items()}, slices)
    yield Remark(NAME, f"{len(patterns):,} rules: {agreement}")


class _Finder:
    """Runs an engine over a share of each round's articles and keeps what it found."""

    def __init__(self, engine: Engine, slices: list[list[Text]], share: int) -> None:
        self.engine, self.share = engine, share
        self.slices = slices
        self.sizes: list[int] = [0] * len(slices)
        self.found: list[list[list[Found]]] = [[] for _ in slices]

    def __call__(self, number: int) -> float:
        texts = _first(self.slices[number], self.share)
        self.sizes[number] = total(texts)
        seconds, self.found[number] = timed(lambda: [self.engine(text) for _, text in texts])
        return seconds


def _affordable(engine: Engine, texts: list[Text], quick: bool) -> int:
    """How many bytes the engine does in a round's time; also warms it up."""
    done, start = 0, time.process_time()
    for _, text in texts:
        engine(text)
        done += size_of(text)
        if time.process_time() - start > 0.5:
            break
    return int(done / (time.process_time() - start) * (1 if quick else 5))


def _first(texts: list[Text], size: int) -> list[Text]:
    """The first articles, of about that many bytes together; at least one."""
    taken: list[Text] = []
    for name, text in texts:
        taken.append((name, text))
        size -= size_of(text)
        if size <= 0:
            break
    return taken


def _paces(finder: _Finder, seconds: list[float]) -> list[float]:
    return [size / time for size, time in zip(finder.sizes, seconds, strict=True)]
