"""News that nobody wrote: articles of any number, the same for the same seed, about nothing and nobody.

Out: names and texts, one after the other, so that any amount can be written without holding it. The one way in is `articles`.

What makes real text costly is kept: few words are frequent and new ones never end (ranks follow Zipf and Mandelbrot), a quarter
of the sentences reports speech, there are quotations, apostrophes, figures, names, subordinate clauses and headlines.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from random import Random

from benchmarks import words

FLATNESS, EXPONENT = 30.0, 1.42
"""Zipf and Mandelbrot's constants, fitted to the growth of the vocabulary in Italian news."""

Noun = tuple[str, bool, bool]
"""The form, whether it is feminine, whether it is plural."""

_ARTICLES = {
    # preposition: masculine, feminine, before a vowel, masculine plural, its other form, feminine plural
    "": ("il ", "la ", "l'", "i ", "gli ", "le "),
    "di": ("del ", "della ", "dell'", "dei ", "degli ", "delle "),
    "a": ("al ", "alla ", "all'", "ai ", "agli ", "alle "),
    "da": ("dal ", "dalla ", "dall'", "dai ", "dagli ", "dalle "),
    "in": ("nel ", "nella ", "nell'", "nei ", "negli ", "nelle "),
    "su": ("sul ", "sulla ", "sull'", "sui ", "sugli ", "sulle "),
}


def articles(seed: int = 1) -> Iterator[tuple[str, str]]:
    """Names and texts of articles, without end."""
    number = 0
    while True:
        yield f"{seed}-{number}", Writer(Random(f"{seed} {number}")).article()
        number += 1


@lru_cache(100_000)
def _noun(rank: int) -> tuple[str, bool]:
    common = (words.MASCULINE, words.FEMININE)
    feminine = rank % 2 == 1
    place = rank // 2
    return (common[feminine][place] if place < len(common[feminine]) else words.invented(rank) + "oa"[feminine]), feminine


@lru_cache(100_000)
def _stem(rank: int, kind: str) -> str:
    common = [word[:-1] for word in words.ADJECTIVES] if kind == "adjective" else words.VERBS
    return common[rank] if rank < len(common) else words.invented(3 * rank + (kind == "verb"))


class Writer:
    """Writes one article."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.random = chance.random
        self.pick = chance.choice

    def rank(self) -> int:
        """The rank of a word, by how often words of that rank are used."""
        return int(FLATNESS * ((1 - self.random()) ** (-1 / (EXPONENT - 1)) - 1))

    def noun(self) -> Noun:
        """A noun in one of its numbers."""
        form, feminine = _noun(self.rank())
        if self.random() < 0.7 or form[-1] not in "oa":
            return form, feminine, False
        return form[:-1] + ("e" if feminine else "i"), feminine, True

    def phrase(self, preposition: str = "", depth: int = 0) -> str:
        """A noun phrase, with or without its preposition, adjective and complement."""
        form, feminine, plural = self.noun()
        vowel = form[0] in "aeiou"
        column = (5 if feminine else 4 if vowel else 3) if plural else 2 if vowel else feminine
        text = _ARTICLES[preposition][column] + form
        if self.random() < 0.3:
            text += " " + _stem(self.rank(), "adjective") + ("oa", "ie")[plural][feminine]
        if self.random() < 0.4 and depth < 2:
            text += " " + (self.phrase("di", depth + 1) if self.random() < 0.8 else "di " + self.name())
        return text

    def name(self) -> str:
        """A name of a person or place that doesn't exist."""
        text = words.invented(7 * self.rank() + 5).capitalize() + self.pick("aieo")
        return f"{words.invented(5 * self.rank() % 900).capitalize()}o {text}" if self.random() < 0.4 else text

    def clause(self) -> str:
        """A finite clause without its full stop."""
        stem = _stem(self.rank(), "verb")
        perfect = f"ha {self.pick(words.ADVERBS)} {stem}ato"
        verb = self.pick((f"{stem}a", f"ha {stem}ato", f"{stem}ava", f"{stem}erà", perfect, f"è {stem}ata"))
        parts = [self.phrase() if self.random() < 0.75 else self.name(), verb]
        if self.random() < 0.7:
            parts.append(self.phrase())
        while self.random() < 0.5:
            preposition = self.pick(("di", "a", "da", "in", "su", *words.PREPOSITIONS))
            parts.append(self.phrase(preposition) if preposition in _ARTICLES else f"{preposition} {self.phrase()}")
        if self.random() < 0.15:
            parts.append(self.figure())
        return " ".join(parts)

    def figure(self) -> str:
        """A number with what it counts."""
        number = int(1 / (1 - self.random()) ** 2) + 2
        return self.pick((f"nel {1990 + number % 35}", f"per {number},{number % 9} milioni di euro", f"({number} per cento)"))

    def plain(self) -> str:
        """A sentence in which nobody says anything."""
        text = self.clause()
        if self.random() < 0.35:
            text = f"{self.pick(words.ADVERBS)} {text}"
        while self.random() < 0.35:
            text += f"{self.pick((', ', ' '))}{self.pick(words.LINKS)} {self.clause()}"
        return text

    def speaker(self) -> tuple[str, str]:
        """Who says something, and the auxiliary that agrees."""
        role = self.pick(words.ROLES)
        if role.startswith(("i ", "gli ")):
            return role, "hanno"
        chance = self.random()
        return (f"{role}, {self.name()}," if chance < 0.1 else f"{role} {self.name()}" if chance < 0.35 else role), "ha"

    def report(self) -> str:
        """A sentence in which somebody says something."""
        kind = self.random()
        who, auxiliary = self.speaker()
        said = f"{auxiliary} {self.pick(words.SAID)}"
        if auxiliary == "ha" and self.random() < 0.4:
            said = self.pick(words.SAYS)
        if kind < 0.35:
            return f"{who} {said} che {self.clause()}"
        if kind < 0.6:
            quoted = ". ".join(_capital(self.plain()) for _ in range(1 if self.random() < 0.7 else 2))
            return f"«{quoted}», {said} {who}".rstrip(",")
        if kind < 0.75:
            return f"secondo {who.rstrip(',')}, {self.clause()}"
        if kind < 0.85:
            return f"{who} {auxiliary} accusato {self.phrase()} di {_stem(self.rank(), 'verb')}are {self.phrase()}"
        if kind < 0.95:
            return f"{who} {said}: «{_capital(self.plain())}»"
        return f"ha {self.pick(words.SAID)} che {self.clause()}"

    def article(self) -> str:
        """A headline and a few paragraphs."""
        lines = [_capital(self.clause()), ""]
        for _ in range(self.chance.randint(3, 10)):
            sentences = (self.report() if self.random() < 0.27 else self.plain() for _ in range(self.chance.randint(1, 5)))
            lines.append(" ".join(f"{_capital(sentence)}." for sentence in sentences))
        return "\n".join(lines) + "\n"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
