"""a. The same patterns over tokens in our language and in those of the peers, tokenizing included.

Patterns are drawn from articles that are not measured, and every round has new ones; slow peers get fewer of them, and
throughputs are compared. What was found is compared too.
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
COUNTS = {60: "60 rules", 600: "600 rules", 5000: "5,000 rules"}
"""How many rules, and the bar for so many."""

OURS = "extractor"
MATCHER = "spaCy Matcher"


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figures, from few rules to many."""
    pilot, *slices = setting.corpus.slices(setting.rounds + 1, 250_000 if setting.quick else 1_000_000)
    patterns = draw([text for _, text in pilot], max(COUNTS))
    for count in COUNTS:
        yield from _compare(setting, patterns[:count], pilot, slices)


def _compare(
    setting: Setting, patterns: list[Pattern], pilot: list[Text], slices: list[list[Text]]
) -> Iterator[Figure | Remark]:
    """A figure for each peer that can be had, and whether all found the same."""
    rules = COUNTS[len(patterns)]
    engines: dict[str, Engine] = {}
    for name, loaded in _load(patterns, setting.quick):
        if isinstance(loaded, str):
            yield Remark(NAME, f"{rules}: {name} {loaded}; left out")
        else:
            seconds, engines[name] = loaded
            yield Remark(NAME, f"{rules}: {name} took {seconds:.2g} s to load")
    share = {name: _affordable(engine, pilot, setting.quick) for name, engine in engines.items()}
    share[OURS] = max(share.values())
    found = {name: _Finder(engine, slices, share[name]) for name, engine in engines.items()}
    times = rounds_of(found, setting.rounds)
    paces = {name: _paces(finder, times[name]) for name, finder in found.items()}
    for name in [name for name in engines if name != OURS]:
        absolute = f"{pace(found[OURS].sizes, times[OURS])}, {name} {pace(found[name].sizes, times[name])}"
        what = f"{rules}: times as fast as {name}"
        # The bars are about the peer that matches tokens, as we do.
        bar = rules if name == MATCHER else ""
        yield Figure(NAME, what, ratio(paces[OURS], paces[name]), absolute, bar)
    yield Remark(NAME, f"{rules}: {Agreement({name: finder.found for name, finder in found.items()}, slices)}")


def _load(patterns: list[Pattern], quick: bool) -> Iterator[tuple[str, tuple[float, Engine] | str]]:
    """Each engine's name with the seconds that loading took and the engine, or with what is against it."""
    for name, make in ENGINES.items():
        if quick and name == "rita-dsl" and len(patterns) > 1000:
            yield name, "takes minutes to load so many"
            continue
        try:
            yield name, timed(partial(make, patterns))
        except ImportError as error:
            yield name, f"is not installed ({error.name} is missing)"


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
