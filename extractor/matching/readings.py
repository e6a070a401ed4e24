"""Tests of one reading of a token, or of the features of a mention.

In: a `Test` of the program and its lists. Out, by `test_of`: a function that decides it. `ListIndex` finds the entries of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import regex

from extractor.matching import program as p
from extractor.matching.candidates import Taken
from extractor.matching.lattice import Lattice
from extractor.matching.made import later
from extractor.text.document import Analysis, Reading

KEPT: Final = 20_000
"""Tokens of one list for which the readings of its entries are kept."""

Decide = Callable[[Mapping[str, str], Analysis | None], bool]
"""Decides a test for features; with the token's analysis where they are a reading of a token."""


def test_of(test: p.Test, lists: Sequence[p.WordList]) -> Decide:
    """The function that decides a test."""
    match test:  # what there is most of first
        case p.Every((part,)):
            return test_of(part, lists)
        case p.Every(parts):
            return _every(tuple([test_of(part, lists) for part in parts]))
        case p.Is("word", values):
            surfaces = frozenset(values)
            return lambda features, analysis: analysis is not None and analysis.form in surfaces
        case p.Is(feature, (value,)):
            return lambda features, analysis: features.get(feature) == value
        case p.Is(feature, values):
            wanted = frozenset(values)
            return lambda features, analysis: features.get(feature) in wanted
        case p.InList(feature, number):
            return _listed(feature, lists[number])
        case p.Like(feature, expression):
            return _like(feature, expression)
        case p.Some(parts):
            return _some(tuple(test_of(part, lists) for part in parts))
        case p.Isnt(part):
            inner = test_of(part, lists)
            return lambda features, analysis: not inner(features, analysis)


def _every(parts: tuple[Decide, ...]) -> Decide:
    # Loops, here and below: a generator costs more than the few tests that it would go through.
    def decide(features: Mapping[str, str], analysis: Analysis | None) -> bool:
        for part in parts:  # noqa: SIM110
            if not part(features, analysis):
                return False
        return True

    return decide


def _some(parts: tuple[Decide, ...]) -> Decide:
    def decide(features: Mapping[str, str], analysis: Analysis | None) -> bool:
        for part in parts:  # noqa: SIM110
            if part(features, analysis):
                return True
        return False

    return decide


def _listed(feature: str, found: p.WordList) -> Decide:
    entries = found.texts
    if feature != "word":
        return lambda features, analysis: features.get(feature) in entries
    if found.lemmas:
        return lambda features, analysis: analysis is not None and analysis.form in entries
    folded = frozenset(entry.words[0] for entry in found.entries if len(entry.words) == 1)
    return lambda features, analysis: analysis is not None and analysis.word in folded


def _like(feature: str, expression: str) -> Decide:
    search = regex.compile(expression).search
    if feature == "word":
        return lambda features, analysis: analysis is not None and search(analysis.form) is not None

    def decide(features: Mapping[str, str], analysis: Analysis | None) -> bool:
        value = features.get(feature)
        return value is not None and search(value) is not None

    return decide


class ListIndex:
    """The entries of a list by their first and by their last word."""

    def __init__(self, found: p.WordList) -> None:
        self.lemmas = found.lemmas
        self._list = found
        self._known: dict[tuple[int, int], tuple[Analysis, tuple[Reading, ...]]] = {}

    @later
    def first(self) -> dict[str, list[p.ListEntry]]:
        """The entries by their first word, the longest first."""
        return self._by_word(0)

    @later
    def last(self) -> dict[str, list[p.ListEntry]]:
        """The entries by their last word, the longest first."""
        return self._by_word(-1)

    @later
    def events(self) -> dict[str, str]:
        """The event types of entries, by how these are written."""
        return {entry.text: entry.event for entry in self._sorted() if entry.event is not None}

    def _by_word(self, place: int) -> dict[str, list[p.ListEntry]]:
        found: dict[str, list[p.ListEntry]] = {}
        for entry in self._sorted():
            found.setdefault(entry.words[place], []).append(entry)
        return found

    def _sorted(self) -> list[p.ListEntry]:
        return sorted(self._list.entries, key=lambda entry: (-len(entry.words), entry.text))

    def entries(self, analysis: Analysis, backward: bool) -> list[p.ListEntry]:
        """The entries that begin (backward: end) with this token, the longest first."""
        index = self.last if backward else self.first
        if not self.lemmas:
            return index.get(analysis.word, [])
        lemmas = sorted({reading["lemma"] for reading in analysis.readings if "lemma" in reading})
        if len(lemmas) == 1:
            return index.get(lemmas[0], [])
        found = [entry for lemma in lemmas for entry in index.get(lemma, ())]
        return sorted(found, key=lambda entry: (-len(entry.words), entry.text))

    def taken(self, entry: p.ListEntry, start: int, lattice: Lattice) -> Taken | None:
        """The entry at a position, or None where its words don't stand there. It has the features of its first word, its
        own, and `entry`."""
        for position, word in enumerate(entry.words, start):
            analysis = lattice.token(position)
            if analysis is None or not self.matches(word, analysis):
                return None
        first = lattice.analyses[start - lattice.start]
        return Taken(start, start + len(entry.words), None, first, self._readings(entry, first), entry.text)

    def _readings(self, entry: p.ListEntry, first: Analysis) -> tuple[Reading, ...]:
        """The readings of an entry whose first word is this token: the same tuple each time, so that others know it again."""
        known = self._known.get((id(entry), id(first)))
        if known is None:
            readings: tuple[Reading, ...] = tuple(
                {**reading, **dict(entry.features), "entry": entry.text}
                for reading in first.readings
                if not self.lemmas or reading.get("lemma") == entry.words[0]
            )
            if len(self._known) >= KEPT:
                self._known = {}
            # The analysis is kept too, for an id is only good while its object lives.
            known = self._known[id(entry), id(first)] = first, readings
        return known[1]

    def matches(self, word: str, analysis: Analysis) -> bool:
        """Whether the token is this word of an entry."""
        if self.lemmas:
            return any(reading.get("lemma") == word for reading in analysis.readings)
        return analysis.word == word
