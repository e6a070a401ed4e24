"""b. The Italian pack from text to JSON Lines, against spaCy's blank Italian tokenizer alone: the same articles, the same round.

No article comes twice, so words must be looked up as they do in real life; what an engine keeps of earlier rounds it keeps.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from benchmarks.corpus import total
from benchmarks.measure import Figure, Remark, megabytes, pace, ratio, rounds_of, timed
from benchmarks.setting import Setting, missing
from extractor import Event, Extractor
from extractor.formats import jsonl

NAME = "italian"
SUMMARY = "the Italian pack, text to JSON Lines, against spaCy's tokenizer alone"


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """The figure of the full pack."""
    if missing("spacy"):
        yield Remark(NAME, "spaCy is not installed; left out")
        return
    import spacy

    warming, *slices = setting.corpus.slices(setting.rounds + 1, 60_000 if setting.quick else 500_000)
    extractor, tokenizer = Extractor.load(), spacy.blank("it").make_doc
    for name, text in warming[:5]:
        extractor.extract(text, name=name), tokenizer(text)
    counts: list[int] = []

    def ours(number: int) -> float:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            return timed(lambda: jsonl.write(_counted(extractor.pipe(slices[number]), counts), nowhere))[0]

    def theirs(number: int) -> float:
        return timed(lambda: [tokenizer(text) for _, text in slices[number]])[0]

    times = rounds_of({"ours": ours, "spaCy": theirs}, setting.rounds)
    sizes = [total(texts) for texts in slices]
    absolute = f"{pace(sizes, times['ours'])}, spaCy {pace(sizes, times['spaCy'])}"
    yield Figure(NAME, "times as fast as spaCy's tokenizer alone", ratio(times["spaCy"], times["ours"]), absolute, "tokenizer")
    yield Remark(NAME, f"{sum(map(len, slices)):,} articles, {megabytes(sum(sizes))}, {sum(counts):,} events")


def _counted(results: Iterable[tuple[str, list[Event]]], counts: list[int]) -> Iterator[tuple[str, list[Event]]]:
    """The results as they are; how many events each has goes into `counts`."""
    for name, events in results:
        counts.append(len(events))
        yield name, events
