"""A guess at how common the tokens are for which a test holds, from the tests of a pack alone.

What many tests name is a word of grammar, and common; the verbs and nouns that rules are about stand in lists. Marks of
punctuation are common, although few tests name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from extractor.matching import program as p

WORDLESS: Final = 10_000.0
"""How common a test that names no word, or a mark of punctuation, is taken to be."""

UNNAMED: Final = 0.01
"""How common a word is taken to be that no test names by itself."""


class Commonness:
    """How common what a sign asks for is taken to be. Only the order of the figures means anything."""

    def __init__(self, tokens: Iterable[p.TokenTest], lists: Sequence[p.WordList]) -> None:
        self.lists = lists
        self.named = Counter(word for test in tokens for word in words_of(test) or ())

    def of(self, sign: p.TokenTest) -> float:
        """That of a sign of one token."""
        words = words_of(sign, self.lists)
        if words is None:
            return WORDLESS
        return sum(self.of_word(word) for word in words)

    def of_word(self, word: str) -> float:
        """That of a form or lemma."""
        if not any(map(str.isalnum, word)):
            return WORDLESS
        return max(UNNAMED, float(self.named[word] ** 2))


def words_of(test: p.TokenTest | p.Test, lists: Sequence[p.WordList] = ()) -> tuple[str, ...] | None:
    """The words one of which the test asks for, those of lists only where lists are given; None where it names none."""
    match test:
        case p.Forms(forms):
            return forms
        case p.AnyReading(inner) | p.OnlyReadings(inner):
            return words_of(inner, lists)
        case p.Is("lemma", values):
            return values
        case p.InList("lemma", number) if lists:
            return tuple(entry.words[0] for entry in lists[number].entries)
        case p.Every(parts):
            found = [words for part in parts if (words := words_of(part, lists)) is not None]
            return min(found, key=lambda words: (len(words), words)) if found else None
        case _:
            return None
