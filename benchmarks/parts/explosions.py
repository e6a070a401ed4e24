"""g. Patterns that take other engines exponential or quadratic time: twice the length should take about twice the time here.

The sentence repeats a word or two, and what the pattern ends with is missing where it is looked for, and there elsewhere, so that
nothing can be left out for want of it. The peers get a few words and a time limit, each in a process of its own.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import msgspec

from benchmarks.measure import Figure, Remark, ratio, repeated, rounds_of
from benchmarks.pack import write_pack
from benchmarks.setting import Setting, missing, python
from extractor import Extractor

NAME = "explosions"
SUMMARY = "patterns that blow up elsewhere, on sentences of thousands of words"



class Explosion(msgspec.Struct, frozen=True):
    """A pattern in our language, as a regular expression over words and blanks, and as spaCy's tokens, which have no groups.

    The text is `before`, many times `word`, `after`; `example` is what the pattern matches as a whole."""

    ours: str
    expression: str
    tokens: list[dict[str, str]]
    example: str
    word: str = "a "
    before: str = ""
    after: str = "x b"

    def text(self, words: int) -> str:
        """A text of about so many words, in which the long part doesn't match."""
        return self.before + self.word * (words // self.word.count(" ")) + self.after


_A = {"LOWER": "a"}
_MANY = {**_A, "OP": "{0,50}"}
_GAP = {"OP": "*"}
_B = {"LOWER": "b"}

EXPLOSIONS = {
    "([a]*)*b": Explosion('("a"*)* "b"', "(?:(?:a )*)*b", [], "a a b"),
    "(a|a)*b": Explosion('("a" | "a")* "b"', "(?:a |a )*b", [], "a a b"),
    "(a|ab|b)*z": Explosion('("a" | "a" "b" | "b")* "z"', "(?:a |a b |b )*z", [], "a b a z", "a b ", after="x z"),
    "a{0,50}a{0,50}b": Explosion('"a"{0,50} "a"{0,50} "b"', "(?:a ){0,50}(?:a ){0,50}b", [_MANY, _MANY, _B], "a a b"),
    "a…a…a…a…b": Explosion(
        '"a" .. "a" .. "a" .. "a" .. "b"',
        "a .*?a .*?a .*?a .*?b",
        [_A, _GAP, _A, _GAP, _A, _GAP, _A, _GAP, _B],
        "a x a x a a b",
        before="b ",
        after="x",
    ),
}

LIMIT = 5.0
"""Seconds that a peer has for a search, its start apart."""

PEERS = {
    "re": ("re", "import re; look = lambda: re.compile({expression!r}).search({text!r})"),
    "regex": ("regex", "import regex; look = lambda: regex.compile({expression!r}).search({text!r})"),
    "spaCy Matcher": (
        "spacy",
        """
import spacy
from spacy.matcher import Matcher
language = spacy.blank("it")
matcher = Matcher(language.vocab)
def look():
    matcher.add("pattern", [{tokens}])
    matcher(language.make_doc({text!r}))
""",
    ),
}
"""The package and a program that looks for a pattern."""
TIMED = "{program}\nimport time\nstart = time.perf_counter()\nlook()\nprint(time.perf_counter() - start)\n"


def measure(setting: Setting) -> Iterator[Figure | Remark]:
    """A figure for each pattern and doubling, and what the peers do."""
    lengths = [1250, 2500, 5000] if setting.quick else [5000, 10_000, 20_000]
    for number, (name, explosion) in enumerate(EXPLOSIONS.items()):
        extractor = Extractor.load(pack_of(explosion, setting.scratch / f"explosion{number}"))
        texts = {length: explosion.text(length) for length in lengths}
        extractor.extract(texts[lengths[0]])
        times = rounds_of({str(n): repeated(partial(extractor.extract, text)) for n, text in texts.items()}, setting.rounds)
        for short, long in pairwise(lengths):
            absolute = f"{min(times[str(short)]):.3g} s, {min(times[str(long)]):.3g} s"
            what = f"{name}: {long:,} words over {short:,}"
            yield Figure(NAME, what, ratio(times[str(long)], times[str(short)]), absolute, "twice the length")
        yield Remark(NAME, f"{name}: {', '.join(_peers(explosion))}")


def pack_of(explosion: Explosion, folder: Path) -> Path:
    """A pack with the pattern as its only rule, in a new folder."""
    text = explosion.example
    lines = (
        "rule explosion",
        f"  match   {explosion.ours}",
        '  emit    Pattern(number = "1")',
        f'  example "{text}" => Pattern "{text}"',
    )
    return write_pack(folder, "\n".join(lines) + "\n", text)


def _peers(explosion: Explosion) -> Iterator[str]:
    """What each peer does with the pattern."""
    for peer, (package, program) in PEERS.items():
        if missing(package):
            yield f"{peer} is not installed"
        elif package != "spacy" or explosion.tokens:
            yield f"{peer} {_limit_of(program, explosion)}"


def _limit_of(program: str, explosion: Explosion) -> str:
    """How many words a peer can do, twice as many at a time."""
    words, last = 16, 0.0
    while words <= 5000:
        look = program.format(expression=explosion.expression, text=explosion.text(words), tokens=explosion.tokens)
        try:
            last = float(python("-c", TIMED.format(program=look), limit=LIMIT + 5))
        except subprocess.TimeoutExpired:
            last = LIMIT + 5
        if last > LIMIT:
            return f"more than {LIMIT:.0f} s for {words} words"
        words *= 2
    return f"{last:.2g} s for {words // 2:,} words"
