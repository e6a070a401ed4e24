"""Which mention tests hold for a mention, decided once for all whose features they can't tell apart.

In: the mention tests of a program; then a mention. Out, by `MentionTests.of`: the numbers of those that hold.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from extractor.matching import program as p
from extractor.matching.filing import Kind, file_mention_tests
from extractor.matching.kept import Kept
from extractor.matching.lattice import Mention
from extractor.matching.made import Made
from extractor.matching.readings import Decide, test_of

REMEMBERED: Final = 20_000
"""Sets of features for which the tests that hold are kept."""

Tests = frozenset[int]


class MentionTests:
    """The mention tests of a program, ready to be asked."""

    def __init__(
        self,
        tests: Sequence[p.MentionTest],
        lists: Sequence[p.WordList],
        closed: Collection[str],
        kinds: dict[str, Kind] | None = None,
    ) -> None:
        """`closed` are the closed types; `kinds` what was filed of the same before."""
        self._decide: Made[int, Decide | None] = Made(lambda number: _decide(tests[number], lists))
        self.kinds = file_mention_tests(tests, lists, closed) if kinds is None else kinds
        self._known: dict[tuple[str | int | None, ...], Tests] = {}
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
        kind = self.kinds.get(mention.type)
        if kind is None:
            return frozenset()
        features = mention.features
        profile: list[str | int | None] = [mention.type]
        for feature, index, apart in kind.asked:
            value = features.get(feature)
            profile.append(value if apart is None or value in apart else index.get(value, -1))
        # A tuple of strings and numbers is nothing that the garbage collector walks.
        key = tuple(profile)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known, self._same = {}, {}
            decide = self._decide
            possible = [*kind.others]
            for feature, index in kind.by_value.items():
                number = index.get(features.get(feature, ""))
                if number is not None:
                    possible += kind.sets[number]
            holding = {*kind.always, *(n for n in possible if (test := decide[n]) is not None and test(features, None))}
            # Mentions are of few kinds: one object for each.
            tests = frozenset(holding)
            found = self._known[key] = self._same.setdefault(tests, tests)
        return found


def _decide(test: p.MentionTest, lists: Sequence[p.WordList]) -> Decide | None:
    return None if test.test is None else test_of(test.test, lists)
