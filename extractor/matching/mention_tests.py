"""Which mention tests hold for a mention, decided once for all whose features they can't tell apart.

In: the mention tests of a program; then a mention. Out, by `MentionTests.of`: the numbers of those that hold.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from extractor.matching import program as p
from extractor.matching.filing import required
from extractor.matching.kept import Kept
from extractor.matching.lattice import Mention
from extractor.matching.made import Made
from extractor.matching.readings import Decide, test_of

REMEMBERED: Final = 20_000
"""Sets of features for which the tests that hold are kept."""

CLOSED: Final = -1
"""Stands among the tests of a mention of a closed type, which a gap may pass."""

Tests = frozenset[int]


class MentionTests:
    """The mention tests of a program, ready to be asked."""

    def __init__(self, tests: Sequence[p.MentionTest], lists: Sequence[p.WordList], closed: Collection[str]) -> None:
        """`closed` are the closed types."""
        self._decide: Made[int, Decide | None] = Made(lambda number: _decide(tests[number], lists))
        self._closed, self._tests, self._lists = closed, tests, lists
        by_type: dict[str, list[int]] = {name: [] for name in closed}
        for number, test in enumerate(tests):
            for name in test.types:
                by_type.setdefault(name, []).append(number)
        self._by_type = by_type
        self._types: Made[str, _OfType] = Made(self._of_type)
        self._known: dict[tuple[str, ...], Tests] = {}
        self._same: dict[Tests, Tests] = {}
        self._by_features: dict[tuple[int, str], Kept[Tests]] = {}

    def of(self, mention: Mention) -> Tests:
        """The numbers of the tests that hold; `CLOSED` among them for a mention of a closed type."""
        # Emissions share their features, so that these are mostly known by identity.
        key = (id(mention.features), mention.type)
        known = self._by_features.get(key)
        if known is None:
            if len(self._by_features) >= REMEMBERED:
                self._by_features = {}
            known = self._by_features[key] = Kept(self._of(mention), mention.features)
        return known.value

    def _of(self, mention: Mention) -> Tests:
        if mention.type not in self._by_type:
            return frozenset()
        kind = self._types[mention.type]
        features = mention.features
        # A tuple of strings is nothing that the garbage collector walks.
        key = (mention.type, *kind.profile(features))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known, self._same = {}, {}
            decide = self._decide
            possible = kind.possible(features)
            holding = {*kind.always, *(n for n in possible if (test := decide[n]) is not None and test(features, None))}
            # Mentions are of few kinds: one object for each.
            tests = frozenset(holding)
            found = self._known[key] = self._same.setdefault(tests, tests)
        return found

    def _of_type(self, name: str) -> _OfType:
        """The tests of a type."""
        found = _OfType((CLOSED,) if name in self._closed else ())
        for number in self._by_type[name]:
            found.file(number, self._tests[number].test, self._lists)
        return found


def _decide(test: p.MentionTest, lists: Sequence[p.WordList]) -> Decide | None:
    return None if test.test is None else test_of(test.test, lists)


class _OfType:
    """The tests of one type: those that always hold, and the others by a value without which they can't hold."""

    def __init__(self, always: Collection[int]) -> None:
        self.always: list[int] = [*always]
        self._by_values: dict[tuple[str, int], tuple[tuple[str, ...], list[int]]] = {}
        self._by_value: dict[str, dict[str, list[list[int]]]] = {}
        self._others: list[int] = []
        self._named: dict[str, set[str]] = {}
        self._whole: set[str] = set()
        self._lists: set[tuple[str, int]] = set()

    def file(self, number: int, test: p.Test | None, lists: Sequence[p.WordList]) -> None:
        """Adds a test."""
        if test is None:
            self.always.append(number)
            return
        self._name(test, lists)
        # The lemma first: the lexicons' lists of verbs are what tells most tests apart.
        named = {part.feature for part in (test.parts if isinstance(test, p.Every) else (test,)) if hasattr(part, "feature")}
        for feature in sorted(named, key=lambda name: (name != "lemma", name)):
            values = required(test, feature, lists)
            if values is not None:
                # Many tests ask for the same list of a thousand verbs: its values are gone through once, and known again as the
                # same object (which is kept, for an id is only good while its object lives).
                key = (feature, id(values))
                if key not in self._by_values:
                    self._by_values[key] = values, []
                    index = self._by_value.setdefault(feature, {})
                    for value in dict.fromkeys(values):
                        index.setdefault(value, []).append(self._by_values[key][1])
                self._by_values[key][1].append(number)
                return
        self._others.append(number)

    def _name(self, test: p.Test, lists: Sequence[p.WordList]) -> None:
        """Takes note of the values that a test names, by feature; of the features of which it may ask for any value."""
        match test:
            case p.Every(parts) | p.Some(parts):
                for part in parts:
                    self._name(part, lists)
            case p.Isnt(part):
                self._name(part, lists)
            case p.Is(feature, values):
                self._named.setdefault(feature, set()).update(values)
            case p.InList(feature, number):
                if (feature, number) not in self._lists:
                    self._lists.add((feature, number))
                    self._named.setdefault(feature, set()).update(lists[number].written)
            case p.Like(feature, _):
                self._named.setdefault(feature, set())
                self._whole.add(feature)

    def profile(self, features: Mapping[str, str]) -> list[str]:
        """What of some features the tests can tell apart: the values that they name."""
        whole = self._whole
        found = []
        for feature, values in self._named.items():
            value = features.get(feature, "")
            found.append(value if value in values or feature in whole else "")
        return found

    def possible(self, features: Mapping[str, str]) -> list[int]:
        """The tests that may hold for these features."""
        found = [*self._others]
        for feature, index in self._by_value.items():
            for numbers in index.get(features.get(feature, ""), ()):
                found += numbers
        return found
