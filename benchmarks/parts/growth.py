"""d. How time grows: with the text, with the number of rules, with the length of a sentence and of a quotation.

The texts are made up, since up to 100 MB are needed; one extractor reads them all and has been warmed up before.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

from benchmarks.corpus import Corpus, total, write
from benchmarks.engines import ours
from benchmarks.measure import Figure, Remark, Spread, megabytes, ratio, repeated, rounds_of, timed
from benchmarks.news import Writer
from benchmarks.pack import write_patterns
from benchmarks.patterns import draw
from benchmarks.setting import Setting, read
from extractor import Extractor

NAME = "growth"
SUMMARY = "time against text, rules, sentence length and quotation length"


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figures of growth."""
    patterns = draw([text for _, text in Corpus(seed=2).slices(1, 1_000_000)[0]], 5000)
    tokens = Extractor.load(write_patterns(setting.scratch / "600", patterns[:600]))
    italian = Extractor.load()
    largest = 1_000_000 if setting.quick else 100_000_000
    yield from _text(setting, "600 token patterns", tokens, largest)
    yield from _text(setting, "Italian pack", italian, largest)
    yield from _rules(setting, {count: ours(patterns[:count]) for count in (60, 600, 5000)})
    for what, make in LONG.items():
        yield from _length(setting, italian, what, make)


def _text(setting: Setting, what: str, extractor: Extractor, largest: int) -> Iterator[Figure | Remark]:
    """Ten times the text, as often as the time allows."""
    size = 100_000
    seconds = min(_pass(extractor, setting.scratch, size, seed)[1] for seed in (8, 9))
    before: list[float] | None = None
    while size <= largest:
        expected = seconds * size / 100_000
        if expected > setting.patience:
            yield Remark(NAME, f"{what}: {megabytes(size)} would take {expected / 60:.0f} minutes at this speed; left out")
            return
        rounds = max(1, min(setting.rounds, int(setting.patience / 4 / expected)))
        passes = [_pass(extractor, setting.scratch, size, size + number) for number in range(rounds)]
        now = Spread.of([taken * size / done for done, taken in passes])
        if before is not None:
            spread = Spread(now.low / before[0], now.middle / before[0], now.high / before[0], now.rounds)
            absolute = f"{before[0]:.3g} s, {now.middle:.3g} s"
            yield Figure(NAME, f"{what}: {megabytes(size)} over {megabytes(size / 10)}", spread, absolute, "ten times the text")
        before = [now.middle]
        size *= 10


def _pass(extractor: Extractor, folder: Path, size: int, seed: int) -> tuple[int, float]:
    """The bytes of new texts in a file and the seconds that reading and extracting took."""
    file = folder / "growth.jsonl"
    write(file, size, seed)
    done, start = 0, time.process_time()

    def texts() -> Iterator[tuple[str, str]]:
        nonlocal done
        for name, text in read(file):
            done += len(text.encode())
            yield name, text

    for _ in extractor.pipe(texts()):
        pass
    return done, time.process_time() - start


def _rules(setting: Setting, engines: dict[int, Callable[[str], object]]) -> Iterator[Figure | Remark]:
    """More rules over the same text; each round has new articles."""
    slices = Corpus(seed=3).slices(setting.rounds + 1, 100_000 if setting.quick else 1_000_000)

    def task(engine: Callable[[str], object]) -> Callable[[int], float]:
        for _, text in slices[-1]:
            engine(text)
        return lambda number: timed(lambda: [engine(text) for _, text in slices[number]])[0]

    times = rounds_of({str(count): task(engine) for count, engine in engines.items()}, setting.rounds)
    fewest = times[str(min(engines))]
    size = sum(map(total, slices[:-1])) / setting.rounds
    for count in sorted(engines)[1:]:
        some = times[str(count)]
        absolute = f"{sum(fewest) / len(fewest):.3g} s, {sum(some) / len(some):.3g} s for {megabytes(size)}"
        yield Figure(NAME, f"{count:,} token patterns over {min(engines)}", ratio(some, fewest), absolute, "rules")


def _reports(writer: Writer) -> str:
    return writer.report().rstrip(".")


LONG: dict[str, Callable[[int], str]] = {
    "a sentence of clauses": lambda length: _joined(length, lambda writer: writer.clause(), ", e ") + ".",
    "a sentence of reports": lambda length: _joined(length, _reports, ", e ") + ".",
    "a quotation of sentences": lambda length: f"«{_joined(length, lambda w: _capital(w.plain()), '. ')}», ha detto il ministro.",
    "a quotation of one sentence": lambda length: f"«{_joined(length, lambda w: w.clause(), ', e ')}», ha detto il ministro.",
}
"""Texts of about so many tokens."""


def _length(
    setting: Setting, extractor: Extractor, what: str, make: Callable[[int], str]
) -> Iterator[Figure | Remark]:
    """Twice the length, again and again."""
    lengths = [500, 1000, 2000] if setting.quick else [1000, 2000, 4000, 8000, 16000]
    texts = {length: make(length) for length in lengths}
    extractor.extract(texts[lengths[0]])
    times = rounds_of({str(n): repeated(partial(extractor.extract, text)) for n, text in texts.items()}, setting.rounds)
    for short, long in pairwise(lengths):
        absolute = f"{min(times[str(short)]):.3g} s, {min(times[str(long)]):.3g} s"
        found = ratio(times[str(long)], times[str(short)])
        yield Figure(NAME, f"{what}: {long:,} tokens over {short:,}", found, absolute, "twice the length")


def _joined(length: int, make: Callable[[Writer], str], link: str) -> str:
    """Clauses until there are about so many tokens."""
    writer = Writer(Random(5))
    parts: list[str] = []
    tokens = 0
    while tokens < length:
        part = make(writer)
        tokens += len(part.split()) + part.count("'") + part.count(",") + 2
        parts.append(part)
    return link.join(parts)


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
