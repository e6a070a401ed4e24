"""A guess at how common the tokens are for which a test holds, from the tests of a pack alone.

What many tests name, or one that many rules ask for, is a word of grammar, and common; the verbs and nouns that rules are about
stand in lists. Of two words that are named as often the longer one is rarer (Zipf, "The Psycho-Biology of Language", 1935).
Marks of punctuation are common, although few tests name them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from extractor.matching import program as p

WORDLESS: Final = 10_000.0
"""How common a test that names no word, or a mark of punctuation, is taken to be."""

UNNAMED: Final = 0.01
"""How common a word is taken to be that no test names by itself."""


SHORTER: Final = 1.3
"""How many times as common a word is taken to be as one that has a letter more."""


class Commonness:
    """How common what a sign asks for is taken to be. Only the order of the figures means anything."""

    def __init__(self, tokens: Iterable[p.TokenTest], lists: Sequence[p.WordList], uses: Mapping[p.TokenTest, int]) -> None:
        """`uses`: of how many needs a test is a part, where that is known."""
        self.lists = lists
        self.named: Counter[str] = Counter()
        for test in tokens:
            for word in words_of(test) or ():
                self.named[word] += max(1, uses.get(test, 1))

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
        return max(UNNAMED, float(self.named[word] ** 2)) * SHORTER ** -len(word)


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
