"""A glance at a text: whether anything can stand in it that a pack about a few words asks for.

In: words of which one must stand in a text for some code to match, each with what must be beside it; then text after text. Out,
by `Glance.possible`: False if nothing can be found. It takes a fifth of the time that it takes to look at a text's new words one
by one, and of a pack of few words there is nothing in most texts.

Only plain words are asked for (see `Tokenizer.is_plain`): they stand in a text exactly as they are compared, in capitals or not,
and with no letter beside them, unless something invisible or a mark that combines stands in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from extractor.text.tokenize import PLAIN

# Of other letters a word that is cut out of a row of letters would be missed; so they end a word here.
_WORDS = re.compile(f"{PLAIN}+").findall
# What is in a word and not compared, or makes one letter with that before it.
_ODD = re.compile("[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufeff]").search


class Place(NamedTuple):
    """What must stand beside a word: one of `before` right before it, or one of `after` right after it, or one of `near` at most
    `reach` words away."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    reach: int = 0

    def joined(self, other: Place) -> Place:
        """What stands beside a word if either holds."""
        return Place(self.before | other.before, self.after | other.after, self.near | other.near, max(self.reach, other.reach))


class Glance:
    """What must stand in a text. Not changed after it is made."""

    def __init__(self, wanted: Mapping[str, Place]) -> None:
        """`wanted` tells of a word what must be beside it."""
        self._wanted = wanted
        self._words = frozenset(wanted)

    def possible(self, text: str) -> bool:
        """Whether something may be found in the text."""
        words = _WORDS(text.lower())
        return any(self._stands(words, word) for word in self._words.intersection(words)) or _ODD(text) is not None

    def _stands(self, words: list[str], word: str) -> bool:
        before, after, near, reach = self._wanted[word]
        at = -1
        for _ in range(words.count(word)):
            at = words.index(word, at + 1)
            if not (
                before.isdisjoint(words[max(0, at - 1) : at])
                and after.isdisjoint(words[at + 1 : at + 2])
                and near.isdisjoint(words[max(0, at - reach) : at + reach + 1])
            ):
                return True
        return False
