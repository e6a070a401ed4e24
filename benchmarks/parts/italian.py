"""b. The Italian pack from text to JSON Lines, against spaCy's blank Italian tokenizer alone: the same articles, the same round.

No article comes twice, so words must be looked up as they do in real life; what an engine keeps of earlier rounds it keeps.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from benchmarks.corpus import total
from benchmarks.measure import Figure, Remark, pace, ratio, rounds_of, timed
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
    events = 0

    def ours(number: int) -> float:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            return timed(lambda: jsonl.write(counted(extractor.pipe(slices[number])), nowhere))[0]

    def counted(results: Iterable[tuple[str, list[Event]]]) -> Iterator[tuple[str, list[Event]]]:
        nonlocal events
        for name, found in results:
            events += len(found)
            yield name, found

    def theirs(number: int) -> float:
        return timed(lambda: [tokenizer(text) for _, text in slices[number]])[0]

    for name, text in warming[:5]:
        extractor.extract(text, name=name), tokenizer(text)
    times = rounds_of({"ours": ours, "spaCy": theirs}, setting.rounds)
    sizes = [total(texts) for texts in slices]
    yield Figure(
        NAME,
        "times as fast as spaCy's tokenizer alone",
        ratio(times["spaCy"], times["ours"]),
        f"{pace(sizes, times['ours'])}, spaCy {pace(sizes, times['spaCy'])}",
        "tokenizer",
    )
    yield Remark(NAME, f"{sum(map(len, slices)):,} articles, {sum(sizes) / 1e6:.2g} MB, {events:,} events")
