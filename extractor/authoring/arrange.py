"""The hits of a concordance in another order, some of them, or how many there are of each kind.

In: hits in text order, as they are found. Out: by `arranged` hits sorted by their context, by `sampled` some of them in text
order, by `frequencies` a frequency table. Sorting needs all hits in memory, a sample as many as it has, counting one number for
each distinct item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Final

import msgspec
import regex

from extractor.authoring.concordance import Hit

_SEED: Final = 0
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Count(msgspec.Struct, frozen=True):
    """How often an item was found."""

    item: str
    count: int


def arranged(hits: Iterable[Hit], by: str) -> list[Hit]:
    """The hits sorted by the words to their right, to their left (from the keyword outward) or their own (`match`), whatever
    the case. Punctuation doesn't count; what is equal stays in text order."""
    return sorted(hits, key=lambda hit: _words(hit, by))


def _words(hit: Hit, by: str) -> list[str]:
    if by == "match":
        return _WORD.findall(hit.text.casefold())
    if by == "right":
        return _WORD.findall(hit.right.casefold())
    words: list[str] = _WORD.findall(hit.left.casefold())
    return words[::-1]


def sampled(hits: Iterable[Hit], number: int) -> list[Hit]:
    """At most `number` of the hits, each with the same chance, in text order; the same ones every time.

    One pass (Vitter's Algorithm R, ACM Transactions on Mathematical Software 11, 1985)."""
    random = Random(_SEED)
    kept: list[tuple[int, Hit]] = []
    for place, hit in enumerate(hits):
        if place < number:
            kept.append((place, hit))
            continue
        # `random()` is the one method that gives the same numbers in every version of Python.
        drawn = int(random.random() * (place + 1))
        if drawn < number:
            kept[drawn] = (place, hit)
    return [hit for _, hit in sorted(kept, key=lambda each: each[0])]


def frequencies(hits: Iterable[Hit]) -> list[Count]:
    """How often each item was found, the most frequent first; equal ones in alphabetical order."""
    counts = Counter(hit.item for hit in hits)
    return [Count(item, count) for item, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
