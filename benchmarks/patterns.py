"""Token patterns that every engine can be given: drawn from the vocabulary of a corpus, the same for the same texts and seed.

In: texts. Out: `Pattern`s of two to four words. The one way in is `draw`.

So that engines which cut texts differently still agree, words are of plain letters and occur nowhere beside an apostrophe, a
hyphen, a digit or the dot of an abbreviation; patterns never cross punctuation. Case is folded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import Final

import msgspec
import regex

SHARES: Final = (("literal", 40), ("either", 20), ("optional", 20), ("gap", 20))
"""The kinds of patterns and how many of a hundred are of that kind."""

GAP: Final = 3
"""The most words that a gap takes."""

COMMONEST: Final = 50
"""So many words are grammar: a pattern has at least one word that is none of them."""

_WORD = regex.compile(r"\p{L}+")
_RUN = regex.compile(r"(?<![^\s(«“\"])[A-Za-z]+(?: [A-Za-z]+)+(?![^\s.,;:!?)»”\"])")
_BESIDE = frozenset(" \n.,;:!?()«»“”\"")
_ABBREVIATED = regex.compile(r"\.(?:\S|\s+\p{Ll})")


class Piece(msgspec.Struct, frozen=True):
    """A place of a pattern: one of these words; with `optional` perhaps none; without words a gap of up to `GAP` words."""

    words: tuple[str, ...] = ()
    optional: bool = False


class Pattern(msgspec.Struct, frozen=True):
    """A pattern with the name of its rule; names sort as they were drawn."""

    name: str
    kind: str
    pieces: tuple[Piece, ...]

    def sentence(self) -> str:
        """Words that the pattern matches as a whole."""
        found = " ".join(piece.words[0] for piece in self.pieces if piece.words and not piece.optional)
        return f"{found[0].upper()}{found[1:]}"


def draw(texts: Sequence[str], count: int, seed: int = 1) -> list[Pattern]:
    """`count` different patterns made of neighbouring words of these texts, in fixed shares of kinds.

    Raises `ValueError` if the texts have too few words for so many."""
    chance = Random(seed)
    counts = vocabulary(texts)
    grammar = {word for word, _ in counts.most_common(COMMONEST)}
    runs = [run for text in texts for run in _runs(text, counts)]
    pairs = Counter(pair for run in runs for pair in pairwise(run))
    rarer = sorted(word for word in counts if word not in grammar)
    if not runs or not rarer:
        raise ValueError("the corpus has no words to draw patterns from")
    found: dict[tuple[Piece, ...], Pattern] = {}
    for _ in range(100 * count):
        kind = _kind(len(found))
        taken = _neighbours(chance.choice(runs), kind, chance)
        # Every pair of neighbours is as likely as any other: rules aren't about what is in every article.
        if not taken or chance.random() * pairs[taken[0], taken[1]] >= 1:
            continue
        pieces = _pieces(kind, taken, rarer, chance)
        if pieces is not None and pieces not in found and any(word not in grammar for piece in pieces for word in piece.words):
            found[pieces] = Pattern(f"r{len(found):05}", kind, pieces)
            if len(found) == count:
                return list(found.values())
    raise ValueError(f"the corpus has too few words for {count} patterns")


def vocabulary(texts: Iterable[str]) -> Counter[str]:
    """The words that all engines see alike, in lower case, by how often they occur."""
    counts: Counter[str] = Counter()
    unlike: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match[0].lower()
            counts[word] += 1
            after = text[match.end() : match.end() + 1]
            before = text[match.start() - 1 : match.start()]
            if (before and before not in _BESIDE) or (after and after not in _BESIDE) or _ABBREVIATED.match(text, match.end()):
                unlike.add(word)
    return Counter({word: n for word, n in counts.items() if word not in unlike and len(word) > 1 and word.isascii()})


def _runs(text: str, counts: Counter[str]) -> Iterator[list[str]]:
    """Stretches of at least two words between plain spaces."""
    for match in _RUN.finditer(text):
        words = match[0].lower().split(" ")
        if len(words) > 1:
            yield [word if word in counts else "" for word in words]


def _kind(number: int) -> str:
    """The kind of the pattern with this number: the shares hold for every hundred, and nearly for the first few."""
    place = number * 37 % 100
    for kind, share in SHARES:
        place -= share
        if place < 0:
            return kind
    raise AssertionError("the shares make a hundred")


def _neighbours(run: list[str], kind: str, chance: Random) -> list[str]:
    """So many words of a stretch as a pattern of this kind takes; none if there are too few, or one that engines see unlike."""
    length = 2 + (kind == "gap") + (chance.random() < 0.4)
    start = chance.randrange(len(run))
    taken = run[start : start + length]
    return taken if len(taken) == length and all(taken) else []


def _pieces(kind: str, taken: list[str], rarer: list[str], chance: Random) -> tuple[Piece, ...] | None:
    """A pattern of this kind around neighbouring words; None if a word would come twice."""
    other = chance.choice(rarer)
    if len({*taken, other}) <= len(taken):
        return None
    one = [Piece((word,)) for word in taken]
    if kind == "either":  # never in the first place: not every peer can begin there
        one[-1] = Piece((taken[-1], other, *sorted({chance.choice(rarer)} - {*taken, other})))
    elif kind == "optional":
        one.insert(1, Piece((other if len(taken) == 2 else one.pop(1).words[0],), optional=True))
    elif kind == "gap":
        one[1] = Piece()
    return tuple(one)
